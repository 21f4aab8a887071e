"""Class lists, page after page, as a real Moodle gives them."""

from __future__ import annotations

import pytest

from lti_tool.errors import (
    NotThere,
    PlatformRefused,
)
from lti_tool.models import Registration
from lti_tool.platforms.services import Services
from tests.lti_tool.moodle.cases import MEMBERS, named
from tests.support.replaying import Moodle, exchange


def members(services: Services, registration: Registration, moodle: Moodle) -> list[str]:
    return [member.subject for member in services.members(registration, moodle.at(MEMBERS))]


def test_moodle_lists_the_whole_class_to_whoever_sets_no_limit(
    services: Services, registration: Registration, moodle: Moodle
) -> None:
    moodle.plays("nrps_all")
    everybody = list(services.members(registration, moodle.at(MEMBERS)))
    assert len(everybody) == len(exchange("nrps_all")["response"]["body"]["members"])
    assert [member.name for member in everybody if member.is_staff] == ["Tina Teacher"]
    assert moodle.asked[0].essence == moodle.captured("nrps_all")


PAGES = named(
    ("by twos", "nrps_limit2", ["4", "5", "3"], "?limit=2&from=2"),
    ("one by one", "nrps_accept_any", ["4", "3"], "?limit=1&from=1"),
    ("by role", "nrps_role_learner_short", ["4", "3"], "?limit=1&from=1"),
    ("of one link", "nrps_rlid", ["4", "5", "3"], "?limit=2&from=2&rlid=1"),
)


@pytest.mark.parametrize(("name", "subjects", "following"), PAGES)
def test_a_class_list_is_followed(
    services: Services,
    registration: Registration,
    moodle: Moodle,
    name: str,
    subjects: list[str],
    following: str,
) -> None:
    moodle.plays(name, "nrps_limit2_from30")
    assert members(services, registration, moodle) == subjects
    first, second = moodle.asked
    assert second.url == moodle.at(MEMBERS + following)
    assert first.headers == second.headers == moodle.captured("nrps_limit2")[2]


WHOLE = named(
    ("everybody for a role that nobody knows", "nrps_role_bogus", 31),
    ("those of one role", "nrps_role_instructor_full", 1),
)


@pytest.mark.parametrize(("name", "count"), WHOLE)
def test_moodle_lists(
    services: Services, registration: Registration, moodle: Moodle, name: str, count: int
) -> None:
    moodle.plays(name)
    assert len(members(services, registration, moodle)) == count


NO_CLASS = named(
    ("as JSON", "nrps_accept_json", PlatformRefused, "400 No handler found for /CourseSection"),
    ("of a link that is not there", "nrps_rlid_bad", NotThere, "404 Not Found: LTI link 99"),
)


@pytest.mark.parametrize(("name", "error", "words"), NO_CLASS)
def test_moodle_lists_no_class(
    services: Services,
    registration: Registration,
    moodle: Moodle,
    name: str,
    error: type[Exception],
    words: str,
) -> None:
    moodle.plays(name)
    with pytest.raises(error, match=f"The LMS said: {words}"):
        members(services, registration, moodle)
