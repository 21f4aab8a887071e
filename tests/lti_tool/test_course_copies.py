"""Course copies: settings follow over the ids that were before, people's work does not."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.models import ResourceLink
from quizzes.db import utcnow
from quizzes.models import Attempt, Placement
from tests.support.launching import CLAIM, Client, claims, instructor, submit_right
from tests.support.platform import Platform

CHANGED_HERE = {"points": 10, "counting": "last", "late_penalty": 0.1, "pass_mark": 0.25}


@pytest.fixture
def origin(app: Flask, platform: Platform) -> None:
    """A link whose settings were changed here, and a student who has worked at it."""
    client = Client(app)
    submit_right(client, client.open(platform, claims(platform)))
    change_all(app, **CHANGED_HERE)


def change_all(app: Flask, **values: Any) -> None:
    with app.extensions["database"].begin() as session:
        for placement in session.scalars(select(Placement)):
            for name, value in values.items():
                setattr(placement, name, value)


def copy_of(platform: Platform, course: str = "course-2", link: str = "link-2", **custom: str):
    """Return an instructor's first launch in a copied course."""
    return instructor(
        platform,
        **{
            CLAIM + "context": {"id": course, "title": "Data Engineering 102"},
            CLAIM + "resource_link": {"id": link, "title": "Tasks vs assets"},
            CLAIM + "custom": custom,
        },
    )


def settings_of(app: Flask, link: str = "link-2") -> dict[str, Any]:
    with app.extensions["database"].read() as session:
        placed = select(Placement).join(ResourceLink, ResourceLink.placement_id == Placement.id)
        found = session.scalars(placed.where(ResourceLink.resource_link_id == link)).one()
        return {name: getattr(found, name) for name in (*CHANGED_HERE, "closes_at")}


FOLLOWED = CHANGED_HERE | {"closes_at": None}
USUAL = {"points": 20, "counting": "best", "late_penalty": 0, "pass_mark": 0.6, "closes_at": None}


@pytest.mark.parametrize(
    "custom",
    [
        {"context_history": "course-1"},
        {"context_history": "course-1,course-0", "link_history": "$ResourceLink.id.history"},
        {"context_history": "course-7, course-1", "link_history": "link-1"},
        {"link_history": "link-1,link-0"},
    ],
)
def test_settings_follow(app: Flask, platform: Platform, origin: None, custom: dict[str, str]):
    Client(app).open(platform, copy_of(platform, **custom))
    assert settings_of(app) == FOLLOWED


@pytest.mark.parametrize(
    "custom",
    [
        {},
        {"context_history": ""},
        {"context_history": "$Context.id.history"},
        {"context_history": "course-9"},
        {"context_history": "course-1", "link_history": "link-9"},
    ],
)
def test_where_nothing_is_known_all_is_as_usual(
    app: Flask, platform: Platform, origin: None, custom: dict[str, str]
):
    Client(app).open(platform, copy_of(platform, **custom))
    assert settings_of(app) == USUAL


def test_peoples_work_stays_where_it_was(app: Flask, platform: Platform, origin: None):
    history = {"context_history": "course-1"}
    Client(app).open(platform, copy_of(platform, **history))
    student = copy_of(platform, **history) | claims(
        platform,
        **{
            CLAIM + "context": {"id": "course-2", "title": "Data Engineering 102"},
            CLAIM + "resource_link": {"id": "link-2", "title": "Tasks vs assets"},
        },
    )
    client = Client(app)
    page = client.page(client.open(platform, student))
    assert "Start the questions" in page.words
    with app.extensions["database"].read() as session:
        assert len(session.scalars(select(Attempt)).all()) == 1


def test_what_the_link_says_otherwise_since_goes_before_what_follows(
    app: Flask, platform: Platform, origin: None
):
    said = {"points": "40", "counting": "average", "late_penalty": "30"}
    Client(app).open(platform, copy_of(platform, context_history="course-1", **said))
    assert settings_of(app) == FOLLOWED | {"points": 40, "counting": "average", "late_penalty": 0.3}


def test_later_changes_of_the_old_course_do_not_reach_the_copy(
    app: Flask, platform: Platform, origin: None
):
    launch = copy_of(platform, context_history="course-1")
    Client(app).open(platform, launch)
    change_all(app, points=5)
    Client(app).open(platform, copy_of(platform, link="link-3", context_history="course-1"))
    change_all(app, points=6)
    Client(app).open(platform, launch)
    assert settings_of(app)["points"] == 6


def test_of_two_alike_nobody_guesses(app: Flask, platform: Platform, origin: None):
    twin = {CLAIM + "resource_link": {"id": "link-1b", "title": "Tasks vs assets"}}
    Client(app).open(platform, claims(platform, **twin))
    Client(app).open(platform, copy_of(platform, context_history="course-1"))
    assert settings_of(app) == USUAL


def test_of_two_the_one_of_the_same_title_is_meant(app: Flask, platform: Platform, origin: None):
    other = {CLAIM + "resource_link": {"id": "link-1b", "title": "Another week"}}
    Client(app).open(platform, claims(platform, **other))
    Client(app).open(platform, copy_of(platform, context_history="course-1"))
    assert settings_of(app) == FOLLOWED


@pytest.mark.parametrize(("days", "follows"), [(-1, False), (1, True)])
def test_dates_follow_unless_they_have_passed(
    app: Flask, platform: Platform, origin: None, days: int, follows: bool
):
    closes_at = utcnow() + timedelta(days=days)
    change_all(app, closes_at=closes_at)
    Client(app).open(platform, copy_of(platform, context_history="course-1"))
    assert settings_of(app)["closes_at"] == (closes_at if follows else None)
