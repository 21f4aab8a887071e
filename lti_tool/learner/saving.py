"""What pages that take work share: in time or not, the score that it owes, what was chosen."""

from datetime import datetime

from flask import jsonify, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool import languages
from lti_tool.current import jobs
from lti_tool.grades import outbox
from lti_tool.visits import Visitor
from quizzes import placements, standings
from quizzes.content.activity import Activity
from quizzes.placements import ANY_TIME, Dates
from quizzes.standings import Standing


def activity(visitor: Visitor) -> Activity:
    """Return the activity of the visited link."""
    return languages.activity(visitor.placement.activity_key)


def is_bound(visitor: Visitor) -> bool:
    """Tell whether dates bind this visitor: not staff who preview."""
    return not visitor.is_staff


def dates(session: Session, visitor: Visitor) -> Dates:
    """Return what dates bind this visitor."""
    if not is_bound(visitor):
        return ANY_TIME
    return placements.dates(session, visitor.placement, visitor.learner_id)


def owe(session: Session, visitor: Visitor, now: datetime) -> tuple[Standing, int | None]:
    """Queue the score if it rose, in the transaction that raised it."""
    standing = standings.find(session, activity(visitor), visitor.placement, visitor.learner_id)
    return standing, outbox.record(session, visitor, standing, now)


def send(owed: int | None) -> None:
    """Have what is owed to a platform sent soon."""
    if owed is not None:
        jobs.deliver_scores(owed)


def is_by_a_script() -> bool:
    """Tell whether a script sent this, and not a form."""
    return request.accept_mimetypes.best == "application/json"


def lead(address: str) -> Response:
    """Lead on to a page: a script is told where to go, so that it stays where nobody answers."""
    if is_by_a_script():
        return jsonify(leads_to=address)
    return redirect(address, 303)


def chosen(name: str) -> list[str]:
    """Return what was chosen under a name; a list where nothing was chosen sends ""."""
    return [value for value in request.form.getlist(name) if value]
