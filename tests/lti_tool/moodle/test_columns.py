"""Grade columns, as a real Moodle listed, made, showed and changed them."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.errors import (
    PlatformRefused,
    PlatformUnavailable,
)
from lti_tool.models import Registration
from lti_tool.platforms.services import Services
from tests.lti_tool.moodle.cases import COLUMN, COLUMNS, address, named
from tests.support.replaying import Moodle, exchange


def columns(services: Services, registration: Registration, moodle: Moodle, **wanted: str) -> Any:
    found = services.line_items(registration, moodle.at(COLUMNS), **wanted)
    return [(item.label, item.maximum, item.tag) for item in found]


LISTED = named(
    ("all of them", "ags_lineitems_get", {}, [("DL quiz A", 12, "final")]),
    (
        "those of a link",
        "ags_lineitems_get_filter_rlid",
        {"resource_link_id": "1"},
        [("RENAMED BY TOOL", 12, "final")],
    ),
    (
        "those with a tag",
        "ags_lineitems_get_filter_tag",
        {"tag": "final"},
        [("RENAMED BY TOOL", 12, "final")],
    ),
)


@pytest.mark.parametrize(("name", "wanted", "found"), LISTED)
def test_moodle_lists_columns(
    services: Services,
    registration: Registration,
    moodle: Moodle,
    name: str,
    wanted: dict[str, str],
    found: list[Any],
) -> None:
    moodle.plays(name)
    assert columns(services, registration, moodle, **wanted) == found
    assert moodle.asked[0].essence == moodle.captured(name)


def test_moodle_lists_columns_to_whoever_accepts_nothing_in_particular_which_we_need_not(
    services: Services, registration: Registration, moodle: Moodle
) -> None:
    moodle.plays("ags_lineitems_get_noaccept")
    assert len(columns(services, registration, moodle)) == 1


@pytest.mark.parametrize(
    ("wanted", "labels"),
    [
        ({"resource_link_id": "2"}, ["Multi 1 graded"]),
        ({"resource_id": "quiz-42", "tag": "final"}, ["RENAMED BY TOOL"]),
        ({"tag": "none of these"}, []),
    ],
)
def test_a_list_that_was_not_filtered_is_filtered_here(
    services: Services,
    registration: Registration,
    moodle: Moodle,
    wanted: dict[str, str],
    labels: list[str],
) -> None:
    moodle.plays("gradesync1_lineitems_get")
    assert [label for label, *_ in columns(services, registration, moodle, **wanted)] == labels


def test_moodles_broken_link_header_leads_to_the_next_page_all_the_same(
    services: Services, registration: Registration, moodle: Moodle
) -> None:
    moodle.plays("ags_lineitems_get_limit1", "ags_lineitems_get")
    assert len(columns(services, registration, moodle)) == 2
    assert moodle.asked[1].url == moodle.at(COLUMNS + "&limit=1&from=1")


NOT_LISTED = named(
    ("to whoever accepts anything", "ags_lineitems_get_accept_any", PlatformRefused, "400 No c"),
    ("as JSON", "ags_lineitems_get_accept_json", PlatformRefused, "400 No handler found"),
    ("as this or that", "ags_lineitems_get_accept_multi", PlatformRefused, "400 No handler"),
    ("with a token for something else", "ags_wrong_scope_token", PlatformUnavailable, "401 Unau"),
    ("where the service is off", "gradesync0_lineitems_get", PlatformUnavailable, "401 Unauth"),
)


@pytest.mark.parametrize(("name", "error", "words"), NOT_LISTED)
def test_moodle_lists_no_columns(
    services: Services,
    registration: Registration,
    moodle: Moodle,
    name: str,
    error: type[Exception],
    words: str,
) -> None:
    moodle.plays(name)
    with pytest.raises(error, match=f"The LMS said: {words}"):
        columns(services, registration, moodle)
    assert moodle.asked[0].essence == moodle.captured("ags_lineitems_get")


MADE = named(
    ("of fifty points", "ags_lineitems_post", 50),
    ("of two and a half points", "lineitems_post_standalone_2.5", 2.5),
)


@pytest.mark.parametrize(("name", "maximum"), MADE)
def test_moodle_makes_a_column(
    services: Services, registration: Registration, moodle: Moodle, name: str, maximum: float
) -> None:
    moodle.plays(name)
    made = services.create_line_item(registration, moodle.at(COLUMNS), {"label": "Extra column"})
    assert made.maximum == maximum
    assert made.url.startswith(moodle.at("services.php/2/lineitems/"))
    assert moodle.asked[0].essence == moodle.captured(name)


NOT_MADE = named(
    ("without a maximum", "ags_lineitems_post_missing_max", PlatformRefused, "No label or Score"),
    ("that is only called JSON", "ags_lineitems_post_ct_json", PlatformRefused, "No handler"),
    ("where none may be made", "gradesync1_lineitems_post", PlatformUnavailable, "401 Unauth"),
    ("where the service is off", "gradesync0_lineitems_post", PlatformUnavailable, "401 Unauth"),
)


@pytest.mark.parametrize(("name", "error", "words"), NOT_MADE)
def test_moodle_makes_no_column(
    services: Services,
    registration: Registration,
    moodle: Moodle,
    name: str,
    error: type[Exception],
    words: str,
) -> None:
    moodle.plays(name)
    with pytest.raises(error, match=words):
        services.create_line_item(registration, moodle.at(COLUMNS), {"label": "x"})
    assert moodle.asked[0].essence == moodle.captured("ags_lineitems_post")


READ = named(
    ("a column", "ags_lineitem_get", "DL quiz A"),
    ("a column by an address without a query", "ags_lineitem_get_noquery", "DL quiz A"),
    ("a column that was renamed", "ags_lineitem_get_after_put", "Extra column renamed"),
    ("a column of somebody else's", "foreign_item", "Native quiz"),
)


@pytest.mark.parametrize(("name", "label"), READ)
def test_moodle_shows(
    services: Services, registration: Registration, moodle: Moodle, name: str, label: str
) -> None:
    moodle.plays(name)
    column = moodle.at(address(name))
    assert services.read_line_item(registration, column).label == label
    assert moodle.asked[0].essence == moodle.captured(name)


CHANGED = named(
    ("in a column", "ags_lineitem_get_after_put", "ags_lineitem_put"),
    ("in a column of a link", "ags_lineitem_get", "ags_lineitem_put_coupled"),
    ("in a column that became text", "ags_lineitem_get", "put_fix_text_item"),
)


@pytest.mark.parametrize(("before", "name"), CHANGED)
def test_what_changes_goes_to_moodle_with_all_that_does_not(
    services: Services, registration: Registration, moodle: Moodle, before: str, name: str
) -> None:
    moodle.plays(before, name)
    column = moodle.at(address(name))
    changed = services.update_line_item(registration, column, {"label": "New"})
    assert changed.label == exchange(name)["response"]["body"]["label"]
    read, written = moodle.asked
    assert read.essence[:2] == ("GET", column)
    assert written.essence == moodle.captured(name)
    had = exchange(before)["response"]["body"]
    kept = {key: value for key, value in had.items() if key not in ("id", "label")}
    assert written.json["label"] == "New"
    assert {key: written.json[key] for key in kept} == kept


def test_a_submission_review_survives_a_new_name_which_moodle_would_have_wiped(
    services: Services, registration: Registration, moodle: Moodle
) -> None:
    moodle.plays("ags_lineitem_get", "ags_lineitem_put_coupled")
    services.update_line_item(registration, moodle.at(COLUMN), {"label": "RENAMED BY TOOL"})
    review = exchange("ags_lineitem_get")["response"]["body"]["submissionReview"]
    assert moodle.asked[1].json["submissionReview"] == review
    assert "submissionReview" not in exchange("ags_lineitem_put_coupled")["request"]["body"]
