"""Each wrong rule is wrong in its own way, where the right one is known."""

from quizzes.orchestrators.misconceptions import ABOUT_REBUILD_ALL, ABOUT_STALE_NOW
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.orchestrators.staleness import Materialize, Observe, SetCodeVersion, history

WRONG = {wrong.name: wrong for wrong in ABOUT_STALE_NOW + ABOUT_REBUILD_ALL}
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


def picked(name, *events):
    return WRONG[name].picks(history(PIPELINE, events))


def test_who_believes_in_transitive_staleness_picks_everything_below_what_is_stale():
    assert history(PIPELINE, HALF_WAY)[-1].stale() == {"b"}
    assert picked("staleness_is_transitive", *HALF_WAY) == {"b", "c"}


def test_who_compares_times_falls_for_a_rerun_that_changed_nothing():
    assert picked("newer_means_stale", *NIGHT) == set()
    assert picked("newer_means_stale", *NIGHT, Materialize(("b",))) == {"c"}
    assert picked("newer_means_stale", *NIGHT, Observe("s", "v1")) == {"a"}


def test_who_compares_times_still_sees_new_code():
    assert picked("newer_means_stale", *NIGHT, SetCodeVersion("b", "2")) == {"b"}


def test_who_stops_at_what_is_stale_now_misses_what_follows():
    assert picked("only_what_is_stale_now", *HALF_WAY) == {"b"}


def test_who_rebuilds_all_below_the_change_rebuilds_what_is_done():
    assert picked("all_below_the_change", *HALF_WAY) == {"a", "b", "c", "d"}
    assert picked("all_below_but_the_change", *HALF_WAY) == {"b", "c", "d"}


def test_a_source_is_a_change_only_when_it_was_seen_with_other_data():
    assert picked("all_below_the_change", *NIGHT, Observe("s", "v1")) == set()
    assert picked("all_below_the_change", *NIGHT, Observe("s", "v2")) == {"a", "b", "c", "d"}


def test_each_has_a_name_of_its_own_and_one_sentence_for_the_learner():
    assert len(WRONG) == len(ABOUT_STALE_NOW) + len(ABOUT_REBUILD_ALL)
    for wrong in WRONG.values():
        assert wrong.sentence.startswith("You may have")
        assert wrong.sentence.count(".") == 1
        assert wrong.sentence.endswith(".")
