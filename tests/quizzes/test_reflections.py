"""What stood at each prompt when the questions were submitted, and what is replied to it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizzes import attempts, reflections
from quizzes.content.activity import Prompt, Section
from quizzes.db import Database
from quizzes.errors import Malformed
from quizzes.models import Learner, Placement, Reflection
from quizzes.placements import Dates
from tests.quizzes.test_attempts import (
    ACTIVITY,
    ADA,
    ALAN,
    ELSEWHERE,
    HERE,
    LATER,
    NOW,
    a_placement,
    answer,
    start,
)

PROMPT = Prompt("why", "Why does it rain?", 5)
SECTION = Section("theory", "Theory", "", None, (PROMPT,), 1)
WITH_A_PROMPT = replace(ACTIVITY, sections=(SECTION,))


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """A write transaction on tables with two learners and two placements of the activity."""
    database = Database(database_url)
    with database.begin() as session:
        session.add_all(Learner(id=learner, created_at=NOW) for learner in (ADA, ALAN))
        session.add_all(a_placement(number) for number in (HERE, ELSEWHERE))
        session.flush()
        yield session
    database.close()


def write(session: Session, text: str, learner: int = ADA, place: int = HERE) -> None:
    placement = session.get_one(Placement, place)
    reflections.save(session, WITH_A_PROMPT, placement, learner, "why", text, NOW)


def reply(session: Session, text: str, learner: int = ADA) -> None:
    placement = session.get_one(Placement, HERE)
    reflections.reply(session, placement, learner, "why", text, "Grace Hopper", LATER)


def submitted(session: Session, learner: int = ADA) -> list[tuple[int, dict[str, str]]]:
    return reflections.submitted(session, session.get_one(Placement, HERE), learner)


def test_each_attempt_keeps_what_stood_there_when_it_was_submitted(session: Session) -> None:
    write(session, "It rains.")
    attempts.submit(session, start(session), {}, NOW)
    write(session, "It pours.")
    attempts.submit(session, start(session), {}, LATER)
    write(session, "It is dry.")
    assert submitted(session) == [(1, {"why": "It rains."}), (2, {"why": "It pours."})]


def test_so_does_one_that_is_graded_because_its_activity_closed(session: Session) -> None:
    attempt = start(session)
    answer(session, attempt, "stale", [], NOW)
    write(session, "It rains.")
    attempts.close(session, attempt, Dates(None, None, NOW + timedelta(hours=1)))
    assert submitted(session) == [(1, {"why": "It rains."})]


def test_what_others_wrote_or_was_written_elsewhere_is_not_kept(session: Session) -> None:
    write(session, "Alan's.", learner=ALAN)
    write(session, "Elsewhere.", place=ELSEWHERE)
    attempts.submit(session, start(session), {}, NOW)
    assert submitted(session) == [(1, {})]
    assert submitted(session, ALAN) == []


def test_an_open_attempt_has_submitted_nothing(session: Session) -> None:
    start(session)
    assert submitted(session) == []


def test_a_reply_belongs_to_one_reflection(session: Session) -> None:
    write(session, "It rains.")
    write(session, "It rains too.", learner=ALAN)
    reply(session, "Why?\r\nWhere? ")
    replies = {each.learner_id: each.reply for each in session.scalars(select(Reflection))}
    assert replies[ALAN] is None
    assert replies[ADA] is not None
    assert (replies[ADA].text, replies[ADA].author) == ("Why?\nWhere?", "Grace Hopper")
    assert replies[ADA].written_at == LATER


def test_there_is_no_reply_to_nothing(session: Session) -> None:
    with pytest.raises(Malformed, match="Nothing was written to this prompt"):
        reply(session, "Why?")
