"""Dagster's rules, one sentence at a time, on the smallest pipelines that show them."""

from hashlib import sha256

import pytest

from quizzes.errors import MalformedPipeline
from quizzes.orchestrators.events import AddDep, Materialize, Observe, RemoveDep, SetCodeVersion
from quizzes.orchestrators.ledger import Status
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.orchestrators.staleness import play, rebuild_plan, statuses

MISSING, STALE, FRESH = Status.MISSING, Status.STALE, Status.FRESH
CHAIN = Pipeline((Asset("a", (), "1"), Asset("b", ("a",), "1"), Asset("c", ("b",), "1")))
NIGHT = Materialize(("a", "b", "c"))
NEW_CODE = SetCodeVersion("a", "2")


def words(pipeline, *events):
    return [found.status for found in statuses(pipeline, events).values()]


def of_a_source(*assets):
    return Pipeline((Asset("s", external=True), *assets))


def test_what_was_never_materialized_is_missing():
    assert words(CHAIN) == [MISSING, MISSING, MISSING]


def test_a_source_is_fresh_whether_observed_or_not():
    pipeline = of_a_source()
    assert words(pipeline) == words(pipeline, Observe("s", "v1")) == [FRESH]


def test_new_code_makes_only_its_own_asset_stale():
    assert words(CHAIN, NIGHT, NEW_CODE) == [STALE, FRESH, FRESH]


def test_an_empty_text_is_a_data_version_and_a_code_version_that_was_declared():
    supplied = Materialize(("a", "b", "c"), data_versions={"a": ""})
    assert words(CHAIN, supplied, Materialize(("a",))) == [FRESH, STALE, FRESH]
    empty = Pipeline((Asset("a", (), ""), Asset("b", ("a",), "1")))
    [cause] = statuses(empty, [Materialize(("a", "b")), Materialize(("a",))])["b"].causes
    assert cause.reason == "has a new dependency data version"


def test_staleness_is_not_transitive():
    assert words(CHAIN, NIGHT, NEW_CODE, Materialize(("a",))) == [FRESH, STALE, FRESH]
    later = (Materialize(("a",)), Materialize(("b",)))
    assert words(CHAIN, NIGHT, NEW_CODE, *later) == [FRESH, FRESH, STALE]


def test_a_rerun_with_the_same_code_and_inputs_changes_nothing():
    assert words(CHAIN, NIGHT, Materialize(("a",))) == [FRESH, FRESH, FRESH]


def test_without_a_code_version_every_run_gives_new_data():
    pipeline = Pipeline((Asset("a"), Asset("b", ("a",), "1")))
    assert words(pipeline, Materialize(("a", "b")), Materialize(("a",))) == [FRESH, STALE]


def test_taking_the_code_version_away_is_no_new_code():
    assert words(CHAIN, NIGHT, SetCodeVersion("a", None)) == [FRESH, FRESH, FRESH]


def test_a_failed_step_keeps_its_old_data_and_what_depends_on_it_is_skipped():
    run = Materialize(("a", "b", "c"), fail=frozenset({"b"}))
    assert words(CHAIN, NIGHT, NEW_CODE, run) == [FRESH, STALE, FRESH]


def test_an_asset_between_two_of_a_run_that_is_not_in_it_does_not_pass_failure_on():
    run = Materialize(("a", "c"), fail=frozenset({"a"}))
    assert words(CHAIN, run) == [MISSING, MISSING, FRESH]


def test_a_child_built_while_its_parent_is_missing_is_fresh():
    assert words(CHAIN, Materialize(("b",))) == [MISSING, FRESH, MISSING]


def test_a_source_that_goes_back_to_old_data_makes_its_reader_fresh_again():
    pipeline = of_a_source(Asset("a", ("s",), "1"))
    seen = [Observe("s", "v1"), Materialize(("a",)), Observe("s", "v2")]
    assert words(pipeline, *seen) == [FRESH, STALE]
    assert words(pipeline, *seen, Observe("s", "v1")) == [FRESH, FRESH]


def test_a_dependency_added_or_removed_makes_stale_until_the_next_build():
    apart = Pipeline((Asset("a", (), "1"), Asset("b", (), "1")))
    night = Materialize(("a", "b"))
    assert words(apart, night, AddDep("b", "a")) == [FRESH, STALE]
    assert words(apart, night, AddDep("b", "a"), RemoveDep("b", "a")) == [FRESH, FRESH]
    assert words(apart, night, AddDep("b", "a"), Materialize(("b",))) == [FRESH, FRESH]


def test_a_data_version_is_the_hash_of_code_and_inputs_in_order_of_their_names():
    pipeline = Pipeline((Asset("z", external=True), Asset("m", ("z", "a"), "7"), Asset("a")))
    seen = [Observe("z", "Z"), Materialize(("a", "m"), data_versions={"a": "A"})]
    assert play(pipeline, seen).data_version("a") == "A"
    assert play(pipeline, seen).data_version("m") == sha256(b"7AZ").hexdigest()


def test_a_plan_goes_on_below_what_is_stale_now():
    assert rebuild_plan(CHAIN, [NIGHT, NEW_CODE], ["c"]) == ("a", "b", "c")


def test_a_plan_leaves_out_what_is_not_upstream_of_its_targets():
    assert rebuild_plan(CHAIN, [NIGHT, NEW_CODE], ["b"]) == ("a", "b")


def test_a_plan_leaves_out_what_gets_its_old_inputs_back():
    back = [NIGHT, NEW_CODE, Materialize(("a",)), SetCodeVersion("a", "1")]
    assert words(CHAIN, *back) == [STALE, STALE, FRESH]
    assert rebuild_plan(CHAIN, back, ["c"]) == ("a",)


def test_a_run_with_failures_skips_only_what_reads_them_in_that_run():
    pipeline = Pipeline((*CHAIN.assets, Asset("d", ("a",), "1")))
    run = Materialize(("d", "c", "b", "a"), fail=frozenset({"b"}))
    assert words(pipeline, run) == [FRESH, MISSING, MISSING, FRESH]


def test_changed_dependencies_are_refused_where_dagster_would_not_load_them():
    with pytest.raises(MalformedPipeline, match="wait for each other"):
        play(CHAIN, [AddDep("a", "c")])
    with pytest.raises(MalformedPipeline, match="b names its dependency a twice"):
        play(CHAIN, [AddDep("b", "a")])
    with pytest.raises(MalformedPipeline, match="c does not depend on a"):
        play(CHAIN, [RemoveDep("c", "a")])
