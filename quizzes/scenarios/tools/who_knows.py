"""Who knows this by itself: Airflow, Dagster, both or neither?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import count
from random import Random

from quizzes.orchestrators.misconceptions.about_tools import ABOUT_KNOWLEDGE
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.saying import say
from quizzes.scenarios.assets.shop import BY_NAME, SHOP
from quizzes.scenarios.difficulty import Difficulty
from quizzes.scenarios.scenario import Misreading, Option, Place, Scenario, choice
from quizzes.scenarios.tools.statements import BANK, BOXES, Statement, box_of

STATEMENTS, IN_A_BOX = 6, (1, 2)
OPTIONS = tuple(Option(value, words) for value, (_, words) in BOXES.items())
STORY = say(
    "A web shop has the same pipeline in Airflow 3.3 and in Dagster 1.13. Each tool was told all "
    "that it can be told: what a step reads and makes, when it starts, the code versions, the "
    "partitions. Nobody has written a check of the data."
)
PROMPT = say("Which tool knows this by itself?")
RULE = say(
    "A tool knows what it was told and what it records. What somebody would first have to write "
    "code for, it does not know."
)
DIFFICULTY = Difficulty((0, 0), (0, 0), (STATEMENTS, STATEMENTS), guessing=0.1)
NO_TABLE = "churn_model"  # has no rows or columns to speak of
PAIRS = tuple(
    (kind.reads[0], kind.name)
    for kind in SHOP
    if kind.reads and BY_NAME[kind.reads[0]].reads and kind.reads[0] != NO_TABLE
)
"""Assets of the shop that are made from another, each after that; what is read is a table."""


def build(about: str, seed: int) -> Scenario:
    """The question of this label and seed."""
    randoms = (Random(f"who knows/{about}/{seed}/{draw}") for draw in count())  # noqa: S311
    drawn = ((rng, rng.sample(BANK, STATEMENTS)) for rng in randoms)
    rng, statements = next(found for found in drawn if _is_mixed(found[1]))
    return Scenario(
        asks="sort_statements",
        story=STORY,
        pipeline=Pipeline(()),
        log=(),
        prompt=PROMPT,
        rule=RULE,
        places=tuple(_place(each, rng.choice(PAIRS)) for each in statements),
        notes={},
        misreadings=_misreadings(statements),
    )


def _is_mixed(statements: Sequence[Statement]) -> bool:
    """Whether each box is right, none too often, and each misconception is wrong somewhere."""
    boxes = Counter(each.box for each in statements)
    times = [boxes[value] for value in BOXES]
    bites = all(
        any(box_of(wrong.answer(each.fact)) != each.box for each in statements)
        for wrong in ABOUT_KNOWLEDGE
    )
    return IN_A_BOX[0] <= min(times) and max(times) <= IN_A_BOX[1] and bites


def _place(statement: Statement, pair: tuple[str, str]) -> Place:
    names = dict(zip(("table", "reader"), pair, strict=True))
    return Place(
        statement.name,
        OPTIONS,
        frozenset([statement.box]),
        statement.why(names),
        words=statement.words(names),
    )


def _misreadings(statements: Sequence[Statement]) -> tuple[Misreading, ...]:
    return tuple(
        Misreading(
            wrong.name,
            wrong.sentence,
            frozenset(choice(each.name, box_of(wrong.answer(each.fact))) for each in statements),
        )
        for wrong in ABOUT_KNOWLEDGE
    )
