"""Dates that instructors type mean their own time, from the first one on."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from quizzes.models import Placement
from tests.lti_tool.a_classroom import Classroom
from tests.support.delivering import change
from tests.support.in_a_browser import show
from tests.support.launching import CLAIM, Client, instructor
from tests.support.platform import Platform

pytestmark = pytest.mark.words

NEW_YORK, VIENNA = "America/New_York", "Europe/Vienna"
JUNE = datetime(2033, 6, 1, 10, tzinfo=UTC)
UNTIL = {"due": "2033-05-01T12:00", "extra_attempts": "0"}


@pytest.fixture
def classroom(app: Flask, platform: Platform) -> Classroom:
    return Classroom(app, platform)


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """A browser in New York, four hours behind UTC in May."""
    page = browser_context.new_page()
    in_new_york = {"timezoneId": NEW_YORK}
    browser_context.new_cdp_session(page).send("Emulation.setTimezoneOverride", in_new_york)
    return page


def see(page: Page, classroom: Classroom, path: str) -> None:
    """Have the instructor look at one of the class's pages, with every form of it open."""
    show(page, classroom.teacher, path)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


def test_before_any_date_is_set_the_browsers_zone_is_preselected(
    classroom: Classroom, page: Page
) -> None:
    see(page, classroom, f"{classroom.teaching}/settings")
    expect(page.get_by_label("Time zone")).to_have_value(NEW_YORK)
    see(page, classroom, classroom.page)
    expect(page.get_by_label("Time zone")).to_have_value(NEW_YORK)


def test_a_zone_that_dates_were_set_in_stays(app: Flask, classroom: Classroom, page: Page) -> None:
    at = classroom.decide("allowance", **UNTIL, zone="UTC")
    assert "until 1 May 2033, 12:00 UTC" in at.words
    change(app, Placement, time_zone=VIENNA, closes_at=JUNE)
    see(page, classroom, f"{classroom.teaching}/settings")
    expect(page.get_by_label("Time zone")).to_have_value(VIENNA)
    expect(page.get_by_label("Closes")).to_have_value("2033-06-01T12:00")
    see(page, classroom, classroom.page)
    expect(page.get_by_label("Time zone")).to_have_value(VIENNA)
    expect(page.get_by_label("Due")).to_have_value("2033-05-01T14:00")


def test_a_date_that_one_student_was_allowed_is_shown_in_the_browsers_zone_too(
    classroom: Classroom, page: Page
) -> None:
    classroom.decide("allowance", **UNTIL, zone=NEW_YORK)
    see(page, classroom, classroom.page)
    expect(page.get_by_label("Time zone")).to_have_value(NEW_YORK)
    expect(page.get_by_label("Due")).to_have_value(UNTIL["due"])


def test_what_was_typed_stays_with_its_zone_while_it_is_put_right(
    classroom: Classroom, page: Page
) -> None:
    typed = "points=20&question_share=80&pass_mark=60&attempts=3&counting=best&late_penalty=0"
    dates = "feedback=at_the_end&opens=&due=2033-05-02T12:00&closes=2033-05-01T12:00&zone=UTC"
    see(page, classroom, f"{classroom.teaching}/settings?{typed}&{dates}")
    expect(page.get_by_text("Nothing is changed yet")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("UTC")
    expect(page.get_by_label("Due")).to_have_value("2033-05-02T12:00")


def test_dates_that_the_platform_names_choose_no_zone_for_those_that_are_typed(
    app: Flask, platform: Platform, page: Page
) -> None:
    named = {"platform_due": "2033-05-01T10:00:00Z"}
    see(page, classroom := Classroom(app, platform, **named), classroom.page)
    expect(page.get_by_label("Time zone")).to_have_value(NEW_YORK)


def test_without_scripts_the_zone_is_utc_by_name(classroom: Classroom) -> None:
    for path in (f"{classroom.teaching}/settings", classroom.page):
        sent = dict(classroom.teacher.page(path).form("zone").sends({}, None))
        assert sent["zone"] == "UTC"


def test_a_zone_chosen_with_a_date_in_the_picker_comes_along(
    app: Flask, platform: Platform
) -> None:
    picked = {"due": "2033-05-01T16:00:00Z", "time_zone": NEW_YORK}
    teacher = Client(app)
    overview = teacher.open(platform, instructor(platform, **{CLAIM + "custom": picked}))
    form = teacher.page(f"{overview.removesuffix('/class')}/settings").form("points")
    sent = dict(form.sends({}, None))
    assert (sent["due"], sent["zone"]) == ("2033-05-01T12:00", NEW_YORK)


def test_a_zone_without_a_date_changes_nothing(classroom: Classroom) -> None:
    settings = f"{classroom.teaching}/settings"
    sent = dict(classroom.teacher.page(settings).form("points").sends({}, None))
    answer = classroom.teacher.get(settings, query_string=sent | {"zone": NEW_YORK})
    assert "Nothing would change" in answer.text
