"""What learners do with a prompt: write to it, again and again; and what is replied to them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizzes import learners
from quizzes.content.activity import Activity
from quizzes.errors import Malformed
from quizzes.models import Attempt, Placement, Reflection, Reply
from quizzes.saying import say
from quizzes.versions import Met, Version, meet

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
    base: str | None = None,
) -> tuple[Reflection, Met[str]]:
    """Keep what was written in place of the text before, unless that was written later elsewhere.

    `at` is when it was written, `base` over which text (see versions.meet).
    """
    if prompt_id not in {prompt.id for prompt in activity.prompts}:
        raise Malformed(say("This activity has no such prompt."))
    text = _clean(text)
    reflection = _find(session, placement, learner_id, prompt_id)
    before = Version(reflection.text, reflection.saved_at) if reflection else None
    met = meet(before, Version(text, at), base)
    if not reflection:
        reflection = Reflection(
            learner_id=learner_id, placement_id=placement.id, prompt_id=prompt_id
        )
        session.add(reflection)
    if met.newer is None:
        reflection.text, reflection.words, reflection.saved_at = text, len(text.split()), met.at
        session.flush()
    return reflection, met


def submitted(
    session: Session, placement: Placement, learner_id: int
) -> list[tuple[int, dict[str, str]]]:
    """Return what stood at each prompt when each attempt was submitted, by the attempt's number.

    Attempts of which that was not kept yet are left out.
    """
    kept = (
        select(Attempt.number, Attempt.reflections)
        .filter_by(learner_id=learner_id, placement_id=placement.id)
        .where(Attempt.submitted_at.is_not(None))
        .order_by(Attempt.number)
    )
    return [(number, texts) for number, texts in session.execute(kept) if texts is not None]


def reply(
    session: Session,
    placement: Placement,
    learner_id: int,
    prompt_id: str,
    text: str,
    author: str,
    at: datetime,
) -> None:
    """Answer a reflection; the newest reply replaces the one before. Raises Malformed."""
    text = _clean(text).strip()
    if not text:
        raise Malformed(say("A reply says something; to take one back, withdraw it."))
    reflection = _find(session, placement, learner_id, prompt_id)
    if not reflection:
        raise Malformed(say("Nothing was written to this prompt that could be replied to."))
    reflection.reply = kept = reflection.reply or Reply()
    kept.text, kept.author, kept.written_at = text, author, at
    session.flush()


def withdraw(session: Session, placement: Placement, learner_id: int, prompt_id: str) -> None:
    """Take a reply back, if there is one: nobody sees it any more."""
    reflection = _find(session, placement, learner_id, prompt_id)
    if reflection and reflection.reply:
        session.delete(reflection.reply)
        session.flush()


def _find(
    session: Session, placement: Placement, learner_id: int, prompt_id: str
) -> Reflection | None:
    """Return a learner's own reflection; nothing else of theirs is written until this is done."""
    learners.lock(session, learner_id)
    key = {"learner_id": learner_id, "placement_id": placement.id, "prompt_id": prompt_id}
    return session.scalars(select(Reflection).filter_by(**key)).one_or_none()


def _clean(text: str) -> str:
    """Return text as it is kept, with ends of lines of one kind; Malformed if it is too long."""
    text = text.replace("\r\n", "\n").replace("\0", "")
    if len(text) > LONGEST:
        raise Malformed(
            say(
                "At most {most} characters are kept; this has {number}.",
                most=LONGEST,
                number=len(text),
            )
        )
    return text
