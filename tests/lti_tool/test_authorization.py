"""Who may ask for what: every route, every method, every role, at home and elsewhere.

The routes are those of the app's own map, so a new one fails here until it has a rule. On SQLite
alone, since it shows who changed anything at once; who may do what is no affair of the database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask, url_for
from werkzeug.test import TestResponse

from lti_tool import create_app
from lti_tool.config import Config
from lti_tool.platforms import invites
from quizzes.db import utcnow
from tests.lti_tool.four_courses import (
    CLASSMATE,
    INSTRUCTOR,
    LEARNER,
    LMS_ADMIN,
    OWN,
    Person,
    Place,
    answering,
    settle,
)
from tests.lti_tool.rules_of_routes import (
    ADMIN,
    ANYBODY,
    BY_TOKEN,
    EVERYBODY,
    FIXED,
    RULES,
    STAFF,
    SUBMITTED,
    VISITORS,
    Rule,
)
from tests.support.admin import COOKIE, signed_in
from tests.support.launching import SECRET, TOOL, Client
from tests.support.platform import Platform, serving
from tests.support.tables import prepare

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
REFUSALS = (403, 404)
MAP = create_app(Config("sqlite:///never-opened.db", TOOL, SECRET)).url_map
ROUTES = sorted(
    (rule.endpoint, method)
    for rule in MAP.iter_rules()
    for method in set(rule.methods or ()) & set(METHODS)
)


@dataclass
class World:
    """The tool with everybody in it, and a watch on its database."""

    app: Flask
    places: dict[str, Place]
    admin_secret: str
    lms_admin: Client
    file: Path

    def __post_init__(self) -> None:
        self.database = sqlite3.connect(self.file)
        self.begun = sqlite3.connect(":memory:")
        self.database.backup(self.begun)

    def browser(self, role: str) -> Client:
        """Return the browser of somebody in this role at home."""
        if role in VISITORS:
            return self.places[OWN].people[role].browser
        browser = Client(self.app)
        if role == LMS_ADMIN:  # in a browser of its own each time, for it can sign out
            for name, value in self.lms_admin.cookies.items():
                browser.flask.set_cookie(name, value, domain="127.0.0.1", path="/data-privacy")
        if role == ADMIN:
            browser.flask.set_cookie(COOKIE, self.admin_secret, domain="127.0.0.1", path="/admin")
        return browser

    def version(self) -> int:
        """Return a number that changes with every commit that changes anything."""
        return int(self.database.execute("PRAGMA data_version").fetchone()[0])

    def restore(self) -> None:
        """Have everything as it was at first."""
        self.begun.backup(self.database)

    def address(self, endpoint: str, **values: object) -> str:
        """Return a route's address."""
        with self.app.test_request_context(base_url=TOOL):
            return url_for(endpoint, **values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The tool with four courses in it, and somebody who runs it."""
    file = tmp_path_factory.mktemp("authorization") / "tool.db"
    config = Config(prepare(f"sqlite:///{file}"), TOOL, SECRET)
    app = create_app(config)
    with serving(Platform()) as first, serving(Platform()) as second:
        secret = signed_in(app).cookies[COOKIE]
        with app.extensions["database"].begin() as session:
            for _ in range(3):
                invites.create(session, "for somebody", "", utcnow())
        places = settle(app, config, (first, second))
        yield World(app, places, secret, answering(app, first), file)
    app.extensions["database"].close()


@dataclass(frozen=True)
class Try:
    """One address to ask for: whether that is allowed, and which names may be on the page."""

    values: dict[str, object]
    is_allowed: bool
    names: frozenset[str] = frozenset()


def tries(world: World, endpoint: str, role: str) -> Iterator[Try]:
    """Yield every address of a route that somebody in this role asks for."""
    rule, wanted = RULES[endpoint], arguments(endpoint)
    fixed = {name: FIXED[name] for name in wanted & set(FIXED)}
    if rule == BY_TOKEN:
        for number in visits(world) if "number" in wanted else ({},):
            yield Try(fixed | number, False)
    elif "selection" in wanted:
        home = world.places[OWN]
        seen = frozenset({home.title, home.people[INSTRUCTOR].name})
        for key, is_right in keys(world):
            yield Try(fixed | {"selection": key}, is_right, seen)
    elif "deployment" in wanted:
        yield from at_deployments(world, role, wanted)
    elif "visit" in wanted:
        for found in on_visits(world, rule, endpoint, role):
            values = {name: found.values[name] for name in wanted & set(found.values)}
            yield Try(fixed | values, found.is_allowed, found.names)
            if {"user_id", "attempt_id"} <= wanted and role in STAFF:
                yield Try(fixed | values | mismatched(world, values), is_allowed=False)
    else:
        for number in (1, 2, 3) if "number" in wanted else (0,):
            yield Try(fixed | ({"number": number} if number else {}), role in rule.roles)


def visits(world: World) -> Iterator[dict[str, object]]:
    """Yield the number of everybody's visit."""
    for place in world.places.values():
        for person in place.people.values():
            yield {"number": person.visit}


def keys(world: World) -> Iterator[tuple[str, bool]]:
    """Yield keys of pickers, and whether they are right: the secret in one is all that counts."""
    _, _, secret = world.places[OWN].selection.partition(".")
    yield world.places[OWN].selection, True
    for place in world.places.values():
        number, _, _ = place.selection.partition(".")
        yield number, False
        yield f"{number}.invented", False
        if place is not world.places[OWN]:
            yield f"{number}.{secret}", False


def at_deployments(world: World, role: str, wanted: set[str]) -> Iterator[Try]:
    """Yield everybody at the deployment of one's own LMS, then at those of others."""
    own = world.places[OWN].deployment
    ours = [place for place in world.places.values() if place.deployment == own]
    seen = frozenset(name for place in ours for name in place.names)
    for number in sorted({place.deployment for place in world.places.values()} | {999}):
        for place in world.places.values():
            for person in place.people.values():
                is_ours = number == own and (place in ours or "user_id" not in wanted)
                is_right = role == LMS_ADMIN and is_ours
                values = {"deployment": number, "user_id": person.user_id}
                yield Try({name: values[name] for name in wanted}, is_right, seen)


def on_visits(world: World, rule: Rule, endpoint: str, role: str) -> Iterator[Try]:
    """Yield what to ask for on one's own visit, then on everybody else's."""
    names_objects = arguments(endpoint) & {"user_id", "attempt_id"}
    home = world.places[OWN]
    own = home.people.get(role)
    for place in world.places.values():
        for who, person in place.people.items():
            theirs = objects(person, endpoint)
            if own and (person is own or names_objects):
                is_student = place is home and who in (LEARNER, CLASSMATE)
                is_ours = is_student if rule.of == "student" else person is own
                seen = home.names if role in STAFF else {home.title, own.name}
                may = role in rule.roles and is_ours
                yield Try(theirs | {"visit": own.visit}, may, frozenset(seen))
            if person is not own:
                yield Try(theirs | {"visit": person.visit}, is_allowed=False)


def mismatched(world: World, values: dict[str, object]) -> dict[str, object]:
    """Return a student of ours with an attempt that is somebody else's, or the other way round."""
    people = world.places[OWN].people
    is_hers = values["user_id"] == people[LEARNER].user_id
    return {"user_id": people[CLASSMATE if is_hers else LEARNER].user_id}


def objects(person: Person, endpoint: str) -> dict[str, object]:
    """Return what is this person's, by the names that addresses have for it."""
    attempt = person.submitted if endpoint in SUBMITTED else person.open
    return {"attempt_id": attempt, "user_id": person.user_id}


def arguments(endpoint: str) -> set[str]:
    """Return what an address of this route is made of."""
    return {name for rule in MAP.iter_rules(endpoint) for name in rule.arguments}


def methods(endpoint: str) -> set[str]:
    """Return the methods that are taken at the address of a route, by it or by another one."""
    addresses = {rule.rule for rule in MAP.iter_rules(endpoint)}
    at = [rule for rule in MAP.iter_rules() if rule.rule in addresses]
    return {name for rule in at for name in rule.methods or ()}


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert {endpoint for endpoint, _ in ROUTES} == set(RULES)


@pytest.mark.parametrize("role", sorted(EVERYBODY))
@pytest.mark.parametrize(("endpoint", "method"), ROUTES)
def test_who_may(world: World, endpoint: str, method: str, role: str) -> None:
    for each in tries(world, endpoint, role):
        before = world.version()
        answer = ask(world, world.browser(role), method, world.address(endpoint, **each.values))
        if each.is_allowed:
            assert answer.status_code < 500, each
            assert answer.status_code not in REFUSALS or RULES[endpoint] == ANYBODY, each
            assert names_on(world, answer) <= each.names, each
            world.restore()
        else:
            assert answer.status_code in REFUSALS, (each, answer.status_code)
            assert world.version() == before, each
            assert names_on(world, answer) <= reader(world, role, each), each


def reader(world: World, role: str, each: Try) -> set[str]:
    """Return the one name that a refusal may say: of whoever reads it, on their own visit."""
    own = world.places[OWN].people.get(role)
    return {own.name} if own and each.values.get("visit") == own.visit else set()


@pytest.mark.parametrize("endpoint", RULES)
def test_no_other_method(world: World, endpoint: str) -> None:
    others = set(METHODS) - methods(endpoint)
    before = world.version()
    for role in sorted(EVERYBODY):
        first = next(tries(world, endpoint, role))
        for method in others:
            answer = ask(
                world, world.browser(role), method, world.address(endpoint, **first.values)
            )
            assert answer.status_code in (403, 404, 405), (method, role, answer.status_code)
            assert not names_on(world, answer)
    assert world.version() == before


def ask(world: World, browser: Client, method: str, path: str) -> TestResponse:
    """Ask as a page of ours does."""
    form = {"text": "words of mine", "item_id": "x"} if method == "POST" else None
    headers = {"Origin": TOOL}
    with browser.flask.open(
        path, method=method, data=form, base_url=TOOL, headers=headers
    ) as answer:
        answer.get_data()
        return answer


def names_on(world: World, answer: TestResponse) -> set[str]:
    """Return every name of the four courses that an answer holds."""
    every = {name for place in world.places.values() for name in place.names}
    text = answer.get_data().decode("utf-8", "replace")  # not every page is text
    return {name for name in every if name in text}
