"""Where one learner, or everybody, stands at a placement: everything done, and what it earned.

What was done (`Work`) is read from the tables; what it is worth (`stand`) depends on nothing
else than the settings, so that other settings can be tried on the same work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select, union
from sqlalchemy.orm import Session

from quizzes import counting, placements
from quizzes.content.activity import Activity
from quizzes.counting import AttemptLine, Counting
from quizzes.models import (
    Accommodation,
    Attempt,
    Learner,
    LearnerDates,
    Override,
    Placement,
    Reflection,
    Remark,
    SectionRead,
)
from quizzes.placements import Dates, Settings
from quizzes.progress import Completion, completion, earned, rescaled


@dataclass(frozen=True)
class Work:
    """What a learner did at a placement, and what was decided for them there.

    Attributes:
        words: how many words stand at each prompt that was answered.
        attempts: by number, without what being late costs.
        own: the dates that the platform named for this learner.
    """

    read: frozenset[str] = frozenset()
    words: Mapping[str, int] = field(default_factory=dict)
    attempts: tuple[AttemptLine, ...] = ()
    own: LearnerDates | None = None
    allowed: Accommodation | None = None
    override: Override | None = None


@dataclass(frozen=True)
class Standing:
    """Everything a learner did here, and what it is worth.

    Attributes:
        attempts: those that can count, by number; the last may be open.
        set_aside: those that are kept for the record alone.
        counted: the submitted attempts that the score comes from, by the rule `counting`.
        reckoned: the score as it follows from the work; None before the first submission.
        score: points of the placement's, as they go to the gradebook: `reckoned`, or what an
            instructor decided in its place; None where there is neither.
        dates, attempts_allowed: those that hold for this learner.
        reflections: by prompt, where they were asked for.
    """

    read: frozenset[str]
    attempts: tuple[AttemptLine, ...]
    set_aside: tuple[AttemptLine, ...]
    counted: tuple[AttemptLine, ...]
    counting: Counting
    completion: Completion
    reckoned: float | None
    score: float | None
    dates: Dates
    attempts_allowed: int
    override: Override | None
    allowed: Accommodation | None
    reflections: Mapping[str, Reflection] = field(default_factory=dict)

    @property
    def open_attempt(self) -> AttemptLine | None:
        """Return the attempt that is not submitted yet."""
        return next((line for line in self.attempts if not line.submitted_at), None)

    @property
    def submitted(self) -> tuple[AttemptLine, ...]:
        """Return the attempts that are submitted and can count."""
        return tuple(line for line in self.attempts if line.submitted_at)

    @property
    def questions_share(self) -> float:
        """Return how much of the questions' points is earned, 0 to 1."""
        return counting.share(self.counted)


def find(session: Session, activity: Activity, placement: Placement, learner_id: int) -> Standing:
    """Gather what one learner did at one placement, with what they wrote."""
    here = {"learner": learner_id, "placement": placement.id}
    written = {kept.prompt_id: kept for kept in session.scalars(_WRITTEN, here)}
    words = {learner_id: [(kept.prompt_id, kept.words) for kept in written.values()]}
    work = _works(session, _ONE, here, words)[learner_id]
    return replace(stand(activity, placements.settings(placement), work), reflections=written)


def everybody(session: Session, activity: Activity, placement: Placement) -> dict[int, Standing]:
    """Return where each learner stands who did anything, without their texts."""
    settings = placements.settings(placement)
    works = gather(session, placement)
    return {learner_id: stand(activity, settings, work) for learner_id, work in works.items()}


def stand(activity: Activity, settings: Settings, work: Work) -> Standing:
    """Reckon what somebody's work is worth with these settings."""
    dates, override = placements.dates_for(settings, work.own, work.allowed), work.override
    lines = [
        replace(line, penalty=settings.penalty(dates, line.submitted_at)) for line in work.attempts
    ]
    attempts = tuple(line for line in lines if not line.is_set_aside)
    submitted = [line for line in attempts if line.submitted_at]
    done = completion(activity, work.read, work.words, bool(submitted))
    if override:
        done = replace(done, reading_decided=override.reading_done)
    counts = counting.counted(submitted, settings.counting)
    reckoned = (
        earned(done, counting.share(counts), settings.points, settings.question_share)
        if submitted
        else None
    )
    return Standing(
        read=work.read,
        attempts=attempts,
        set_aside=tuple(line for line in lines if line.is_set_aside),
        counted=counts,
        counting=settings.counting,
        completion=done,
        reckoned=reckoned,
        score=_decided(override, settings.points, reckoned),
        dates=dates,
        attempts_allowed=settings.attempts_allowed
        + (work.allowed.extra_attempts if work.allowed else 0),
        override=override,
        allowed=work.allowed,
    )


def gather(session: Session, placement: Placement) -> dict[int, Work]:
    """Return what everybody did at a placement, by learner."""
    here = {"placement": placement.id}
    return _works(session, _EVERYBODY, here, _by_learner(session, _WORDS, here))


Here = Mapping[str, int]
"""A placement, and the learner where one alone is asked for."""


def _works(
    session: Session, wanted: _Wanted, here: Here, words: Mapping[int, Iterable[tuple[Any, ...]]]
) -> dict[int, Work]:
    """Read everything else of everybody who wrote these words, or did anything else."""
    read = _by_learner(session, wanted.read, here)
    attempts = _attempts(session, wanted.attempts, here)
    decided = {learner_id: rows for learner_id, *rows in session.execute(wanted.decided, here)}
    return {
        each: Work(
            frozenset(section for (section,) in read.get(each, ())),
            dict(words.get(each, ())),
            tuple(attempts.get(each, ())),
            *decided.get(each, ()),
        )
        for each in {*read, *words, *attempts, *decided}
    }


@dataclass(frozen=True)
class _Wanted:
    """What is asked for somebody's work; made once, as that takes longer than to ask.

    Attributes:
        decided: of each learner, the rows that DECIDED names.
    """

    read: Select[int, str]
    attempts: Select[*tuple[Any, ...]]
    decided: Select[*tuple[Any, ...]]

    @classmethod
    def of(cls, *, one_alone: bool) -> _Wanted:
        def here(table: Any) -> ColumnElement[bool]:
            return _of_one(table) if one_alone else _of_all(table)

        return cls(
            read=select(SectionRead.learner_id, SectionRead.section_id).where(here(SectionRead)),
            attempts=select(
                *(Attempt.learner_id, Attempt.id, Attempt.number, Attempt.submitted_at),
                *(Attempt.given, Attempt.maximum, Attempt.set_aside_at),
                *(Remark.given.label("given_anew"), Remark.maximum.label("maximum_anew")),
            )
            .where(here(Attempt))
            .outerjoin(Remark, and_(Remark.attempt_id == Attempt.id, Remark.counts))
            .order_by(Attempt.learner_id, Attempt.number),
            decided=_decided_for(
                Learner.id == bindparam("learner")
                if one_alone
                else Learner.id.in_(
                    union(*(select(each.learner_id).where(here(each)) for each in DECIDED))
                )
            ),
        )


def _of_all(table: Any) -> ColumnElement[bool]:
    of_placement: ColumnElement[bool] = table.placement_id == bindparam("placement")
    return of_placement


def _of_one(table: Any) -> ColumnElement[bool]:
    return and_(_of_all(table), table.learner_id == bindparam("learner"))


def _decided_for(whom: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    found = select(Learner.id, *DECIDED).select_from(Learner).where(whom)
    for table in DECIDED:
        found = found.outerjoin(table, and_(table.learner_id == Learner.id, _of_all(table)))
    return found


DECIDED: tuple[Any, ...] = (LearnerDates, Accommodation, Override)
"""What others decided for a learner, as the last of Work's attributes have it."""
_ONE, _EVERYBODY = _Wanted.of(one_alone=True), _Wanted.of(one_alone=False)
_WRITTEN = select(Reflection).where(_of_one(Reflection))
_WORDS = select(Reflection.learner_id, Reflection.prompt_id, Reflection.words).where(
    _of_all(Reflection)
)


def _attempts(
    session: Session, wanted: Select[*tuple[Any, ...]], here: Here
) -> dict[int, list[AttemptLine]]:
    found: dict[int, list[AttemptLine]] = defaultdict(list)
    for row in session.execute(wanted, here):
        was_remarked = row.given_anew is not None
        found[row.learner_id].append(
            AttemptLine(
                id=row.id,
                number=row.number,
                submitted_at=row.submitted_at,
                given=row.given_anew if was_remarked else row.given,
                maximum=row.maximum_anew if was_remarked else row.maximum,
                is_set_aside=row.set_aside_at is not None,
                was_remarked=was_remarked,
            )
        )
    return found


def _by_learner(
    session: Session, wanted: Select[*tuple[Any, ...]], here: Here
) -> dict[int, Iterable[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for learner_id, *values in session.execute(wanted, here):
        found[learner_id].append(tuple(values))
    return dict(found)


def _decided(override: Override | None, points: float, reckoned: float | None) -> float | None:
    if override is None or override.points is None or not override.out_of:
        return reckoned
    return rescaled(override.points, override.out_of, points)
