"""For every status the events that explain it: real ones, and enough of them."""

import pytest
from hypothesis import given, settings

from quizzes.orchestrators.chronicle import Chronicle
from quizzes.orchestrators.events import AddDep, Materialize, Observe, RemoveDep, SetCodeVersion
from quizzes.orchestrators.explanations import explain
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.orchestrators.staleness import play
from tests.quizzes.orchestrators.drawn_stories import stories
from tests.quizzes.orchestrators.recorded import ALL, read
from tests.quizzes.pseudo import left_in_english

CHAIN = Pipeline((Asset("a", (), "1"), Asset("b", ("a",), "1"), Asset("c", ("b",), "1")))
NIGHT = Materialize(("a", "b", "c"))
NEW_CODE = SetCodeVersion("a", "2")
A, B, C = Materialize(("a",)), Materialize(("b",)), Materialize(("c",))


def told(name, *events, pipeline=CHAIN, partition=None):
    return {s.at: s.what for s in explain(Chronicle(pipeline, events), name, partition)}


def replayed_alone(story, cell):
    events = [step.event for step in explain(story, *cell)]
    return play(story.pipeline, events).status(*cell)


@settings(max_examples=300)
@given(stories())
def test_an_explanation_names_real_events_and_replaying_them_gives_the_status(story):
    for cell in story.pipeline.cells():
        steps = explain(story, *cell)
        numbers = [step.at for step in steps]
        assert numbers == sorted(set(numbers))
        assert [step.event for step in steps] == [story.events[at - 1] for at in numbers]
        assert all(step.what for step in steps)
        assert replayed_alone(story, cell) == story.now.status(*cell)


@given(stories())
def test_no_word_of_an_explanation_is_left_in_english_where_every_message_is_translated(story):
    names = {*story.pipeline.names, *story.pipeline.partitions}
    steps = (step for cell in story.pipeline.cells() for step in explain(story, *cell))
    assert not {
        each for step in steps for what in step.what for each in left_in_english(what, names)
    }


@pytest.mark.parametrize("part", range(8))
def test_every_status_that_dagster_recorded_is_explained(part):
    for case in ALL[part::8]:
        pipeline, events = read(case)
        for end in range(len(events) + 1):
            story = Chronicle(pipeline, events[:end])
            for cell in pipeline.cells():
                assert replayed_alone(story, cell) == story.now.status(*cell), case["id"]


def test_a_child_is_stale_because_its_parent_was_rebuilt_with_new_code_after_it():
    assert told("b", A, B, NEW_CODE, A) == {
        1: ("a was built.",),
        2: ("b was built.",),
        3: ("a got code of version 2.",),
        4: ("a was built again, with other data.",),
    }


def test_what_happened_elsewhere_is_left_out():
    pipeline = Pipeline((*CHAIN.assets, Asset("s", external=True), Asset("d", ("s", "c"), "1")))
    seen = Observe("s", "v1")
    story = (seen, NIGHT, Materialize(("d",)), Observe("s", "v2"), NEW_CODE)
    assert told("a", *story, pipeline=pipeline) == {
        2: ("a was built.",),
        5: ("a got code of version 2.",),
    }
    assert told("c", *story, pipeline=pipeline) == {2: ("c was built.",)}
    assert told("d", *story, pipeline=pipeline) == {
        1: ("s was observed.",),
        3: ("d was built.",),
        4: ("s was observed again, with other data.",),
    }


def test_new_data_is_followed_upstream_as_far_as_something_changed():
    found = told("c", NIGHT, NEW_CODE, A, B)
    assert list(found) == [1, 2, 3, 4]
    assert found[4] == ("b was built again, with other data.",)
    assert found[3] == ("a was built again, with other data.",)


def test_a_parent_that_was_rebuilt_to_no_effect_is_told():
    assert told("b", NIGHT, A) == {
        1: ("b was built.", "a was built."),
        2: ("a was built again, with the same data.",),
    }


def test_code_that_was_rolled_back_before_anything_was_built_explains_nothing():
    assert told("a", A, NEW_CODE, SetCodeVersion("a", "1")) == {1: ("a was built.",)}


def test_a_changed_dependency_is_told():
    assert told("c", NIGHT, RemoveDep("c", "b"), AddDep("c", "a")) == {
        1: ("c was built.",),
        2: ("c does not read b from here on.",),
        3: ("c reads a from here on.",),
    }


def test_what_is_missing_is_explained_by_the_run_that_did_not_build_it():
    assert told("c") == {}
    run = Materialize(("a", "b", "c"), fail=frozenset({"b"}))
    assert told("b", run) == {1: ("b failed.",)}
    assert told("c", run, A) == {1: ("c was skipped.",)}


def test_a_source_is_fresh_without_any_reason():
    pipeline = Pipeline((Asset("s", external=True),))
    assert told("s", Observe("s", "v1"), Observe("s", "v2"), pipeline=pipeline) == {}


def test_a_dependency_is_told_as_removed_where_another_would_close_a_circle():
    turned = (RemoveDep("b", "a"), C, AddDep("a", "b"), A)
    pipeline = Pipeline((Asset("a", (), "1"), Asset("b", ("a",), "1"), Asset("c", ("a",), "1")))
    assert list(told("a", *turned, pipeline=pipeline)) == [1, 3, 4]


def test_the_same_data_version_of_another_dependency_needs_all_that_made_it():
    twins = Pipeline(
        (Asset("x", (), "1"), Asset("y", (), "1"), Asset("b", ("x",), "1"), Asset("c", ("b",), "1"))
    )
    story = (Materialize(("x", "y")), B, C, RemoveDep("b", "x"), AddDep("b", "y"), B)
    assert list(told("c", *story, pipeline=twins)) == [1, 2, 3, 4, 5, 6]
    assert replayed_alone(Chronicle(twins, story), ("c", None)).causes == ()


def test_a_partition_that_came_later_is_noticed_because_another_was_there():
    pipeline = Pipeline(
        (Asset("logs", (), "1", partitioned=True), Asset("total", ("logs",))), ("p1", "p2")
    )
    logs = [Materialize(("logs",), partition=day) for day in ("p1", "p2")]
    assert told("total", logs[0], Materialize(("total",)), logs[1], pipeline=pipeline) == {
        1: ("logs was built in another partition.",),
        2: ("total was built.",),
        3: ("logs in p2 was built.",),
    }
