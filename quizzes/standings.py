"""Where one learner stands at one placement: everything done, and what it earns."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizzes import placements
from quizzes.content.activity import Activity
from quizzes.models import Attempt, Placement, Reflection, SectionRead
from quizzes.placements import Dates
from quizzes.progress import Completion, completion, earned


@dataclass(frozen=True)
class AttemptLine:
    """An attempt without what it asked."""

    id: int
    number: int
    submitted_at: datetime | None
    given: float | None
    maximum: float | None

    @property
    def share(self) -> float:
        """Return how much of its points it got, 0 to 1; an open attempt has none yet."""
        return (self.given or 0) / self.maximum if self.maximum else 0.0


@dataclass(frozen=True)
class Standing:
    """Everything a learner did here.

    Attributes:
        reflections: by prompt.
        attempts: by number; the last may be open.
        score: points of `Placement.points`; None until the questions were submitted once.
        dates: those that hold for this learner.
    """

    read: frozenset[str]
    reflections: dict[str, Reflection]
    attempts: tuple[AttemptLine, ...]
    completion: Completion
    score: float | None
    dates: Dates

    @property
    def open_attempt(self) -> AttemptLine | None:
        """Return the attempt that is not submitted yet."""
        return next((line for line in self.attempts if not line.submitted_at), None)

    @property
    def best_attempt(self) -> AttemptLine | None:
        """Return the attempt that counts: the best, of equals the first."""
        submitted = [line for line in self.attempts if line.submitted_at]
        return max(submitted, key=lambda line: (line.share, -line.number), default=None)


def find(session: Session, activity: Activity, placement: Placement, learner_id: int) -> Standing:
    """Gather what one learner did at one placement."""
    here = {"learner_id": learner_id, "placement_id": placement.id}
    read = frozenset(session.scalars(select(SectionRead.section_id).filter_by(**here)))
    reflections = {
        reflection.prompt_id: reflection
        for reflection in session.scalars(select(Reflection).filter_by(**here))
    }
    attempts = tuple(
        AttemptLine(*row)
        for row in session.execute(
            select(Attempt.id, Attempt.number, Attempt.submitted_at, Attempt.given, Attempt.maximum)
            .filter_by(**here)
            .order_by(Attempt.number)
        )
    )
    submitted = [line for line in attempts if line.submitted_at]
    words = {prompt: reflection.words for prompt, reflection in reflections.items()}
    done = completion(activity, read, words, bool(submitted))
    best = max((line.share for line in submitted), default=0.0)
    score = earned(done, best, placement.points, placement.question_share) if submitted else None
    dates = placements.dates(session, placement, learner_id)
    return Standing(read, reflections, attempts, done, score, dates)
