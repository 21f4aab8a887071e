"""Small items and quizzes to test with, built from defaults; one item of every type."""

from typing import Any

from hypothesis import strategies as st

from quizzes.grading import Quiz
from quizzes.items.item import Answer, Item
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.scenarios.scenario import (
    LogLine,
    Misreading,
    Place,
    Scenario,
    choice,
    options,
    picks,
)

NAMES = tuple("abcdefgh")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(NAMES),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
ROW = Pipeline(
    (
        Asset("s", external=True),
        *(Asset(name, (dep,), "1") for name, dep in zip(NAMES, ("s", *NAMES), strict=False)),
    )
)
"""The source s and assets a to h; each reads the one before."""

DIAMOND = Pipeline(
    (Asset("a"), Asset("b", ("a",)), Asset("c", ("a",)), Asset("d", ("b", "c")), Asset("e"))
)
NO_GRAPH = Pipeline(())


def a_scenario(
    asks: str = "pick_nodes",
    places: tuple[Place, ...] = (),
    pipeline: Pipeline = ROW,
    misreadings: tuple[Misreading, ...] = (),
) -> Scenario:
    """About assets a to h in a row, unless told otherwise; a and b are to be picked."""
    return Scenario(
        asks=asks,
        story="One day.",
        pipeline=pipeline,
        log=(LogLine("02:00", "Everything was built."),),
        prompt="Which?",
        rule="Those.",
        places=places or picks(NAMES, "ab", reasons(NAMES)),
        notes=dict.fromkeys(pipeline.names, "noted"),
        misreadings=misreadings,
    )


def an_item(item_id: str = "q1", key: str = "abc", points: int = 3) -> Item:
    """About assets a to h, of which those in the key are to be picked."""
    return Item(item_id, points, a_scenario(places=picks(NAMES, key, reasons(NAMES))))


def a_place(name: str, right: str, values: str, **others: Any) -> Place:
    """A place whose values are parted by spaces; `right` has those to choose, none or more."""
    words = "" if name in NAMES else f"What about {name}?"
    why = f"{name} has its reasons."
    return Place(
        name, options(values.split()), frozenset(right.split()), why, words=words, **others
    )


def reasons(names: tuple[str, ...]) -> dict[str, str]:
    return {name: f"{name} has its reasons." for name in names}


STATUSES = "Missing Stale Fresh"
STATES = "success failed upstream_failed"
GOOD = "success"
BELOW = {state: GOOD if state == GOOD else "upstream_failed" for state in STATES.split()}
BELOW_TWO = {
    f"{one} {other}": GOOD if one == other == GOOD else "upstream_failed"
    for one in BELOW
    for other in BELOW
}
TOOLS = "airflow dagster"

ASKED = {
    "pick_nodes": a_scenario(),
    "paint_nodes": a_scenario(
        "paint_nodes",
        (a_place("a", "Stale", STATUSES), a_place("b", "Fresh", STATUSES)),
    ),
    "label_causes": a_scenario(
        "label_causes",
        (
            a_place("a", "code", "code data:s", many=True),
            a_place("b", "code data:a", "code data:a", many=True),
            a_place("c", "", "code data:b", many=True),
        ),
    ),
    "pick_and_order": a_scenario(
        "pick_and_order",
        tuple(
            a_place(name, step, "1 2 3 4 5")
            for name, step in zip("abcde", ("1", "2", "3", "4", ""), strict=True)
        ),
        DIAMOND,
    ),
    "task_states": a_scenario(
        "task_states",
        (
            a_place("a", "success", STATES),
            a_place("b", "failed", STATES, given=("a",), then=BELOW | {GOOD: "failed"}),
            a_place("c", "success", STATES, given=("a",), then=BELOW),
            a_place("d", "upstream_failed", STATES, given=("b", "c"), then=BELOW_TWO),
        ),
        DIAMOND,
    ),
    "run_state": a_scenario(
        "run_state",
        (a_place("run", "failed", "success failed"), *picks("de", "d", reasons(("d", "e")))),
        DIAMOND,
    ),
    "two_reruns": a_scenario(
        "two_reruns",
        (
            a_place("a", "", TOOLS, many=True),
            a_place("b", "airflow dagster", TOOLS, many=True),
            a_place("d", "airflow", TOOLS, many=True),
        ),
        DIAMOND,
    ),
    "choose_one": a_scenario("choose_one", (a_place("answer", "x", "x y z"),), NO_GRAPH),
    "choose_many": a_scenario(
        "choose_many", (a_place("answer", "x y", "x y z", many=True),), NO_GRAPH
    ),
    "sort_statements": a_scenario(
        "sort_statements",
        (
            a_place("one", "airflow", "airflow dagster both neither"),
            a_place("two", "both", "airflow dagster both neither"),
            a_place("three", "neither", "airflow dagster both neither"),
        ),
        NO_GRAPH,
    ),
}
"""A small scenario of every type of question."""


def an_item_of(asks: str) -> Item:
    return Item("q1", 3, ASKED[asks])


def answers_to(scenario: Scenario) -> st.SearchStrategy[frozenset[str]]:
    """All that can be chosen: any number of options where many may be, else one or none."""
    here = [
        st.sets(st.sampled_from(sorted(place.choices.values())), max_size=9 if place.many else 1)
        for place in scenario.places
    ]
    return st.tuples(*here).map(lambda parts: frozenset[str]().union(*parts))


def at(**values: str) -> frozenset[str]:
    """What is sent by who chooses these values; those of one place are parted by spaces."""
    return frozenset(
        choice(name, value) for name, chosen in values.items() for value in chosen.split() or [""]
    )


def a_quiz(*items: Item) -> Quiz:
    return Quiz(items or (an_item(),))


def chose(names: str, item_id: str = "q1") -> Answer:
    return Answer(item_id, frozenset(names))
