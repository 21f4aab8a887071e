"""Scores, as a real Moodle took them or did not."""

from __future__ import annotations

import pytest

from lti_tool.errors import (
    Broken,
    PlatformRefused,
    ScoreNotNewer,
)
from lti_tool.models import Registration
from lti_tool.platforms.services import Services
from tests.lti_tool.moodle.cases import COLUMN, column_of, named
from tests.support.replaying import Moodle, exchange


def send(services: Services, registration: Registration, moodle: Moodle, name: str) -> None:
    score = exchange(name)["request"]["body"]
    services.send_score(registration, moodle.at(column_of(name)), score or {"userId": "4"})


TAKEN = named(
    ("a score", "ags_score_post"),
    ("a score with a time in microseconds and Z", "ags_score_Z_micro"),
    ("a score with a progress that nobody knows", "ags_score_bad_progress_values"),
    ("a score over the maximum", "ags_score_bonus_over_max"),
    ("a score from the future", "ags_score_future"),
    ("a score before one that is pending", "ags_score_full_then"),
    ("a score that is pending, which clears the one before", "ags_score_then_pending_clears"),
    ("a score of nothing", "ags_score_zero"),
    ("a score of another scale", "ags_score_rescale_9_of_18"),
    ("a score that waits for a person", "ags_score_pendingmanual_with_score"),
    ("a beginning without a score", "ags_score_inprogress_noscore"),
    ("a score to a column whose address has no query", "ags_score_no_query"),
    ("a score to a column of its own", "ags_score_on_standalone"),
    ("a score where columns may not be managed", "gradesync1_score"),
    ("a score that the teacher has overridden", "override_score_post"),
    ("a first beginning", "seq_1_inprogress"),
    ("a score in the second of the beginning", "seq_2_graded_same_second"),
    ("a score that waits for a person, later", "seq_3_pending_with_score"),
    ("a score after one that waits", "seq_4_graded_ts_minus10"),
    ("a score of now", "seq_5_graded_now"),
    ("a regrade a second later", "seq_6_same_second_regrade"),
    ("a score with a comment", "seq_8_comment"),
    ("a score without one", "seq_9_nocomment"),
    ("a first score", "pend_1_full_m60"),
    ("a score that is not ready any more", "pend_2_notready_nocomment_m50"),
    ("a score that is ready again", "pend_3_full_m5"),
    ("a score with a comment that waits", "pendc_1_pending_comment_m50"),
    ("a score to a column that became text", "score_item5"),
    ("a score to a column made by deep linking", "score_item6"),
    ("a score to a column of two and a half points", "score_standalone"),
)


@pytest.mark.parametrize("name", TAKEN)
def test_moodle_takes(
    services: Services, registration: Registration, moodle: Moodle, name: str
) -> None:
    moodle.plays(name)
    send(services, registration, moodle, name)
    (asked,) = moodle.asked
    assert asked.essence == moodle.captured(name)


def test_moodle_takes_the_exact_type_with_a_charset_too_which_we_do_not_send(
    services: Services, registration: Registration, moodle: Moodle
) -> None:
    moodle.plays("score_unicode_charset")
    send(services, registration, moodle, "score_unicode_charset")
    assert moodle.asked[0].headers["content-type"] == "application/vnd.ims.lis.v1.score+json"


NOT_TAKEN = named(
    ("a score of the same second", "ags_score_same_timestamp_409", ScoreNotNewer, "earlier"),
    ("an older score", "ags_score_older_409", ScoreNotNewer, "earlier timestamp for item 3"),
    ("a score after one from the future", "ags_score_after_future_409", ScoreNotNewer, "earlier"),
    ("a regrade in the same second", "seq_7_same_second_regrade", ScoreNotNewer, "earlier"),
    ("a score after one that waited", "pendc_2_full_m5", ScoreNotNewer, "earlier timestamp"),
    ("a score of a teacher", "ags_score_teacher_user", PlatformRefused, "Incorrect score"),
    ("a score of nobody", "ags_score_unknown_user", PlatformRefused, "Incorrect score received"),
    ("a score without a time", "ags_score_missing_timestamp", PlatformRefused, "Incorrect score"),
    ("a score of yesterday", "ags_score_bad_timestamp", PlatformRefused, "Incorrect score"),
    ("a score without progress", "ags_score_missing_activityProgress", PlatformRefused, "400"),
    ("a score without maximum", "ags_score_no_scoreMaximum", PlatformRefused, "Incorrect score"),
    ("a score of a locked grade", "locked_score_post", Broken, "500 Internal Server"),
)


@pytest.mark.parametrize(("name", "error", "words"), NOT_TAKEN)
def test_moodle_does_not_take(
    services: Services,
    registration: Registration,
    moodle: Moodle,
    name: str,
    error: type[Exception],
    words: str,
) -> None:
    moodle.plays(name)
    with pytest.raises(error, match=words) as raised:
        send(services, registration, moodle, name)
    assert type(raised.value) is error
    assert "userId" not in str(raised.value)
    assert moodle.asked[0].essence == moodle.captured(name)


MISTAKES = named(
    ("scores put after the query", "ags_score_naive_append_url"),
    ("a score that is only called JSON", "ags_score_ct_json"),
)


@pytest.mark.parametrize("name", MISTAKES)
def test_we_do_not_make_the_mistake_of(
    services: Services, registration: Registration, moodle: Moodle, name: str
) -> None:
    moodle.plays(name)
    with pytest.raises(PlatformRefused, match="No handler found for /2/lineitems/3/lineitem"):
        services.send_score(registration, moodle.at(COLUMN), {"userId": "4"})
    assert moodle.asked[0].essence == moodle.captured("ags_score_post")
    assert moodle.asked[0].essence != moodle.captured(name)
