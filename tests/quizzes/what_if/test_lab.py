"""What a lab shows: one change followed through both tools."""

import pytest

from quizzes.orchestrators.events import Materialize, Observe, SetCodeVersion
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.orchestrators.trigger_rules import State
from quizzes.what_if.actions import CannotHappen, Kind
from quizzes.what_if.answers import changed, from_airflow, from_dagster, why_asset_is
from quizzes.what_if.guessing import HIT, LEFT, MISSED, WRONG, Foresight
from quizzes.what_if.lab import Lab
from quizzes.what_if.telling import log
from quizzes.what_if.trying import suggestions
from tests.quizzes.what_if.labs import SHOP, a_lab


def stale(lab: Lab) -> set[str]:
    return set(lab.now.ledger.stale())


def states(lab: Lab) -> dict[str, str]:
    return {task: lab.now.tasks.state(task).value for task in ("clean", "build", "write")}


def test_without_a_story_it_begins_after_a_night_in_which_all_was_built() -> None:
    lab = a_lab()
    assert not stale(lab)
    assert set(states(lab).values()) == {"success"}
    assert [line.text for line in log(lab)] == ["The nightly run built everything."]


def test_it_begins_with_what_its_author_tells() -> None:
    lab = a_lab(events=(Observe("raw", "monday"), SetCodeVersion("stg", "7")))
    assert {lab.now.ledger.status(name).status.value for name in ("stg", "mart")} == {"Missing"}
    assert lab.now.tasks.state("clean") is State.NONE
    assert "never been built" in why_asset_is(lab, "stg")
    assert "no run yet" in from_airflow(lab.do(a_lab("rerun:stg").actions[0]))


def test_staleness_goes_down_one_step_with_each_rebuild() -> None:
    done = ["code:stg", "rerun:stg", "rerun:mart", "rerun:report"]
    after = [stale(a_lab(*done[:number])) for number in range(1, 5)]
    assert after == [{"stg"}, {"mart"}, {"report"}, set()]


def test_new_code_leaves_every_task_green() -> None:
    lab = a_lab("code:stg")
    assert stale(lab) == {"stg"}
    assert set(states(lab).values()) == {"success"}
    assert "Nothing happens" in from_airflow(lab)
    assert from_dagster(lab) == "Dagster marks 1 asset Stale: stg."
    assert "version 2, and its last build used version 1" in why_asset_is(lab, "stg")


def test_the_same_data_again_makes_nothing_stale_and_new_data_does() -> None:
    assert not stale(a_lab("rerun:stg"))
    assert stale(a_lab("new-data:stg")) == {"mart"}
    assert not stale(a_lab("observe-same:raw"))
    assert stale(a_lab("observe:raw")) == {"stg"}


def test_a_task_that_fails_is_red_with_all_below_it_while_the_assets_keep_what_they_have() -> None:
    lab = a_lab("code:stg", "fail:mart")
    assert states(lab) == {"clean": "success", "build": "failed", "write": "upstream_failed"}
    assert stale(lab) == {"mart"}
    assert lab.failed == {"mart"}
    assert "In state failed: build. In state upstream_failed: write." in from_airflow(lab)


def test_a_task_below_a_failed_one_cannot_run_when_it_alone_is_cleared() -> None:
    lab = a_lab("fail:stg", "rerun:mart")
    assert from_airflow(lab).startswith("build was cleared, but could not run.")


def test_a_cleared_failure_mends_the_run_and_takes_the_badge_away() -> None:
    lab = a_lab("fail:stg", "clear:stg")
    assert set(states(lab).values()) == {"success"}
    assert not lab.failed
    assert lab.now.tasks.number == 2
    assert lab.now.tasks.ran_since(lab.last.tasks) == ("clean", "build", "write")


def test_a_rollback_needs_something_to_go_back_to_and_goes_back_one_version() -> None:
    with pytest.raises(CannotHappen, match="nothing to roll back"):
        a_lab("roll-back:stg")
    lab = a_lab("code:stg", "rerun:stg", "roll-back:stg")
    assert stale(lab) == {"stg", "mart"}
    mended = lab.do(a_lab("rerun:stg").actions[0])
    assert not stale(mended)
    assert changed(mended) == ("stg", "mart")
    assert "came back to the data" in why_asset_is(mended, "mart")


def test_new_code_after_a_rollback_has_a_version_that_was_never_used() -> None:
    lab = a_lab("code:stg", "roll-back:stg", "code:stg")
    assert log(lab)[-1].text == "stg got new code: version 3."


def test_rebuilding_goes_down_in_order_and_is_nothing_to_airflow() -> None:
    lab = a_lab("code:stg", "rebuild")
    assert lab.steps[-1] == tuple(Materialize((name,)) for name in ("stg", "mart", "report"))
    assert from_airflow(lab).endswith("No task ran.")
    assert log(lab.do(lab.actions[-1]))[-1].text.startswith("Nothing was Stale or Missing")


def test_the_log_has_a_time_for_every_line_in_order() -> None:
    times = [line.at for line in log(a_lab(*["code:stg", "rerun:stg"] * 15))]
    assert times == sorted(set(times))
    assert times[:2] == ["02:00", "08:00"]


@pytest.mark.parametrize(
    ("guess", "sentence"),
    [
        ({"stg", "mart"}, "You predicted it: stg and mart are Stale."),
        ({"stg"}, "You predicted 1 of 2, but not mart."),
        (
            {"stg", "mart", "report"},
            "You predicted 2 of 2. You picked report, which is not Stale.",
        ),
        (set(), "You did not predict it: stg and mart are Stale."),
        (
            {"report"},
            "You did not predict it: stg and mart are Stale. "
            "You picked report, which is not Stale.",
        ),
    ],
)
def test_a_guess_is_answered_in_a_sentence(guess: set[str], sentence: str) -> None:
    lab = a_lab("code:stg", "rerun:stg", "roll-back:stg")
    assert Foresight.of(lab, guess).sentence == sentence


def test_every_asset_has_a_verdict() -> None:
    lab = a_lab("code:stg", "rerun:stg", "roll-back:stg")
    found = Foresight.of(lab, {"stg", "report"})
    assert [found.verdict(name) for name in SHOP.names] == [LEFT, HIT, MISSED, WRONG]


def test_a_guess_of_nothing_can_be_right_and_one_of_something_wrong() -> None:
    lab = a_lab("rerun:stg")
    assert Foresight.of(lab, set()).sentence == "You predicted it: nothing is Stale."
    wrong = Foresight.of(lab, {"mart"})
    assert wrong.sentence == "You picked mart, but nothing is Stale."


def test_who_expects_staleness_all_the_way_down_is_told_so() -> None:
    guess = {"stg", "mart", "report"}
    assert "direct parents only" in Foresight.of(a_lab("code:stg"), guess).misreading
    assert not Foresight.of(a_lab("code:stg"), set()).misreading


def test_what_to_try_is_how_to_begin_then_how_to_go_on() -> None:
    assert suggestions(a_lab())[0][0].kind is Kind.CODE
    after = [action.code for action, _ in suggestions(a_lab("code:stg"))]
    assert after == ["rerun:stg", "rebuild", "run"]


def test_where_nothing_is_built_there_is_still_something_to_observe() -> None:
    lab = a_lab(pipeline=Pipeline((Asset("raw", external=True),)))
    assert [action.code for action, _ in suggestions(lab)] == ["observe:raw"]
    assert not stale(lab.do(suggestions(lab)[0][0]))
