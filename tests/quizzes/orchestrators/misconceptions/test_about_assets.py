"""What people get wrong about assets, each in its own way, where the right answer is known."""

from quizzes.orchestrators.chronicle import Chronicle
from quizzes.orchestrators.events import Materialize, Observe, SetCodeVersion
from quizzes.orchestrators.ledger import Status
from quizzes.orchestrators.misconceptions.about_assets import (
    ABOUT_CAUSES,
    ABOUT_REBUILD_ALL,
    ABOUT_STATUSES,
    stale_in,
)
from quizzes.orchestrators.pipeline import Asset, Pipeline

TABLES = {wrong.name: wrong.answer for wrong in ABOUT_CAUSES}
PICKS = {wrong.name: wrong.answer for wrong in ABOUT_REBUILD_ALL}
PIPELINE = Pipeline(
    (
        Asset("s", external=True),
        Asset("a", ("s",), "1"),
        Asset("b", ("a",), "1"),
        Asset("c", ("b",), "1"),
        Asset("d", ("a",), "1"),
    )
)
NIGHT = (Observe("s", "v1"), Materialize(("a", "b", "c", "d")))
HALF_WAY = (*NIGHT, SetCodeVersion("a", "2"), Materialize(("a", "d")))
BROKEN = (*NIGHT, SetCodeVersion("a", "2"), Materialize(("a", "b", "c"), frozenset({"b"})))


def table(name, *events):
    return TABLES[name](Chronicle(PIPELINE, events))


def stale(name, *events):
    return stale_in(table(name, *events))


def picked(name, *events):
    return PICKS[name](Chronicle(PIPELINE, events))


def test_who_believes_in_transitive_staleness_picks_everything_below_what_is_stale():
    assert Chronicle(PIPELINE, HALF_WAY).now.stale() == {"b"}
    assert stale("staleness_is_transitive", *HALF_WAY) == {"b", "c"}


def test_who_compares_times_falls_for_a_rerun_that_changed_nothing():
    assert stale("newer_means_stale", *NIGHT) == set()
    assert stale("newer_means_stale", *NIGHT, Materialize(("b",))) == {"c"}
    assert stale("newer_means_stale", *NIGHT, Observe("s", "v1")) == {"a"}


def test_who_compares_times_still_sees_new_code():
    assert stale("newer_means_stale", *NIGHT, SetCodeVersion("b", "2")) == {"b"}


def test_who_takes_every_run_for_new_data_calls_its_children_stale_for_data():
    again = (*NIGHT, Materialize(("a",)))
    assert Chronicle(PIPELINE, again).now.stale() == set()
    wrong = table("every_run_changes_data", *again)
    assert {name: [(c.category, c.dep) for c in wrong[name].causes] for name in ("b", "d")} == {
        "b": [("DATA", "a")],
        "d": [("DATA", "a")],
    }


def test_who_takes_every_observation_for_a_change_calls_its_readers_stale():
    seen_twice = (*NIGHT, Observe("s", "v2"), Observe("s", "v1"))
    assert Chronicle(PIPELINE, seen_twice).now.stale() == set()
    assert stale("every_observation_changes_data", *seen_twice) == {"a"}


def test_who_passes_new_code_on_marks_the_children_and_not_the_asset():
    bumped = (*NIGHT, SetCodeVersion("a", "2"))
    assert Chronicle(PIPELINE, bumped).now.stale() == {"a"}
    assert stale("new_code_stales_the_children", *bumped) == {"b", "d"}


def test_who_takes_a_failed_run_back_sees_what_was_before_it():
    assert Chronicle(PIPELINE, BROKEN).now.stale() == {"b", "d"}
    assert stale("failure_undoes_the_run", *BROKEN) == {"a"}


def test_who_lets_a_failure_taint_everything_marks_all_below_it():
    assert stale("failure_taints_all_below", *BROKEN) == {"b", "c", "d"}
    assert (
        stale("failure_taints_all_below", *BROKEN, Materialize(("b",)))
        == Chronicle(PIPELINE, (*BROKEN, Materialize(("b",)))).now.stale()
    )


def test_what_was_never_built_stays_missing_to_everybody():
    for answer in TABLES.values():
        wrong = answer(Chronicle(PIPELINE, (SetCodeVersion("a", "2"), Materialize(("b",)))))
        assert {wrong[name].status for name in "acd"} == {Status.MISSING}


def test_who_stops_at_what_is_stale_now_misses_what_follows():
    assert picked("only_what_is_stale_now", *HALF_WAY) == {"b"}


def test_who_rebuilds_all_below_the_change_rebuilds_what_is_done():
    assert picked("all_below_the_change", *HALF_WAY) == {"a", "b", "c", "d"}
    assert picked("all_below_but_the_change", *HALF_WAY) == {"b", "c", "d"}


def test_a_source_is_a_change_only_when_it_was_seen_with_other_data():
    assert picked("all_below_the_change", *NIGHT, Observe("s", "v1")) == set()
    assert picked("all_below_the_change", *NIGHT, Observe("s", "v2")) == {"a", "b", "c", "d"}


def test_where_nothing_is_to_be_misunderstood_everybody_is_right():
    right = Chronicle(PIPELINE, NIGHT).statuses
    for wrong in ABOUT_STATUSES:
        found = wrong.answer(Chronicle(PIPELINE, NIGHT))
        assert {n: s.status for n, s in found.items()} == {n: s.status for n, s in right.items()}
