"""What learners do with a section: read it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizzes import learners
from quizzes.content.activity import Activity
from quizzes.errors import Malformed
from quizzes.models import Placement, SectionRead
from quizzes.saying import say


def mark_read(
    session: Session,
    activity: Activity,
    placement: Placement,
    learner_id: int,
    section_id: str,
    at: datetime,
) -> None:
    """Note that a section was read; the first time is the one that stays."""
    if section_id not in {section.id for section in activity.sections}:
        raise Malformed(say("This activity has no such section."))
    learners.lock(session, learner_id)
    key = {
        "learner_id": learner_id,
        "placement_id": placement.id,
        "section_id": section_id,
    }
    if not session.scalars(select(SectionRead).filter_by(**key)).one_or_none():
        session.add(SectionRead(read_at=at, **key))
        session.flush()
