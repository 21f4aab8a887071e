"""Practice: another variant of a question, marked at once. Nothing is kept, and nothing counts."""

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from lti_tool import languages, results
from lti_tool.current import db
from lti_tool.learner import pages, words
from lti_tool.visits import Visitor, requires
from quizzes import practice, standings
from quizzes.errors import PracticeClosed
from quizzes.grading import Quiz
from quizzes.items.answering import Offer, read_answer
from quizzes.items.item import Item

bp = Blueprint(
    "practice", __name__, url_prefix="/visits/<visit>/practice", template_folder="templates"
)


@bp.get("/<question_id>")
@requires("learner")
def show(visitor: Visitor, question_id: str) -> str | Response:
    """Show the variant that the address names, else draw one; with an answer, how good it is."""
    activity = languages.activity(visitor.placement.activity_key)
    question = practice.find(activity, question_id)
    with db.read() as session:
        standing = standings.find(session, activity, visitor.placement, visitor.learner_id)
    if not pages.may_practise(visitor, standing):
        raise PracticeClosed(words.no_practice(standing))
    variant = request.args.get("seed", default=0, type=int)
    if variant not in practice.VARIANTS:
        drawn = secrets.choice(practice.VARIANTS)
        return redirect(visitor.url_for(".show", question_id=question_id, seed=drawn), 303)
    item = practice.build(question, variant)
    shown = _marked(item) if "checked" in request.args else _asked(item)
    return render_template(
        "learner/practice.html",
        **pages.frame(visitor, activity, standing),
        **shown,
        item=item,
        variant=variant,
        practice_links=pages.practice_links(visitor, activity),
        another=visitor.url_for(".show", question_id=question_id),
    )


def _asked(item: Item) -> dict[str, Any]:
    return {"drawings": results.drawings(Quiz((item,)))}


def _marked(item: Item) -> dict[str, Any]:
    chosen = [value for value in request.args.getlist(item.id) if value]
    result = results.result(
        item, read_answer(Offer.of(item), {"item_id": item.id, "chosen": chosen})
    )
    return {
        "results": [result],
        "drawings": {item.id: results.with_verdicts(item)},
        "practised_line": words.practised_line(result["given"], item.points),
    }
