"""What learners do with a prompt: write to it, again and again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizzes import learners
from quizzes.content.activity import Activity
from quizzes.errors import Malformed
from quizzes.models import Placement, Reflection

LONGEST = 5000
"""In characters; about two pages."""


def save(
    session: Session,
    activity: Activity,
    placement: Placement,
    learner_id: int,
    prompt_id: str,
    text: str,
    at: datetime,
) -> Reflection:
    """Keep what was written; the newest text replaces the one before."""
    if prompt_id not in {prompt.id for prompt in activity.prompts}:
        raise Malformed("This activity has no such prompt.")
    text = text.replace("\r\n", "\n").replace("\0", "")
    if len(text) > LONGEST:
        raise Malformed(f"A reflection has at most {LONGEST} characters; this one has {len(text)}.")
    learners.lock(session, learner_id)
    key = {"learner_id": learner_id, "placement_id": placement.id, "prompt_id": prompt_id}
    reflection = session.scalars(select(Reflection).filter_by(**key)).one_or_none()
    if not reflection:
        reflection = Reflection(**key)
        session.add(reflection)
    reflection.text, reflection.words, reflection.saved_at = text, len(text.split()), at
    session.flush()
    return reflection
