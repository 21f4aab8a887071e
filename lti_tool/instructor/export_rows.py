"""What the exports of a class say, row by row, some hundred students at a time.

What Canvas's gradebook takes stands in canvas_rows.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from lti_tool.grades.words import describe
from lti_tool.instructor import roster
from lti_tool.instructor.roster import Row
from lti_tool.models import ResourceLink, Seat
from quizzes.content.activity import Activity
from quizzes.models import Placement, Reflection

AT_A_TIME = 500
HEADS = (
    *(
        "Name",
        "Email",
        "LMS user ID",
        "In the class",
        "Groups",
        "Status",
        "Sections read",
        "Reflections done",
    ),
    *("Attempts submitted", "Score", "Out of", "First submitted (UTC)", "Completed (UTC)"),
    *("Last seen (UTC)", "Grade in the LMS"),
)

Cell = str | int | float | None


def everybody(session: Session, link: ResourceLink) -> Iterator[Row]:
    """Yield everybody of a link by name, whoever dropped the course last."""
    after: tuple[bool, str, int] | None = None
    order = Seat.is_here.desc(), Seat.name_key, Seat.user_id
    while True:
        wanted = select(Seat.user_id).filter_by(resource_link_id=link.id).limit(AT_A_TIME)
        if after:
            wanted = wanted.where(_follows(*after))
        found = roster.rows(session, link, wanted, order)
        yield from found
        session.expunge_all()
        if len(found) < AT_A_TIME:
            return
        last = found[-1].seat
        after = last.is_here, last.name_key, last.user_id


def progress(link: ResourceLink, row: Row) -> tuple[Cell, ...]:
    """Return what HEADS name, of one student."""
    seat, user = row.seat, row.user
    return (
        *(user.name, user.email, user.subject, "yes" if seat.is_here else "no longer"),
        row.groups,
        *(roster.STATUSES[seat.status], seat.sections_read, seat.reflections_done, seat.attempts),
        *(seat.score, link.placement.points),
        *(_moment(seat.submitted_at), _moment(seat.done_at), _moment(seat.seen_at)),
        describe(row.score, link).sentence,
    )


def reflections(
    session: Session, activity: Activity, placement: Placement, rows: Sequence[Row]
) -> dict[int, dict[str, Reflection]]:
    """Return what these students wrote, by learner and prompt."""
    ids = [row.user.learner_id for row in rows]
    wanted = select(Reflection).filter_by(placement_id=placement.id)
    prompts = {prompt.id for prompt in activity.prompts}
    found: dict[int, dict[str, Reflection]] = {}
    for kept in session.scalars(wanted.where(Reflection.learner_id.in_(ids))):
        if kept.prompt_id in prompts and kept.text.strip():
            found.setdefault(kept.learner_id, {})[kept.prompt_id] = kept
    return found


def _follows(is_here: bool, name_key: str, user_id: int) -> ColumnElement[bool]:
    later = and_(
        Seat.is_here.is_(is_here), tuple_(Seat.name_key, Seat.user_id) > (name_key, user_id)
    )
    return or_(later, Seat.is_here.is_(False)) if is_here else later


def _moment(moment: datetime | None) -> str | None:
    """Write a moment so that a spreadsheet takes it for one."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}" if moment else None
