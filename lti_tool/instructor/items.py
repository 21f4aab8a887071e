"""The questions of an activity: how a class did on each, and what its wrong answers show."""

from __future__ import annotations

from typing import Any

from flask import render_template

from lti_tool import languages
from lti_tool.current import db
from lti_tool.instructor import class_words
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.class_words import percent
from lti_tool.results import result, with_verdicts
from lti_tool.visits import Visitor, requires
from quizzes import item_examples, item_statistics
from quizzes.content.activity import FixedQuestion, Question
from quizzes.errors import QuestionNotFound
from quizzes.item_statistics import FEWEST, ItemStatistics, Misread
from quizzes.orchestrators.misconceptions.by_name import of_students

MOST_MISREADINGS = 3


@bp.get("/class/questions")
@requires("staff")
def items(visitor: Visitor) -> str:
    """Show how hard each question was, what it tells, and what people took for right."""
    activity = languages.activity(visitor.placement.activity_key)
    with db.read() as session:
        found = item_statistics.find(session, visitor.placement.id)
    rows = [
        _row(visitor, number, asked, found.get(asked.id))
        for number, asked in enumerate(activity.questions, 1)
    ]
    means = {each.item_id: each.facility for each in found.values()}
    hardest = item_statistics.hardest(activity.questions, means)
    return render_template(
        "instructor/items.html",
        visitor=visitor,
        context_title=visitor.context.title,
        activity=activity,
        rows=rows,
        headline=class_words.hardest_headline(hardest[0], means[hardest[1]]) if hardest else "",
        few_line=class_words.few_line(max((row["n"] for row in rows), default=0)),
        fewest=FEWEST,
    )


@bp.get("/class/questions/<question_id>/<misreading>")
@requires("staff")
def misreading(visitor: Visitor, question_id: str, misreading: str) -> str:
    """Draw what a misconception answers to a question, in a variant that somebody was asked."""
    activity = languages.activity(visitor.placement.activity_key)
    numbers = {asked.id: number for number, asked in enumerate(activity.questions, 1)}
    if question_id not in numbers:
        raise QuestionNotFound("This activity has no such question.")
    asked = activity.questions[numbers[question_id] - 1]
    with db.read() as session:
        example = item_examples.find(session, visitor.placement.id, question_id, misreading)
    example = example or item_examples.draw(asked, misreading)
    if not example:
        raise QuestionNotFound("This question knows no such misconception.")
    return render_template(
        "instructor/misreading.html",
        visitor=visitor,
        context_title=visitor.context.title,
        activity=activity,
        number=numbers[question_id],
        sentence=of_students(misreading),
        result=result(example.item, example.answer) | {"feedback": None},  # said above already
        drawing=with_verdicts(example.item),
    )


def _row(
    visitor: Visitor, number: int, asked: Question | FixedQuestion, found: ItemStatistics | None
) -> dict[str, Any]:
    shown = {"number": number, "id": asked.id, "prompt": asked.title, "points": asked.points}
    if not found:
        return shown | {"n": 0, "facility": 0.0}
    return shown | {
        "n": found.n,
        "facility": found.facility,
        "facility_text": percent(found.facility),
        "discrimination_line": class_words.discrimination_line(found),
        "is_to_look_at": found.discrimination is not None and found.discrimination < 0,
        "variants_line": class_words.variants_line(found),
        "variants_differ": any(variant.differs for variant in found.variants),
        "variants": [
            {
                "name": f"{variant.nodes} nodes, {variant.right} to answer",
                "n": variant.n,
                "facility": percent(variant.facility),
                "differs": variant.differs,
            }
            for variant in found.variants
        ],
        "misread": [
            {
                "n": sum(each.n for each in alike),
                "share": percent(sum(each.n for each in alike) / found.n),
                "sentence": sentence,
                "href": visitor.url_for(
                    ".misreading", question_id=asked.id, misreading=alike[0].name
                ),
            }
            for sentence, alike in _by_sentence(found)[:MOST_MISREADINGS]
        ],
    }


def _by_sentence(found: ItemStatistics) -> list[tuple[str, list[Misread]]]:
    """Return what wrong answers show, the commonest first; some misconceptions are told alike.

    Each comes with its misconceptions, the commonest first.
    """
    told: dict[str, list[Misread]] = {}
    for each in found.misread:
        told.setdefault(of_students(each.name), []).append(each)
    return sorted(told.items(), key=lambda item: -sum(each.n for each in item[1]))
