"""What happened with one student at a link, and when: from what is stored, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import formats
from lti_tool.grades.words import number
from lti_tool.models import Score, User, Visit
from lti_tool.results import points
from lti_tool.visits import Visitor
from quizzes import decisions
from quizzes.content.activity import Activity
from quizzes.models import Attempt, Event, Reflection, SectionRead

MOST = 300


@dataclass(frozen=True)
class Happening:
    """Something that happened: a sentence, and what was said with it."""

    at: datetime
    icon: str
    sentence: str
    reason: str = ""


def happenings(
    session: Session, visitor: Visitor, activity: Activity, user: User, score: Score | None
) -> list[Happening]:
    """Return what happened, newest first."""
    here = {"learner_id": user.learner_id, "placement_id": visitor.placement.id}
    found = [
        *_visits(session, visitor, user),
        *_read(session, activity, here),
        *_written(session, here),
        *_attempts(session, here),
        *map(_decided, decisions.events(session, visitor.placement, user.learner_id)),
        *_graded(score),
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)[:MOST]


def _visits(session: Session, visitor: Visitor, user: User) -> Iterator[Happening]:
    opened = (
        select(Visit.opened_at)
        .filter_by(user_id=user.id, resource_link_id=visitor.link.id)
        .order_by(Visit.opened_at.desc())
        .limit(MOST)
    )
    for at in session.scalars(opened):
        yield Happening(at, "open", "Opened the activity.")


def _read(session: Session, activity: Activity, here: Mapping[str, int]) -> Iterator[Happening]:
    titles = {section.id: section.title for section in activity.sections}
    for section in session.scalars(select(SectionRead).filter_by(**here)):
        title = titles.get(section.section_id, section.section_id)
        yield Happening(section.read_at, "tick", f"Read “{title}”.")


def _written(session: Session, here: Mapping[str, int]) -> Iterator[Happening]:
    for kept in session.scalars(select(Reflection).filter_by(**here)):
        words = "1 word" if kept.words == 1 else f"{kept.words} words"
        yield Happening(kept.saved_at, "dot", f"Wrote a reflection: {words}.")
        if kept.reply:
            yield Happening(kept.reply.written_at, "right", f"{kept.reply.author} replied to it.")


def _attempts(session: Session, here: Mapping[str, int]) -> Iterator[Happening]:
    columns = Attempt.number, Attempt.started_at, Attempt.submitted_at, Attempt.given
    for row in session.execute(select(*columns, Attempt.maximum).filter_by(**here)):
        yield Happening(row.started_at, "dot", f"Began attempt {row.number}.")
        if row.submitted_at:
            earned = points(row.given, row.maximum)
            sentence = f"Submitted attempt {row.number}: {earned}."
            yield Happening(row.submitted_at, "tick", sentence)


def _graded(score: Score | None) -> Iterator[Happening]:
    if score and score.delivered_at and score.delivered_version == score.version:
        earned = points(score.given, score.maximum)
        yield Happening(score.delivered_at, "tick", f"The gradebook has taken {earned}.")


def _decided(event: Event) -> Happening:
    said = _DECISIONS[event.kind](event.details)
    sentence = f"{event.author} {said}." if event.author else f"{said[:1].upper()}{said[1:]}."
    return Happening(event.happened_at, "right", sentence, event.reason)


def _override(found: Mapping[str, Any]) -> str:
    said = []
    if found["points"] is not None:
        said.append(f"set the mark to {points(found['points'], found['out_of'])}")
    if found["reading_done"] is not None:
        done = "done" if found["reading_done"] else "not done"
        said.append(f"counts reading and reflections as {done}")
    return " and ".join(said)


def _allowed(found: Mapping[str, Any]) -> str:
    extra = found["extra_attempts"]
    said = [f"{extra} more {'attempt' if extra == 1 else 'attempts'}"] if extra else []
    said += [
        f"{words} {_moment(found[name])}"
        for name, words in (("due_at", "work until"), ("closes_at", "answers until"))
        if found[name]
    ]
    return f"allowed {', '.join(said)}" if said else "took back what was allowed"


def _reset(found: Mapping[str, Any]) -> str:
    numbers = ", ".join(map(str, found["attempts"]))
    return f"set {'attempts' if len(found['attempts']) > 1 else 'attempt'} {numbers} aside"


def _remarked(found: Mapping[str, Any]) -> str:
    was, now = (points(each["given"], each["maximum"]) for each in (found["was"], found["is"]))
    return f"had attempt {found['attempt']} marked anew: {now} in place of {was}"


def _settings(found: Mapping[str, Any]) -> str:
    return "changed " + ", ".join(
        f"{SETTINGS[name]} from {_value(name, found['was'][name])} to {_value(name, now)}"
        for name, now in found["is"].items()
    )


SETTINGS = {
    "points": "the points",
    "question_share": "the share of the questions",
    "pass_mark": "the pass mark",
    "attempts_allowed": "the attempts",
    "counting": "which attempt counts",
    "feedback": "when answers are marked",
    "late_penalty": "what a day late costs",
    "opens_at": "when it opens",
    "due_at": "when it is due",
    "closes_at": "when it closes",
    "time_zone": "the time zone",
}
"""What each setting is called in a sentence."""
SHARES = ("question_share", "pass_mark", "late_penalty")


def _value(name: str, value: Any) -> str:
    if value is None:
        return "no date"
    if name in SHARES:
        return f"{number(100 * value)} %"
    if name.endswith("_at"):
        return _moment(value)
    return number(value) if isinstance(value, int | float) else str(value).replace("_", " ")


def _moment(written: str) -> str:
    return formats.moment(datetime.fromisoformat(written))


_DECISIONS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "override": _override,
    "override_withdrawn": lambda _: "withdrew that decision",
    "allowed": _allowed,
    "reset": _reset,
    "settings": _settings,
    "remarked": _remarked,
    decisions.ERASURE: lambda _: "erased everything that was kept about one person of this class",
}
