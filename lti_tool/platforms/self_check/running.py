"""A whole check: what is known, and what is asked at once and within twenty seconds."""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from threading import Thread
from time import monotonic

from lti_tool.config import Config
from lti_tool.platforms import http, keys
from lti_tool.platforms.self_check import history, ourselves, platform
from lti_tool.platforms.self_check.findings import Finding
from lti_tool.platforms.self_check.subject import Subject, load
from lti_tool.platforms.services import Services
from quizzes.db import Database, utcnow

SECONDS = 20
LATE = f"No answer within {SECONDS} seconds."
OUR_FAULT = "Something went wrong on our side: it is in the tool's log."

log = logging.getLogger(__name__)

Probe = Callable[[], list[Finding]]


def check(registration_id: int, db: Database, services: Services, config: Config) -> list[Finding]:
    """Look at everything that launches and grades of a platform need; keeps nothing but tokens.

    Raises RegistrationNotFound.
    """
    with db.read() as session:
        subject = load(session, registration_id)
    kids = {key["kid"] for key in keys.public_key_set(db, config.secret_key)["keys"]}
    our_address = partial(ourselves.address, config, kids)
    if subject.registration.is_removed:  # nothing is sent to it
        known = [history.registration(subject), ourselves.encryption(config)]
        return known + _at_once({ourselves.ADDRESS: our_address})
    before = [history.registration(subject), history.deployment(subject), history.launches(subject)]
    asked = _at_once(_probes(subject, services, config) | {ourselves.ADDRESS: our_address})
    return before + asked + [ourselves.encryption(config), history.cookies(subject)]


def _probes(subject: Subject, services: Services, config: Config) -> dict[str, Probe]:
    registration, keys_url = subject.registration, f"{config.base_url}/lti/jwks.json"
    probes: dict[str, Probe] = {
        platform.KEY_SET: partial(platform.keys_and_clocks, http.Pool(config), registration, utcnow)
    }
    for scope in platform.PERMISSIONS:
        probes[platform.name_of(scope)] = _one(
            platform.permission, services, subject, scope, keys_url
        )
    probes[platform.LINE_ITEMS] = _one(platform.line_items, services, subject)
    probes[platform.ROSTER] = _one(platform.roster, services, subject)
    return probes


def _one(probe: Callable[..., Finding], *given: object) -> Probe:
    return lambda: [probe(*given)]


def _at_once(probes: Mapping[str, Probe]) -> list[Finding]:
    """Run probes side by side; one that takes too long is left to itself."""
    found: dict[str, list[Finding]] = {}

    def run(name: str, probe: Probe) -> None:
        try:
            found[name] = probe()
        except Exception:  # a thread's failure is nobody's else
            log.exception("self-check: %s", name)
            found[name] = [Finding(name, "unknown", OUR_FAULT)]

    until = monotonic() + SECONDS
    threads = [
        Thread(target=run, args=each, daemon=True, name=f"self-check {each[0]}")
        for each in probes.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - monotonic()))
    all_found = [
        finding for name in probes for finding in found.get(name, [Finding(name, "unknown", LATE)])
    ]
    return list(dict.fromkeys(all_found))  # what several found alike is said once
