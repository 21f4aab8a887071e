"""An attempt: begin it, answer question by question, check, submit, see what it earned."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, jsonify, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool import languages
from lti_tool.current import db
from lti_tool.learner import pages, saving, steps, versions, words
from lti_tool.visits import Visitor, requires
from quizzes import asking, attempts, picks, placements, standings
from quizzes.db import utcnow
from quizzes.items.text import as_text
from quizzes.models import Attempt
from quizzes.saying import joined, say

ANCHOR = "focus_here"
"""The heading of what is asked for, to which a browser without scripts moves the focus too."""

NOTHING: Mapping[str, list[str]] = {}

bp = Blueprint(
    "attempts", __name__, url_prefix="/visits/<visit>/attempts", template_folder="templates"
)


@bp.post("")
@requires("learner")
def start(visitor: Visitor) -> Response:
    """Begin an attempt, or go on with the one that is open."""
    now, mine = utcnow(), (visitor.placement, visitor.learner_id)
    with db.read() as session:
        saving.dates(session, visitor).check(now)
        allowed = _allowed(session, visitor)
        attempt = attempts.unfinished(session, *mine, allowed)
    if not attempt:
        drawn = asking.draw(saving.activity(visitor), secrets.randbits(31))
        with db.begin() as session:
            attempt = attempts.start(session, drawn, *mine, now, allowed)
    return redirect(visitor.url_for(".show", attempt_id=attempt.id), 303)


@bp.get("/<int(max=999999999):attempt_id>")
@requires("learner")
def show(visitor: Visitor, attempt_id: int) -> str | Response:
    """Show the questions of an open attempt."""
    activity = saving.activity(visitor)
    with db.read() as session:
        found = attempts.find(session, attempt_id, visitor.learner_id, visitor.placement.id)
        standing = standings.find(session, activity, visitor.placement, visitor.learner_id)
        if found.submitted_at:
            return redirect(visitor.url_for(".result", attempt_id=attempt_id), 303)
        if not pages.takes_work(visitor, standing):
            return redirect(visitor.url_for("learner.activity", _anchor="questions"), 303)
        return render_template(
            "learner/attempt.html",
            **pages.attempt(visitor, activity, standing, found, request.args),
        )


@bp.get("/<int(max=999999999):attempt_id>/questions.txt")
@requires("learner")
def questions(visitor: Visitor, attempt_id: int) -> Response:
    """Write out what an attempt asks, for whoever would rather read it without pictures."""
    with db.read() as session:
        found = attempts.find(session, attempt_id, visitor.learner_id, visitor.placement.id)
        asked = attempts.quiz(found).items
    numbered = (
        say(
            "Question {number} of {total}\n\n{question}",
            number=number,
            total=len(asked),
            question=as_text(item),
        )
        for number, item in enumerate(asked, 1)
    )
    text = languages.say(joined("\n\n\n", [*numbered, ""]))
    return Response(text.rstrip("\n") + "\n", mimetype="text/plain")


@bp.post("/<int(max=999999999):attempt_id>/answers")
@requires("learner")
def answer(visitor: Visitor, attempt_id: int) -> Response:
    """Keep the newest answer to one item of an open attempt."""
    now = utcnow()
    bound = saving.is_bound(visitor)
    whose = picks.Whose(attempt_id, visitor.learner_id, visitor.placement, is_bound=bound)
    pick = picks.Pick(
        request.form.get("item_id", ""),
        saving.chosen("chosen"),
        versions.written_at(now),
        request.form.get("confidence"),
        request.form.get("base"),
    )
    with db.begin() as session:
        met = picks.save(session, whose, pick, now)
    return jsonify(versions.told(met, now))


@bp.post("/<int(max=999999999):attempt_id>/questions")
@requires("learner")
def go(visitor: Visitor, attempt_id: int) -> Response:
    """Keep what a page answers, and go on to the question, or the step, that its button names."""
    now = utcnow()
    with db.begin() as session:
        found = _held(session, visitor, attempt_id)
        saving.dates(session, visitor).check(now)
        stay = _keep(session, found, now)
    if stay:
        return _back(visitor, attempt_id, stay[0], say="checked")
    return _back(visitor, attempt_id, request.args.get("question"), step=request.args.get("step"))


@bp.post("/<int(max=999999999):attempt_id>/questions/<question_id>/check")
@requires("learner")
def check(visitor: Visitor, attempt_id: int, question_id: str) -> Response:
    """Keep what a page answers, and mark one answer at once, where that is done here.

    An answer that is not whole is marked only where the button says that this is meant.
    """
    now, shown = utcnow(), saving.chosen(question_id)
    with db.begin() as session:
        found = _held(session, visitor, attempt_id)
        saving.dates(session, visitor).check(now)
        if stay := _keep(session, found, now, {question_id: shown} if shown else {}):
            return _back(visitor, attempt_id, stay[0], say="checked")
        why_not = _why_not(visitor, found, question_id, is_shown=bool(shown))
        if not why_not and not attempts.check(session, found, question_id, now):
            why_not = "empty"
    return _back(visitor, attempt_id, question_id, say=why_not)


@bp.post("/<int(max=999999999):attempt_id>/submission")
@requires("learner")
def submit(visitor: Visitor, attempt_id: int) -> Response:
    """Close an attempt with the answers of the form, grade it, and owe its score.

    Where something is left to answer, the page comes back first, with a button that says that this
    is meant. After the activity has closed, what was saved before counts, and not the form.
    """
    now = utcnow()
    with db.begin() as session:
        found = _held(session, visitor, attempt_id)
        dates, newer = saving.dates(session, visitor), _newer(found)
        if dates.is_over(now):
            attempts.close(session, found, dates)
        else:
            dates.check(now)
            if not found.submitted_at:
                if stay := _keep(session, found, now):
                    return _back(visitor, attempt_id, stay[0], say="checked")
                if not _is_meant() and steps.left(found):
                    return _back(visitor, attempt_id, None, step=steps.LAST)
            attempts.submit(session, found, {}, now)
        _, owed = saving.owe(session, visitor, now)
    saving.send(owed)
    return saving.lead(visitor.url_for(".result", attempt_id=attempt_id, newer=newer))


@bp.get("/<int(max=999999999):attempt_id>/result")
@requires("learner")
def result(visitor: Visitor, attempt_id: int) -> str | Response:
    """Show what a submitted attempt earned, and why, asset by asset."""
    activity = saving.activity(visitor)
    with db.read() as session:
        found = attempts.find(session, attempt_id, visitor.learner_id, visitor.placement.id)
        standing = standings.find(session, activity, visitor.placement, visitor.learner_id)
        grade = pages.grade_line(session, visitor)
        if not found.submitted_at:
            return redirect(visitor.url_for(".show", attempt_id=attempt_id), 303)
        shown = pages.result(visitor, activity, standing, grade, found)
    told = request.args.getlist("newer")
    numbers = [n for n, each in enumerate(shown["results"], 1) if each["item"].id in told]
    return render_template("learner/result.html", newer_line=words.newer_line(numbers), **shown)


def _is_meant() -> bool:
    """Tell whether the button was pressed that stands beside what is still open."""
    return "left.open" in request.form


def _why_not(visitor: Visitor, found: Attempt, question_id: str, *, is_shown: bool) -> str | None:
    """Return why an answer is not checked now, as words.told and steps.page know it."""
    if visitor.placement.feedback != "after_each":
        return "at_the_end"
    if not is_shown and question_id not in attempts.checked(found):
        return "empty"
    partly = [step.item.id for step in steps.left(found) if step.state == steps.PARTLY]
    return steps.PARTLY if question_id in partly and not _is_meant() else None


def _allowed(session: Session, visitor: Visitor) -> int | None:
    """Return how many attempts this visitor may begin; a preview never runs out."""
    if visitor.is_staff:
        return None
    return placements.attempts_allowed(session, visitor.placement, visitor.learner_id)


def _held(session: Session, visitor: Visitor, attempt_id: int) -> Attempt:
    return attempts.hold(session, attempt_id, visitor.learner_id, visitor.placement.id)


def _keep(
    session: Session, found: Attempt, now: datetime, shown: Mapping[str, list[str]] = NOTHING
) -> tuple[str, ...]:
    """Keep what the page's form says; returns the items whose answers were checked and stay.

    What is `shown` is kept even where the page left it as it was.
    """
    items = attempts.item_ids(found)
    chosen = {item: said for item in items if (said := _news(item)) is not None} | dict(shown)
    sure = {item: said[0] for item in items if (said := _news(f"confidence.{item}"))}
    return attempts.keep(session, found, chosen, now, sure)


def _news(name: str) -> list[str] | None:
    """Return what the form says under a name; None where the page left it as it was.

    `was.<name>` holds what the page began with: an old tab must not undo a newer one.
    """
    said, was = saving.chosen(name), request.form.get(f"was.{name}", "")
    return None if set(said) == set(was.split()) else said


def _newer(found: Attempt) -> list[str]:
    """Return the items that a form left as they were, and that were answered elsewhere since."""
    kept = {item: set(answer.chosen) for item, answer in attempts.answers(found).items()}
    seen = {item: request.form.get(f"was.{item}") for item in attempts.item_ids(found)}
    return [
        item
        for item, was in seen.items()
        if was is not None and _news(item) is None and kept.get(item, set()) != set(was.split())
    ]


def _back(
    visitor: Visitor,
    attempt_id: int,
    question: str | None,
    *,
    step: str | None = None,
    say: str | None = None,
) -> Response:
    """Lead to the attempt's page, at a question or a step of it."""
    where = {"attempt_id": attempt_id, "question": question, "step": step, "say": say}
    return saving.lead(visitor.url_for(".show", **where, _anchor=ANCHOR))
