"""LTI Dynamic Registration: a platform's admin opens an invite there, and we register ourselves.

Two calls to the platform: what it says of itself is fetched (platform_configuration.py says
whether that is believed), then what we ask for is posted. Both carry the platform's own
registration token.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lti_tool.config import Config
from lti_tool.errors import (
    AddressRefused,
    ConfigurationRefused,
    EdgeError,
    InviteRefused,
    PlatformUnavailable,
    RegistrationLost,
    RegistrationRefused,
    UnusableRegistration,
)
from lti_tool.models import Invite
from lti_tool.platforms import http, invites, platform_configuration, registrations
from lti_tool.platforms.addresses import may_call
from lti_tool.platforms.platform_configuration import PlatformConfiguration
from lti_tool.platforms.registration_answers import (
    DELETE_THERE,
    START_AGAIN,
    Granted,
    granted,
    refusal,
)
from lti_tool.platforms.registrations import Details
from lti_tool.platforms.relatives import CANVAS, host, speaks_for
from lti_tool.platforms.tool_configuration import request_for
from quizzes.db import Database

log = logging.getLogger(__name__)

LARGEST_CONFIGURATION: Final = 200_000
LONGEST_TOKEN: Final = 16_000


@dataclass(frozen=True)
class Initiation:
    """What a platform's page adds to the invite when its admin opens that."""

    configuration_url: str
    token: str


def ask_who(
    pooled: http.Pool, initiation: Initiation, invite: Invite, config: Config
) -> PlatformConfiguration:
    """Return what the platform says of itself.

    Raises InviteRefused, ConfigurationRefused, RegistrationRefused or PlatformUnavailable.
    """
    url = initiation.configuration_url
    if not may_call(url, config):
        said = "The LMS's configuration is at no https address outside private networks."
        raise ConfigurationRefused([said])
    if invite.host and invite.host != host(url) and not _is_canvas(url):
        raise _elsewhere(invite, host(url))
    answer = http.call(
        pooled, "GET", url, largest=LARGEST_CONFIGURATION, headers=_headers(initiation)
    )
    if not answer.ok:
        raise refusal("Asked who it is", answer)
    try:
        said = answer.json()
    except ValueError as error:
        place = url.partition("?")[0]  # Canvas has its token behind that
        raise ConfigurationRefused([f"There is no configuration of an LMS at {place}."]) from error
    configuration = platform_configuration.read(said, url, config)
    if invite.host and invite.host not in (host(url), configuration.host):
        raise _elsewhere(invite, configuration.host)
    return configuration


def register(
    db: Database,
    pooled: http.Pool,
    initiation: Initiation,
    token: str,
    config: Config,
    now: datetime,
) -> int:
    """Register ourselves and use the invite of this token up; returns the registration's id.

    Where it comes to nothing, the invite is given back. Raises InviteRefused,
    ConfigurationRefused, RegistrationRefused, RegistrationLost or PlatformUnavailable.
    """
    with db.begin() as session:
        invite = invites.find(session, token)
        invites.claim(session, invite, now)
    try:
        configuration = ask_who(pooled, initiation, invite, config)
        answered = _ask_for_ourselves(pooled, configuration, initiation, config)
        return _keep(db, configuration, answered, invite, config, now)
    except Exception:
        with suppress(SQLAlchemyError), db.begin() as session:  # else the claim runs out
            invites.release(session, invite, now)
        raise


def _ask_for_ourselves(
    pooled: http.Pool,
    configuration: PlatformConfiguration,
    initiation: Initiation,
    config: Config,
) -> Granted:
    body, headers = request_for(configuration, config), _headers(initiation)
    try:
        answer = http.call(
            pooled, "POST", configuration.registration_url, json=body, headers=headers
        )
    except AddressRefused:
        raise
    except PlatformUnavailable as error:
        raise RegistrationLost(
            [str(error), "It may have registered Lineage Lab all the same."], advice=DELETE_THERE
        ) from error
    if not answer.ok:
        raise refusal("Asked to register Lineage Lab", answer)
    return granted(answer)


def _keep(
    db: Database,
    configuration: PlatformConfiguration,
    answered: Granted,
    invite: Invite,
    config: Config,
    now: datetime,
) -> int:
    details = Details(
        issuer=configuration.issuer,
        client_id=answered.client_id,
        login_url=configuration.login_url,
        token_url=configuration.token_url,
        keys_url=configuration.keys_url,
        deployment=answered.deployment_id,
        audience=configuration.audience,
        product=configuration.product,
        name=configuration.name,
    )
    try:
        with db.begin() as session:
            _check_that_nothing_moves(session, details)
            registration = registrations.save(session, details, config)
            invites.spend(session, invite, now, registration.id)
    except (EdgeError, SQLAlchemyError) as error:
        why = str(error) if isinstance(error, EdgeError) else "The database did not take it."
        raise RegistrationLost(
            [
                f"Your LMS registered Lineage Lab as client {answered.client_id}, but here it "
                "could not be saved.",
                why,
            ],
            advice=DELETE_THERE,
        ) from error
    log.info("installed in %r as client %r", details.issuer, details.client_id)
    return registration.id


def _check_that_nothing_moves(session: Session, details: Details) -> None:
    """An invite adds a platform; where a known one is, and whose keys it has, it cannot change.

    Whoever can put a file on an LMS's host could else take over its registration.
    """
    known = registrations.find(session, details.issuer, details.client_id)
    if not known:
        return
    if known.is_removed:
        raise UnusableRegistration(
            "This client was removed here; only whoever runs Lineage Lab can restore it."
        )
    ours = (known.login_url, known.token_url, known.keys_url, known.token_audience)
    if ours != (
        details.login_url,
        details.token_url,
        details.keys_url,
        details.audience or details.token_url,
    ):
        raise UnusableRegistration(
            "This client is known here with other addresses, and an invite cannot change them: "
            "only whoever runs Lineage Lab can."
        )


def _headers(initiation: Initiation) -> dict[str, str]:
    token = initiation.token
    if len(token) > LONGEST_TOKEN or not token.isascii() or not token.isprintable():
        raise RegistrationRefused(["The registration token is none."], advice=START_AGAIN)
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    return {"Accept": "application/json"} | bearer


def _elsewhere(invite: Invite, found: str) -> InviteRefused:
    return InviteRefused(
        f"This invite is for {invite.host}, and this LMS is {found}. Ask whoever runs Lineage Lab "
        "for an invite for your LMS."
    )


def _is_canvas(url: str) -> bool:
    return any(speaks_for(url, f"https://{issuer}") for issuer in CANVAS)
