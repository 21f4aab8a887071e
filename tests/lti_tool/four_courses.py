"""Four courses of three tenants at two LMSs, with people in them whose names are theirs alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from lti_tool.config import Config
from lti_tool.models import AdminSession, Score, Selection, User, Visit
from lti_tool.platforms import registrations
from quizzes.db import utcnow
from tests.support.answering import by_administrator, enter
from tests.support.launching import (
    CLAIM,
    CLIENT_ID,
    MEMBERSHIP,
    Client,
    begin,
    claims,
    read_everything,
    registration,
    submit_right,
)
from tests.support.platform import Platform
from tests.support.selecting import asking

OWN, OTHER_COURSE, OTHER_CLIENT, OTHER_LMS = (
    "own course",
    "other course",
    "other tenant of the same LMS",
    "other LMS",
)
LEARNER, CLASSMATE, TRIAL, INSTRUCTOR = "learner", "classmate", "trial", "instructor"
LMS_ADMIN = "administrator of the LMS"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
ROLES = {
    LEARNER: [MEMBERSHIP + "Learner"],
    CLASSMATE: [MEMBERSHIP + "Learner"],
    TRIAL: [MEMBERSHIP + "Learner", TEST_USER],
    INSTRUCTOR: [MEMBERSHIP + "Instructor"],
}


@dataclass(frozen=True)
class Person:
    """Somebody on a visit, with work of their own.

    Attributes:
        browser: the one that holds the visit's cookie.
        visit, user_id: numbers, as they stand in addresses.
        submitted, open: the numbers of an attempt that is over and of one that is not.
    """

    name: str
    browser: Client
    visit: int
    user_id: int
    submitted: int
    open: int


@dataclass(frozen=True)
class Place:
    """A course with its people, and a picker that its instructor has open.

    Attributes:
        deployment: the number of the deployment that it is in.
    """

    title: str
    people: dict[str, Person]
    selection: str
    deployment: int

    @property
    def names(self) -> set[str]:
        """Return every name in it."""
        return {self.title, *(person.name for person in self.people.values())}


@dataclass(frozen=True)
class Tenant:
    """A client id at an LMS."""

    platform: Platform
    client_id: str
    deployment: str

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return a good launch from here."""
        ours = {"aud": self.client_id, CLAIM + "deployment_id": self.deployment}
        return claims(self.platform, **(ours | changes))


def settle(app: Flask, config: Config, platforms: tuple[Platform, Platform]) -> dict[str, Place]:
    """Register the tenants and have everybody come and work."""
    first, second = platforms
    tenant, neighbour = Tenant(first, CLIENT_ID, "1"), Tenant(first, "client-2", "2")
    elsewhere = Tenant(second, CLIENT_ID, "1")
    with app.extensions["database"].begin() as session:
        for each in (tenant, neighbour, elsewhere):
            details = registration(each.platform) | {
                "client_id": each.client_id,
                "deployment": each.deployment,
            }
            registrations.save(session, registrations.Details(**details), config)
    tenants = {OWN: tenant, OTHER_COURSE: tenant, OTHER_CLIENT: neighbour, OTHER_LMS: elsewhere}
    places = {
        where: _place(app, each, number) for number, (where, each) in enumerate(tenants.items())
    }
    _look_fresh_for_long(app)
    return places


def _place(app: Flask, tenant: Tenant, number: int) -> Place:
    title = f"Course Number {number}"
    here = {
        CLAIM + "context": {"id": f"course-{number}", "title": title},
        CLAIM + "resource_link": {"id": f"link-{number}", "title": "Tasks vs assets"},
    }
    people = {role: _person(app, tenant, role, f"{role}-{number}", here) for role in ROLES}
    selection = _selection(app, tenant, here, f"{INSTRUCTOR}-{number}")
    with app.extensions["database"].read() as session:
        opened = session.get_one(Selection, int(selection.partition(".")[0]))
    return Place(title, people, selection, opened.deployment_id)


def _person(app: Flask, tenant: Tenant, role: str, subject: str, here: dict[str, Any]) -> Person:
    name = f"Somebody {subject.title()}"
    who = {"sub": subject, "name": name, "email": f"{subject}@secret.example"}
    launched = tenant.claims(**who, **here, **{CLAIM + "roles": ROLES[role]})
    browser = Client(app)
    path = _open(browser, tenant, launched).removesuffix("class")
    read_everything(browser, path)
    submitted, unfinished = submit_right(browser, path), begin(browser, path)
    with app.extensions["database"].read() as session:
        user_id = session.scalars(select(User.id).filter_by(subject=subject)).one()
    visit = int(path.split("/")[2])
    return Person(name, browser, visit, user_id, _attempt(submitted), _attempt(unfinished))


def _open(browser: Client, tenant: Tenant, launched: dict[str, Any]) -> str:
    answer = _launch(browser, tenant, launched)
    return str(browser.get(answer).location)


def _launch(browser: Client, tenant: Tenant, launched: dict[str, Any]) -> str:
    state, nonce = browser.log_in(tenant.platform, client_id=tenant.client_id)
    answer = browser.post_launch(state, tenant.platform.sign(launched | {"nonce": nonce}))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def _selection(app: Flask, tenant: Tenant, here: dict[str, Any], subject: str) -> str:
    asked = asking(tenant.platform) | tenant.claims(sub=subject, **here)
    asked |= {
        CLAIM + "message_type": "LtiDeepLinkingRequest",
        CLAIM + "roles": ROLES[INSTRUCTOR],
        "name": f"Somebody {subject.title()}",
    }
    return _launch(Client(app), tenant, asked).split("/")[2]


def answering(app: Flask, platform: Platform) -> Client:
    """Return the browser of an administrator who answers for the people of the first tenant."""
    browser = Client(app)
    enter(browser, browser.launch(platform, by_administrator(platform)))
    return browser


def _attempt(path: str) -> int:
    found = re.search(r"/attempts/(\d+)", path)
    assert found
    return int(found[1])


def _look_fresh_for_long(app: Flask) -> None:
    """Have nobody's visit note that it was seen, and no score be late, while the tests watch."""
    later = utcnow() + timedelta(minutes=30)
    with app.extensions["database"].begin() as session:
        session.execute(update(Visit).values(seen_at=later))
        session.execute(update(Score).values(due_at=later))
        session.execute(update(AdminSession).values(seen_at=later))
        session.execute(update(Selection).values(opened_at=later))
