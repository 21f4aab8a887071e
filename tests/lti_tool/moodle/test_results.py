"""Results, as a real Moodle shows them."""

from __future__ import annotations

import pytest

from lti_tool.errors import (
    NotThere,
)
from lti_tool.models import Registration
from lti_tool.platforms.services import Result, Services
from tests.lti_tool.moodle.cases import COLUMN, column_of, named
from tests.support.replaying import Moodle

RESULTS = named(
    ("a result", "ags_results_get_user", "4", Result(10, 12)),
    ("a result of nothing", "zero_results", "7", Result(0, 12)),
    ("what the teacher set instead", "override_results", "20", Result(5, 12)),
    ("no result while one is pending", "pending_results", "10", Result(None, None)),
    ("no result of a locked grade", "locked_results", "21", None),
    ("no result of nobody", "none_results", "22", None),
    ("a result by itself, out of all of them", "ags_results_get_all", "5", Result(6, 12)),
    ("a result, to whoever accepts anything", "ags_results_accept_any", "6", Result(12, 12)),
    ("a result where there is only one", "ags_results_get", "4", Result(9, 12)),
    ("no result in a column that became text", "results_item5", "4", Result(None, None)),
    ("a result in a column made by deep linking", "results_item6", "4", Result(40, 100)),
    ("a result of two and a half points", "results_standalone", "4", Result(2.5, 2.5)),
)


@pytest.mark.parametrize(("name", "subject", "result"), RESULTS)
def test_moodle_shows_us(
    services: Services,
    registration: Registration,
    moodle: Moodle,
    name: str,
    subject: str,
    result: Result | None,
) -> None:
    moodle.plays(name)
    address = column_of(name).partition("&")[0]
    assert services.read_result(registration, moodle.at(address), subject) == result
    method, _, headers = moodle.captured("ags_results_get_user")
    asked_for = moodle.at(f"{address.replace('?', '/results?')}&user_id={subject}")
    assert moodle.asked[0].essence == (method, asked_for, headers)


def test_results_with_a_limit_are_a_page_that_says_404_and_we_ask_for_none(
    services: Services, registration: Registration, moodle: Moodle
) -> None:
    moodle.plays("ags_results_get_limit")
    with pytest.raises(NotThere, match=r"The LMS said: 404 Not Found\.$"):
        services.read_result(registration, moodle.at(COLUMN), "4")
    assert moodle.asked[0].url == moodle.captured("ags_results_get_user")[1]
