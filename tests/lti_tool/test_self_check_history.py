"""The self-check of what is known without asking: registration, deployment, launches, cookies."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from lti_tool.models import Deployment, Registration
from lti_tool.platforms.self_check import history
from lti_tool.platforms.self_check.subject import VISITS_LOOKED_AT, Subject, load
from quizzes.db import utcnow
from tests.support.launching import Client, claims, instructor
from tests.support.platform import Platform


def subject(product: str = "", **known: Any) -> Subject:
    """Return a platform that works; `known` changes that."""
    registration = Registration(
        issuer="https://lms.example", client_id="c", login_url="", product=product, is_removed=False
    )
    registration.deployments = [Deployment(deployment_id="7")]
    works = Subject(registration, True, utcnow(), None, None, ())
    return replace(works, **known)


def test_a_platform_that_is_let_in_says_so() -> None:
    assert history.registration(subject()).state == "ok"


def test_a_removed_platform_says_what_that_means() -> None:
    removed = subject()
    removed.registration.is_removed = True
    finding = history.registration(removed)
    assert finding.state == "failed"
    assert "launches are refused" in finding.sentence
    assert "Restore" in finding.advice


@pytest.mark.parametrize(
    ("product", "words"),
    [
        ("moodle", "“View configuration details”"),
        ("canvas", "Deployment Id"),
        ("", "beside the client id"),
    ],
)
def test_known_deployments_are_named_and_where_to_find_another(product: str, words: str) -> None:
    finding = history.deployment(subject(product))
    assert finding.state == "ok"
    assert finding.sentence.startswith("Known: 7.")
    assert words in finding.sentence


def test_a_platform_without_a_deployment_waits_for_the_one_of_its_first_launch() -> None:
    finding = history.deployment(subject(has_deployment=False))
    assert (finding.state, "first launch" in finding.sentence) == ("unknown", True)


@pytest.mark.parametrize(
    ("product", "words"),
    [
        ("moodle", "Show in activity chooser"),
        ("canvas", "By Client ID"),
        ("", "activate Lineage Lab"),
    ],
)
def test_a_platform_that_never_launched_says_what_is_left(product: str, words: str) -> None:
    finding = history.launches(subject(product, launched_at=None))
    assert finding.state == "unknown"
    assert words in finding.advice


def test_a_platform_that_launched_says_when() -> None:
    assert history.launches(subject()).state == "ok"


@pytest.mark.parametrize(
    ("in_path", "state", "words"),
    [
        ((), "unknown", "No student"),
        ((False,) * 3, "ok", "kept it: all 3"),
        ((True, False, False), "ok", "lost it: 1 of 3"),
        ((True, True, False), "warning", "lost it: 2 of 3"),
    ],
)
def test_cookies_are_counted(in_path: tuple[bool, ...], state: str, words: str) -> None:
    finding = history.cookies(subject("moodle", in_path=in_path))
    assert (finding.state, words in finding.sentence) == (state, True)
    assert ("“New window”" in finding.advice) == any(in_path)


def test_what_is_known_comes_from_this_platforms_launches(app: Flask, platform: Platform) -> None:
    database = app.extensions["database"]
    with database.read() as session:
        new = load(session, 1)
    assert (new.launched_at, new.in_path, new.memberships_url) == (None, [], None)
    Client(app).open(platform)
    Client(app, keeps_cookies=False).open(platform, claims(platform, sub="student-2"))
    Client(app).open(platform, instructor(platform))
    with database.begin() as session:
        known = load(session, 1)
        other = Registration(
            issuer="https://other.example", client_id="c", login_url="", token_url="", keys_url="",
            created_at=utcnow(),
        )  # fmt: skip
        session.add(other)
        session.flush()
        stranger = load(session, other.id)
    assert known.launched_at
    assert list(known.in_path) == [True, False]
    assert known.memberships_url == platform.url("/members")
    assert known.line_items_url == platform.url("/items?type_id=1")
    assert (stranger.launched_at, list(stranger.in_path), stranger.memberships_url) == (
        None,
        [],
        None,
    )


def test_only_the_last_visits_are_looked_at() -> None:
    assert VISITS_LOOKED_AT == 50
