"""The rows of a demo course's students: what to store, from who they are and what they did.

Each function yields one table's rows, which name their columns, in the order of the students.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lti_tool.demo import writing
from lti_tool.demo.people import Student, Try
from lti_tool.models.seats import READING
from quizzes.content.activity import Activity

Row = dict[str, Any]

FAR = timedelta(days=365)
UNANSWERED, REFUSED = "The LMS did not answer.", "The LMS does not know this student."


@dataclass(frozen=True)
class Link:
    """An activity's link in a demo course, with the numbers that rows refer to.

    Attributes:
        key: the course's key at its platform.
        points: what the whole activity is worth.
        question_share: which part of these the questions earn, 0 to 1.
        templates: the number of the attempt that keeps each variant's questions, by its seed.
    """

    id: int
    registration_id: int
    context_id: int
    placement_id: int
    key: str
    activity: Activity
    points: float
    question_share: float
    templates: Mapping[int, int]


@dataclass(frozen=True)
class Enrolled:
    """A student with the numbers of their user and of their learner."""

    student: Student
    user_id: int
    learner_id: int


def users(link: Link, some: Sequence[Student], learner_ids: Sequence[int]) -> Iterator[Row]:
    """Yield each student as the platform knows them."""
    for student, learner_id in zip(some, learner_ids, strict=True):
        yield {
            "registration_id": link.registration_id,
            "subject": f"{link.key}-{student.number}",
            "name": student.name,
            "email": f"student{student.number}@{link.key}.example.org",
            "learner_id": learner_id,
        }


def enrollments(link: Link, everyone: Sequence[Enrolled], now: datetime) -> Iterator[Row]:
    """Yield that each is in the course: by the class list of `now`, by a launch, or by both."""
    for each in everyone:
        yield {
            "user_id": each.user_id,
            "context_id": link.context_id,
            "is_staff": False,
            "listed_at": now if each.student.is_listed else None,
            "launched_at": each.student.came_at,
        }


def seats(link: Link, everyone: Sequence[Enrolled]) -> Iterator[Row]:
    """Yield the seats that launches give; the rest of them is counted later."""
    for each in everyone:
        if each.student.came_at:
            yield {
                "resource_link_id": link.id,
                "user_id": each.user_id,
                "name_key": "",
                "status": READING,
                "came_at": each.student.came_at,
                "seen_at": each.student.seen_at,
                "read_at": each.student.seen_at if each.student.is_replied_to else None,
            }


def sections_read(link: Link, everyone: Sequence[Enrolled]) -> Iterator[Row]:
    """Yield each section that somebody read."""
    for each in everyone:
        for section, at in zip(link.activity.sections, each.student.sections, strict=False):
            yield {
                "learner_id": each.learner_id,
                "placement_id": link.placement_id,
                "section_id": section.id,
                "read_at": at,
            }


def reflections(link: Link, everyone: Sequence[Enrolled]) -> Iterator[Row]:
    """Yield each text that somebody wrote."""
    for each in everyone:
        for prompt, (text, at) in zip(link.activity.prompts, each.student.texts, strict=False):
            yield {
                "learner_id": each.learner_id,
                "placement_id": link.placement_id,
                "prompt_id": prompt.id,
                "text": text,
                "words": len(text.split()),
                "saved_at": at,
            }


def replies(
    everyone: Sequence[Enrolled], reflection_ids: Sequence[int], now: datetime
) -> Iterator[Row]:
    """Yield the answers to texts, whose numbers are in the order of `reflections`."""
    writers = (each.student for each in everyone for _ in each.student.texts)
    for writer, reflection_id in zip(writers, reflection_ids, strict=True):
        if writer.is_replied_to:
            yield {
                "reflection_id": reflection_id,
                "text": writing.REPLY,
                "author": writing.INSTRUCTOR,
                "written_at": now,
            }


def attempts(link: Link, everyone: Sequence[Enrolled]) -> Iterator[Row]:
    """Yield each attempt; in place of its questions stands the attempt to copy them from."""
    for each in everyone:
        for tried in each.student.tries:
            given, maximum = tried.points if tried.submitted_at else (None, None)
            yield {
                "learner_id": each.learner_id,
                "placement_id": link.placement_id,
                "number": tried.number,
                "seed": tried.sheet.seed,
                "pack_version": link.activity.version,
                "template": link.templates[tried.sheet.seed],
                "started_at": tried.started_at,
                "submitted_at": tried.submitted_at,
                "given": given,
                "maximum": maximum,
            }


def responses(tries: Mapping[int, Try]) -> Iterator[Row]:
    """Yield each answer; `tries` are by the number of their attempt."""
    for attempt_id, tried in tries.items():
        for item_id, answer in tried.answers.items():
            yield {
                "attempt_id": attempt_id,
                "item_id": item_id,
                "chosen": sorted(answer.chosen),
                "answered_at": tried.submitted_at or tried.started_at,
            }


def marks(link: Link, tries: Mapping[int, Try]) -> Iterator[Row]:
    """Yield what each answer that was submitted is worth; `tries` as for `responses`."""
    for attempt_id, tried in tries.items():
        if tried.submitted_at:
            whose = {
                "attempt_id": attempt_id,
                "placement_id": link.placement_id,
                "number": tried.number,
            }
            for mark in tried.sheet.marks(tried.answers):
                yield whose | mark


def scores(link: Link, everyone: Sequence[Enrolled], now: datetime) -> Iterator[Row]:
    """Yield what was earned, and how it stands with the gradebook."""
    for each in everyone:
        given = each.student.score(link.activity, link.points, link.question_share)
        if given is None:
            continue
        at = max(tried.submitted_at for tried in each.student.tries if tried.submitted_at)
        yield {
            "registration_id": link.registration_id,
            "resource_link_id": link.id,
            "user_id": each.user_id,
            "placement_id": link.placement_id,
            "given": given,
            "maximum": link.points,
            "comment": "Demo data.",
            "submitted_at": at,
            "timestamp": at,
            "version": 1,
            **_delivery(each.user_id, at, now),
        }


def _delivery(user_id: int, at: datetime, now: datetime) -> Row:
    """Return what became of a score: of fifty users one's waits, and one's was refused."""
    waits, is_refused = user_id % 50 == 7, user_id % 50 == 23
    arrived = not waits and not is_refused
    return {
        "delivered_version": int(arrived),
        "delivered_at": at if arrived else None,
        "due_at": now + FAR if waits else None,
        "failures": int(waits),
        "problem": UNANSWERED if waits else REFUSED if is_refused else None,
    }
