"""A course of a platform with as many students as wanted, stored as if they had worked in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session, aliased

from lti_tool import seats
from lti_tool.demo.answers import VARIANTS, Sheet, sheets
from lti_tool.demo.people import DAYS, Student, Try, students
from lti_tool.models import Context, Deployment, Enrollment, ResourceLink, Score, Seat, User
from lti_tool.models.scopes import SCORE_SCOPE
from lti_tool.models.seats import READING
from lti_tool.platforms.people import new
from quizzes import placements
from quizzes.content.activity import Activity
from quizzes.db import Base, Database
from quizzes.grading import to_json
from quizzes.models import (
    Attempt,
    Learner,
    Mark,
    Placement,
    Reflection,
    Reply,
    Response,
    SectionRead,
)

AT_A_TIME = 500
COLUMN = "https://demo.invalid/no-such-column"
"""Where its scores would go: nobody is there."""
FAR = timedelta(days=365)
INSTRUCTOR = "Robin Okoye"
UNANSWERED, REFUSED = "The LMS did not answer.", "The LMS does not know this student."


@dataclass(frozen=True)
class Course:
    """The link of a demo course, and the instructor who teaches it."""

    link_id: int
    instructor_id: int
    is_new: bool


@dataclass(frozen=True)
class _Link:
    """The numbers of what the rows of a course hang from; `templates` keep the variants."""

    registration_id: int
    context_id: int
    id: int
    placement_id: int
    key: str
    points: float
    question_share: float
    templates: dict[int, int]


def make(db: Database, deployment_id: int, activity: Activity, count: int, now: datetime) -> Course:
    """Make a course with as many students, unless it is there; the same work each time."""
    key = f"demo-{count}"
    with db.begin() as session:
        if found := _find(session, deployment_id, key):
            return found
    drawn = sheets(activity, min(VARIANTS, count))
    with db.begin() as session:
        link, instructor_id = _place(session, deployment_id, activity, key, count, drawn, now)
    everybody = students(activity, drawn, count, now)
    first = 0
    while some := list(islice(everybody, AT_A_TIME)):
        with db.begin() as session:
            _add(session, link, activity, first, some, now)
        first += len(some)
    with db.begin() as session:
        seats.recount(session, session.get_one(ResourceLink, link.id))
    return Course(link.id, instructor_id, is_new=True)


def _find(session: Session, deployment_id: int, key: str) -> Course | None:
    found = session.execute(
        select(ResourceLink.id, Enrollment.user_id)
        .join(Context, Context.id == ResourceLink.context_id)
        .join(Enrollment, Enrollment.context_id == Context.id)
        .where(Context.deployment_id == deployment_id, Context.context_id == key)
        .where(Enrollment.is_staff.is_(True), ResourceLink.seats_version.is_not(None))
    ).first()
    return Course(found[0], found[1], is_new=False) if found else None


def _place(
    session: Session,
    deployment_id: int,
    activity: Activity,
    key: str,
    count: int,
    drawn: Sequence[Sheet],
    now: datetime,
) -> tuple[_Link, int]:
    """Make everything but the students."""
    settings = placements.usual(activity)
    placement = new(session, placements.place(activity, settings, now - timedelta(days=DAYS)))
    context = new(
        session,
        Context(
            deployment_id=deployment_id,
            context_id=key,
            title=f"Demo course of {count:,}",
            roster_at=now,
            roster_tried_at=now,
        ),
    )
    link = new(
        session,
        ResourceLink(
            context=context,
            resource_link_id=key,
            placement=placement,
            line_item_url=COLUMN,
            scopes=[SCORE_SCOPE],
        ),
    )
    registration_id = session.get_one(Deployment, deployment_id).registration_id
    learner = new(session, Learner(created_at=now))
    instructor = new(
        session,
        User(
            registration_id=registration_id,
            subject=f"{key}-instructor",
            name=INSTRUCTOR,
            email=f"{key}-instructor@example.org",
            learner_id=learner.id,
        ),
    )
    new(session, Enrollment(user_id=instructor.id, context_id=context.id, is_staff=True))
    templates = _keep_variants(session, activity, placement, drawn, now)
    return (
        _Link(
            *(registration_id, context.id, link.id, placement.id, key),
            *(placement.points, placement.question_share, templates),
        ),
        instructor.id,
    )


def _keep_variants(
    session: Session,
    activity: Activity,
    placement: Placement,
    drawn: Sequence[Sheet],
    now: datetime,
) -> dict[int, int]:
    """Keep each variant with an attempt that nobody can see; returns their numbers, by seed.

    An attempt's questions are large: the database copies them from here.
    """
    kept = {}
    for sheet in drawn:
        nobody = new(session, Learner(created_at=now, only_tries=True))
        attempt = Attempt(
            learner_id=nobody.id,
            placement_id=placement.id,
            number=1,
            seed=sheet.seed,
            pack_version=activity.version,
            quiz=to_json(sheet.quiz),
            started_at=now,
        )
        kept[sheet.seed] = new(session, attempt).id
    return kept


def _add(
    session: Session,
    link: _Link,
    activity: Activity,
    first: int,
    some: Sequence[Student],
    now: datetime,
) -> None:
    """Add students, and everything that they did."""
    learner_ids = _insert(session, Learner, [{"created_at": now} for _ in some])
    people = [
        {
            "registration_id": link.registration_id,
            "subject": f"{link.key}-{number}",
            "name": student.name,
            "email": f"student{number}@{link.key}.example.org",
            "learner_id": learner_id,
        }
        for number, (student, learner_id) in enumerate(
            zip(some, learner_ids, strict=True), first + 1
        )
    ]
    user_ids = _insert(session, User, people)
    _insert_all(session, Enrollment, _enrollments(link, some, user_ids, now))
    _insert_all(session, Seat, _seats(link, some, user_ids))
    _add_reading(session, link, activity, some, learner_ids)
    _add_texts(session, link, activity, some, learner_ids, now)
    _add_attempts(session, link, activity, some, learner_ids)
    _insert_all(session, Score, _scores(link, activity, some, user_ids, now))


def _enrollments(
    link: _Link, some: Sequence[Student], user_ids: Sequence[int], now: datetime
) -> Iterator[dict[str, Any]]:
    for student, user_id in zip(some, user_ids, strict=True):
        yield {
            "user_id": user_id,
            "context_id": link.context_id,
            "is_staff": False,
            "listed_at": now if student.is_listed else None,
            "launched_at": student.came_at,
        }


def _seats(
    link: _Link, some: Sequence[Student], user_ids: Sequence[int]
) -> Iterator[dict[str, Any]]:
    """Yield the seats that launches give; the rest of them is counted later."""
    for student, user_id in zip(some, user_ids, strict=True):
        if student.came_at:
            yield {
                "resource_link_id": link.id,
                "user_id": user_id,
                "name_key": "",
                "status": READING,
                "came_at": student.came_at,
                "seen_at": student.seen_at,
                "read_at": student.seen_at if student.is_replied_to else None,
            }


def _add_reading(
    session: Session,
    link: _Link,
    activity: Activity,
    some: Sequence[Student],
    learner_ids: Sequence[int],
) -> None:
    rows = (
        {
            "learner_id": learner_id,
            "placement_id": link.placement_id,
            "section_id": section.id,
            "read_at": at,
        }
        for student, learner_id in zip(some, learner_ids, strict=True)
        for section, at in zip(activity.sections, student.sections, strict=False)
    )
    _insert_all(session, SectionRead, rows)


def _add_texts(
    session: Session,
    link: _Link,
    activity: Activity,
    some: Sequence[Student],
    learner_ids: Sequence[int],
    now: datetime,
) -> None:
    written = [
        (student, learner_id, prompt, text, at)
        for student, learner_id in zip(some, learner_ids, strict=True)
        for prompt, (text, at) in zip(activity.prompts, student.texts, strict=False)
    ]
    rows = [
        {
            "learner_id": learner_id,
            "placement_id": link.placement_id,
            "prompt_id": prompt.id,
            "text": text,
            "words": len(text.split()),
            "saved_at": at,
        }
        for _, learner_id, prompt, text, at in written
    ]
    replies = (
        {
            "reflection_id": reflection_id,
            "text": "Well seen. What would you look at first?",
            "author": INSTRUCTOR,
            "written_at": now,
        }
        for reflection_id, (student, *_) in zip(
            _insert(session, Reflection, rows), written, strict=True
        )
        if student.is_replied_to
    )
    _insert_all(session, Reply, replies)


def _add_attempts(
    session: Session,
    link: _Link,
    activity: Activity,
    some: Sequence[Student],
    learner_ids: Sequence[int],
) -> None:
    tried = [
        (each, learner_id)
        for student, learner_id in zip(some, learner_ids, strict=True)
        for each in student.tries
    ]
    rows = [_attempt(link, activity, each, learner_id) for each, learner_id in tried]
    if not rows:
        return
    template = aliased(Attempt)
    copied = select(template.quiz).where(template.id == bindparam("template")).scalar_subquery()
    session.connection().execute(insert(Attempt).values(quiz=copied), rows)
    ids = _attempt_ids(session, link, learner_ids)
    answered = [(each, ids[learner_id, each.number]) for each, learner_id in tried]
    _insert_all(session, Response, _responses(answered))
    _insert_all(session, Mark, _marks(link, answered))


def _attempt_ids(
    session: Session, link: _Link, learner_ids: Sequence[int]
) -> dict[tuple[int, int], int]:
    mine = Attempt.placement_id == link.placement_id, Attempt.learner_id.in_(learner_ids)
    found = session.execute(select(Attempt.learner_id, Attempt.number, Attempt.id).where(*mine))
    return {(learner_id, number): attempt_id for learner_id, number, attempt_id in found}


def _attempt(link: _Link, activity: Activity, each: Try, learner_id: int) -> dict[str, Any]:
    given, maximum = each.points if each.submitted_at else (None, None)
    return {
        "learner_id": learner_id,
        "placement_id": link.placement_id,
        "number": each.number,
        "seed": each.sheet.seed,
        "pack_version": activity.version,
        "template": link.templates[each.sheet.seed],
        "started_at": each.started_at,
        "submitted_at": each.submitted_at,
        "given": given,
        "maximum": maximum,
    }


def _responses(answered: Sequence[tuple[Try, int]]) -> Iterator[dict[str, Any]]:
    for each, attempt_id in answered:
        for item_id, answer in each.answers.items():
            yield {
                "attempt_id": attempt_id,
                "item_id": item_id,
                "chosen": sorted(answer.chosen),
                "answered_at": each.submitted_at or each.started_at,
            }


def _marks(link: _Link, answered: Sequence[tuple[Try, int]]) -> Iterator[dict[str, Any]]:
    for each, attempt_id in answered:
        if each.submitted_at:
            whose = {
                "attempt_id": attempt_id,
                "placement_id": link.placement_id,
                "number": each.number,
            }
            for mark in each.sheet.marks(each.answers):
                yield whose | mark


def _scores(
    link: _Link,
    activity: Activity,
    some: Sequence[Student],
    user_ids: Sequence[int],
    now: datetime,
) -> Iterator[dict[str, Any]]:
    """Yield what was earned; of some hundred one waits, and one was refused."""
    for student, user_id in zip(some, user_ids, strict=True):
        given = student.score(activity, link.points, link.question_share)
        if given is None:
            continue
        submitted_at = max(each.submitted_at for each in student.submitted if each.submitted_at)
        arrived = user_id % 50 not in (7, 23)
        waits = user_id % 50 == 7
        yield {
            "registration_id": link.registration_id,
            "resource_link_id": link.id,
            "user_id": user_id,
            "placement_id": link.placement_id,
            "given": given,
            "maximum": link.points,
            "comment": "Demo data.",
            "submitted_at": submitted_at,
            "timestamp": submitted_at,
            "version": 1,
            "delivered_version": int(arrived),
            "delivered_at": submitted_at if arrived else None,
            "due_at": now + FAR if waits else None,
            "failures": int(waits),
            "problem": None if arrived else UNANSWERED if waits else REFUSED,
        }


def _insert(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows that get a number; returns the numbers, in the same order."""
    if not rows:
        return []
    returning: Any = insert(table).returning(table.id, sort_by_parameter_order=True)  # type: ignore[attr-defined]
    return list(session.scalars(returning, rows))


def _insert_all(session: Session, table: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    if found := list(rows):
        session.execute(insert(table), found)
