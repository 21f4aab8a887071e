"""The class in five seconds: who needs help, what it misunderstands, and whether grades arrived.

Reads only, but for asking the LMS again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool import languages
from lti_tool.current import db, jobs
from lti_tool.grades import outbox
from lti_tool.grades.words import clock, describe
from lti_tool.instructor import charts, class_figures, class_list, class_words
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.class_figures import Counts, Day, Deliveries
from lti_tool.models import ResourceLink, Seat, User, owe_again
from lti_tool.results import result, with_verdicts
from lti_tool.visits import Visitor, requires
from quizzes import item_examples, item_statistics
from quizzes.content.activity import Activity
from quizzes.db import utcnow
from quizzes.item_examples import Example
from quizzes.item_statistics import Facility, Misread
from quizzes.orchestrators.misconceptions.by_name import of_students
from quizzes.placements import points_to_pass

NEEDY = ("not-started", "stalled", "unread")


@dataclass(frozen=True)
class Missed:
    """The question that was hardest, and the misconception that it shows most, if any."""

    number: int
    facility: Facility
    misread: Misread | None
    example: Example | None


@dataclass(frozen=True)
class Class:
    """All that the overview says, as numbers."""

    counts: Counts
    deliveries: Deliveries
    needy: dict[str, list[tuple[User, Seat]]]
    missed: Missed | None
    days: list[Day]
    scores: list[tuple[float, int]]


@bp.get("/class")
@requires("staff")
def overview(visitor: Visitor) -> str:
    """Show the class at a glance, with what to do beside each number."""
    now = utcnow()
    context = class_list.bring_up_to_date(visitor, now)
    activity = languages.activity(visitor.placement.activity_key)
    with db.read() as session:
        found = _find(session, visitor, activity, now)
    link, placement = visitor.link, visitor.placement
    return render_template(
        "instructor/overview.html",
        visitor=visitor,
        context_title=visitor.context.title,
        activity=activity,
        counts=found.counts,
        deliveries=found.deliveries,
        sentence=class_words.sentence(found.counts, found.deliveries),
        roster_note=class_list.note(context),
        no_column_note="" if link.takes_grades else describe(None, link).sentence,
        could_make_column=link.could_make_column,
        needy={
            show: [_person(visitor, *each) for each in people]
            for show, people in found.needy.items()
        },
        **_missed(found.missed),
        **_progress(found, now),
        **_distribution(found, placement.points, points_to_pass(placement)),
    )


@bp.post("/class/retry")
@requires("staff")
def retry(visitor: Visitor) -> Response:
    """Send every grade again that has not arrived."""
    now = utcnow()
    with db.begin() as session:
        outbox.retry(session, visitor.link, now)
    jobs.deliver_scores(visitor.user.registration_id)
    return redirect(visitor.url_for(".overview"), 303)


@bp.post("/class/column")
@requires("staff")
def add_column(visitor: Visitor) -> Response:
    """Give the link a grade column in the LMS, and send it every score that was earned."""
    now = utcnow()
    with db.begin() as session:
        link = session.get_one(ResourceLink, visitor.link.id, with_for_update=True)
        if link.could_make_column and not link.takes_grades:
            link.wants_column = True
            owe_again(session, link, now)
    jobs.deliver_scores(visitor.user.registration_id)
    return redirect(visitor.url_for(".overview"), 303)


def _find(session: Session, visitor: Visitor, activity: Activity, now: datetime) -> Class:
    link = visitor.link
    return Class(
        counts=class_figures.counts(session, link, now),
        deliveries=class_figures.deliveries(session, link),
        needy={show: class_figures.first_few(session, link, show, now) for show in NEEDY},
        missed=_most_missed(session, link.placement_id, activity),
        days=class_figures.progress(session, link),
        scores=class_figures.scores(session, link),
    )


def _most_missed(session: Session, placement_id: int, activity: Activity) -> Missed | None:
    found = {each.item_id: each for each in item_statistics.facilities(session, placement_id)}
    means = {item_id: each.mean for item_id, each in found.items()}
    hardest = item_statistics.hardest(activity.questions, means)
    if not hardest:
        return None
    number, item_id = hardest
    worst = found[item_id]
    if not worst.misread:
        return Missed(number, worst, None, None)
    shown = worst.misread[0]
    example = item_examples.find(session, placement_id, item_id, shown.name)
    return Missed(number, worst, shown, example)


def _missed(missed: Missed | None) -> dict[str, Any]:
    if not missed:
        return {"missed": None}
    facility, example = missed.facility, missed.example
    drawn = result(example.item, example.answer) if example else None
    return {
        "missed": {
            "number": missed.number,
            "headline": class_words.hardest_headline(missed.number, facility.mean),
            "few_line": class_words.few_line(facility.n),
            "misread_line": class_words.misread_line(missed.misread, facility.n),
            "sentence": of_students(missed.misread.name) if missed.misread else "",
        },
        "result": drawn,
        "drawing": with_verdicts(example.item) if example else None,
    }


def _progress(found: Class, now: datetime) -> dict[str, Any]:
    if not found.days:
        return {"lines": None}
    return {
        "lines": charts.lines(found.days, now.date(), found.counts.here),
        "days": found.days,
        "progress_headline": class_words.progress_headline(
            found.days, found.counts.here, now.date()
        ),
    }


def _distribution(found: Class, points: float, pass_from: float) -> dict[str, Any]:
    if not found.scores:
        return {"histogram": None}
    return {
        "histogram": charts.histogram(found.scores, points, pass_from),
        "distribution_headline": class_words.distribution_headline(found.scores, points, pass_from),
    }


def _person(visitor: Visitor, user: User, seat: Seat) -> dict[str, Any]:
    return {
        "name": user.name or f"Student {user.subject}",
        "link": visitor.url_for(".student", user_id=user.id),
        "seen": clock(seat.seen_at) if seat.seen_at else "",
    }
