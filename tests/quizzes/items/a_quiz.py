"""Small items and quizzes to test with, built from defaults."""

from quizzes.grading import Quiz
from quizzes.items.pick_nodes import Answer, PickNodes
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.scenarios import LogLine, Scenario

NAMES = tuple("abcdefgh")


def an_item(item_id: str = "q1", key: str = "abc", points: int = 3) -> PickNodes:
    """About assets a to h, which read one another in a row, a the source s."""
    deps = ("s", *NAMES)
    assets = [Asset(name, (dep,), "1") for name, dep in zip(NAMES, deps, strict=False)]
    pipeline = Pipeline((Asset("s", external=True), *assets))
    return PickNodes(
        item_id,
        points,
        Scenario(
            story="One day.",
            pipeline=pipeline,
            log=(LogLine("02:00", "Everything was built."),),
            prompt="Which?",
            rule="Those.",
            key=frozenset(key),
            why={name: f"{name} has its reasons." for name in NAMES},
            notes=dict.fromkeys(pipeline.names, "noted"),
        ),
    )


def a_quiz(*items: PickNodes) -> Quiz:
    return Quiz(items or (an_item(),))


def chose(names: str, item_id: str = "q1") -> Answer:
    return Answer(item_id, frozenset(names))
