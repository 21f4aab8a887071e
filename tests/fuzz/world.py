"""The tool under fire: one app, one database, three registrations, platforms in memory."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from sqlalchemy import delete, select

from lti_tool import create_app
from lti_tool.config import Config
from lti_tool.models import Context, Deployment, Registration
from lti_tool.platforms import invites, registrations, rosters
from quizzes.db import Base, Database, utcnow
from tests.fuzz.strictness import as_strict_as_postgresql
from tests.fuzz.wire import HOST, Answer, InMemory, ask
from tests.support.launching import SECRET
from tests.support.platform import KEY, KID, jwk
from tests.support.tables import prepare

TOOL = f"https://{HOST}"
LMS = "https://lms.example.edu"
CLIENTS = {"client-1": "1", "client-2": "2", "not deployed yet": ""}
"""Client ids at one issuer, and the deployment of each."""
KEPT = frozenset({"registration", "deployment", "tool_key", "alembic_version"})


@dataclass
class Begun:
    """A login that a launch can answer: what the browser and the platform got from it."""

    client_id: str
    state: str
    nonce: str
    cookies: str
    deployment: str
    launches: int = 0


class World:
    """The tool, and what it finds outside.

    Attributes:
        answer: what platforms answer; a case may replace it for its own time.
        fetched: how often the tool asked a platform anything.
        spent: form and cookies of the newest launch that was let in.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / "tool.db"
        settings = Config(prepare(f"sqlite:///{self.file}"), TOOL, SECRET)
        self.app: Flask = create_app(settings)
        self.config = settings
        self.db: Database = self.app.extensions["database"]
        as_strict_as_postgresql(self.db.engine)
        self._pause, rosters.SECONDS_FOR_OTHERS = rosters.SECONDS_FOR_OTHERS, 0
        self.answer = usual
        self.fetched = 0
        self.spent: tuple[dict[str, Any], str] | None = None
        self.app.extensions["pooled"].send = InMemory(self._answered).send
        with self.db.begin() as session:
            for client_id, deployment in CLIENTS.items():
                registrations.save(session, details(client_id, deployment), settings)
            self.registration = registrations.everyone(session)[0]
        self._logins: dict[str, Begun] = {}
        self._watcher = sqlite3.connect(self.file)
        self._invite, self._invited, self._begun = "", 0, 0

    def close(self) -> None:
        """Give the database back."""
        rosters.SECONDS_FOR_OTHERS = self._pause
        self._watcher.close()
        self.db.close()

    def login(self, client_id: str) -> Begun:
        """Return a login that is under way; one serves until it was answered rightly."""
        begun = self._logins.get(client_id)
        if not begun or begun.launches > 100:
            self._begun += 1
            begun = self._logins[client_id] = self._log_in(client_id)
        begun.launches += 1
        return begun

    def course(self) -> int:
        """Return the number of a course that has a class list."""
        with self.db.begin() as session:
            deployment = session.scalars(select(Deployment).order_by(Deployment.id)).first()
            found = select(Context).filter_by(deployment=deployment, context_id="with a list")
            course = session.scalars(found).one_or_none() or Context(
                deployment=deployment, context_id="with a list", title="Data Engineering"
            )
            course.memberships_url, course.roster_wait_until = LMS + "/members", None
            session.add(course)
            session.flush()
            return course.id

    def used_up(self, begun: Begun) -> None:
        """Forget a login that was answered rightly."""
        with suppress(KeyError):
            del self._logins[begun.client_id]

    def version(self) -> int:
        """Return a number that changes with every commit that changed a row."""
        return int(self._watcher.execute("PRAGMA data_version").fetchone()[0])

    def invite(self) -> str:
        """Return an invite that can be used; every third is for the platform's host only."""
        with self.db.begin() as session:
            if self._invite:
                found = invites.find(session, self._invite)
                if not found.registration_id and not found.used_at:
                    return self._invite
            self._invited += 1
            host = "" if self._invited % 3 else "lms.example.edu"
            _, self._invite = invites.create(session, "fuzz", host, utcnow())
        return self._invite

    def sweep(self) -> None:
        """Empty what launches and registrations left, as a purge would."""
        ours = Registration.client_id.in_([name for name, place in CLIENTS.items() if place])
        with self.db.begin() as session:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name not in KEPT:
                    session.execute(delete(table))
            kept = select(Registration.id).where(ours)
            session.execute(delete(Deployment).where(Deployment.registration_id.not_in(kept)))
            registered = Registration.client_id.not_in(list(CLIENTS))
            session.execute(delete(Registration).where(registered))
        self._invite, self.spent = "", None
        self._logins.clear()

    def _log_in(self, client_id: str) -> Begun:
        sent = {
            "iss": LMS,
            "login_hint": "somebody",
            "target_link_uri": TOOL + "/lti/launch",
            "client_id": client_id,
        }
        if self._begun % 10 == 0:  # the platform offers its storage: then a page goes in between
            sent["lti_storage_target"] = "_parent"
        said = ask(self.app, "POST", "/lti/login", form=sent)
        where = said.header("Location") or unescape(said.body.decode()).partition('href="https')[2]
        asked = parse_qs(urlsplit(where.partition('"')[0]).query)
        state, nonce = asked["state"][0], asked["nonce"][0]
        return Begun(client_id, state, nonce, said.cookies, self._deployment(client_id))

    def _deployment(self, client_id: str) -> str:
        """Return a deployment of a client; one that has none learns it from its first launch."""
        with self.db.read() as session:
            of_client = select(Deployment.deployment_id).join(Registration)
            known = session.scalar(of_client.where(Registration.client_id == client_id))
        return known or "learned"

    def _answered(self, method: str, url: str) -> Answer:
        self.fetched += 1
        return self.answer(method, url)


def usual(_: str, url: str) -> Answer:
    """Answer as a good platform does."""
    path = urlsplit(url).path
    if path == "/jwks":
        return Answer(body=json.dumps({"keys": [jwk(KID, KEY)]}).encode())
    if path == "/token":
        return Answer(body=b'{"access_token": "a-token", "expires_in": 3600}')
    return Answer(404, b"{}", reason="Not Found")


def details(client_id: str, deployment: str) -> registrations.Details:
    """Return what an admin would copy from the platform."""
    return registrations.Details(
        issuer=LMS,
        client_id=client_id,
        login_url=LMS + "/auth",
        token_url=LMS + "/token",
        keys_url=LMS + "/jwks",
        deployment=deployment,
    )
