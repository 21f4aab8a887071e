"""What holds of every pipeline, whatever happened to it."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from quizzes.orchestrators.events import Materialize
from quizzes.orchestrators.ledger import Ledger, Status
from quizzes.orchestrators.staleness import after, history, play, rebuild_plan
from tests.quizzes.orchestrators.drawn_stories import pipelines, stories

own_versions = stories(partitions=False, supplied=False)


def table(ledger: Ledger):
    return {cell: ledger.status(*cell) for cell in ledger.pipeline.cells()}


def all_fresh(ledger: Ledger, names) -> bool:
    return {ledger.status(name).status for name in names} == {Status.FRESH}


def rebuilt(ledger: Ledger, plan) -> Ledger:
    for name in plan:
        ledger = after(ledger, Materialize((name,)))
    return ledger


@given(stories())
def test_events_played_at_once_and_one_by_one_come_to_the_same(story):
    assert history(story.pipeline, story.events)[-1] == story.now


@given(stories())
def test_only_what_is_stale_has_causes(story):
    for found in table(story.now).values():
        assert (found.status is Status.STALE) == bool(found.causes)


@given(stories(partitions=False), st.data())
def test_a_plan_makes_its_target_and_everything_upstream_fresh(story, data):
    target = data.draw(st.sampled_from(story.pipeline.names))
    plan = rebuild_plan(story.pipeline, story.events, [target])
    upstream = story.now.pipeline.upstream([target])
    assert all_fresh(rebuilt(story.now, plan), upstream)
    assert all_fresh(after(story.now, Materialize(plan)), upstream)


@given(own_versions, st.data())
def test_no_step_of_a_plan_can_be_left_out(story, data):
    target = data.draw(st.sampled_from(story.pipeline.names))
    plan = rebuild_plan(story.pipeline, story.events, [target])
    for left_out in plan:
        shorter = [name for name in plan if name != left_out]
        upstream = story.now.pipeline.upstream([target])
        assert not all_fresh(rebuilt(story.now, shorter), upstream)


@given(stories(), st.data())
def test_a_status_hangs_on_an_asset_and_its_direct_parents_only(story, data):
    name = data.draw(st.sampled_from(story.pipeline.names))
    near = {name, *story.now.pipeline.parents(name)}
    others = tuple(each for each in story.pipeline.names if each not in near)
    assume(others)
    parents_alone = replace(
        story.now,
        records={each: made for each, made in story.now.records.items() if each in near},
        by_partition={
            cell: made for cell, made in story.now.by_partition.items() if cell[0] in near
        },
    )
    for partition in story.pipeline.own_partitions(name):
        found = story.now.status(name, partition)
        assert parents_alone.status(name, partition) == found


@given(stories())
def test_what_happens_to_others_changes_no_status(story):
    for (before, now), event in zip(pairwise(story.history), story.events, strict=True):
        touched = event.assets if isinstance(event, Materialize) else (event.asset,)
        for name in story.pipeline.names:
            if {name, *now.pipeline.parents(name)}.isdisjoint(touched):
                for partition in story.pipeline.own_partitions(name):
                    assert now.status(name, partition) == before.status(name, partition)


@given(stories(partitions=False))
def test_building_what_is_fresh_and_has_a_code_version_changes_no_status(story):
    for asset in story.now.pipeline.assets:
        record = story.now.record(asset.name)
        fresh = story.now.status(asset.name).status is Status.FRESH
        if record and fresh and asset.code_version and not record.user_supplied:
            again = after(story.now, Materialize((asset.name,)))
            assert table(again) == table(story.now)


@given(pipelines(partitions=True), st.data())
def test_runs_of_one_partition_leave_the_others_as_they_are(pipeline, data):
    assume(pipeline.partitions)
    whole = tuple(asset.name for asset in pipeline.assets if asset.partitioned)
    assume(whole)
    ledger = play(pipeline, [Materialize(whole, partition="p1")])
    now = after(ledger, Materialize(whole, partition="p2"))
    for name in whole:
        assert now.status(name, "p1") == ledger.status(name, "p1")
