"""What was read, written and answered -> how complete that is, and what it earns."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from quizzes.content.activity import Activity

GRADE_DECIMALS = 2


@dataclass(frozen=True)
class Completion:
    """How far somebody has come; `submitted` is whether the questions were, once at least.

    `reading_decided` is what an instructor decided of reading and reflections, if they did.
    """

    sections_read: int
    sections: int
    reflections_done: int
    reflections: int
    submitted: bool
    reading_decided: bool | None = None

    @property
    def reading_done(self) -> bool:
        """Tell whether everything was read and reflected on, or counts as if it were."""
        if self.reading_decided is not None:
            return self.reading_decided
        return self.sections_read == self.sections and self.reflections_done == self.reflections

    @property
    def complete(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.reading_done and self.submitted

    @property
    def reading_share(self) -> float:
        """Return how much of the reading and reflecting counts as done, 0 to 1."""
        if self.reading_decided is not None:
            return float(self.reading_decided)
        wanted = self.sections + self.reflections
        return (self.sections_read + self.reflections_done) / wanted if wanted else 1.0

    @property
    def begun(self) -> bool:
        """Tell whether anything at all was done."""
        return bool(self.sections_read or self.reflections_done or self.submitted)


def completion(
    activity: Activity, read: Collection[str], words: Mapping[str, int], submitted: bool
) -> Completion:
    """Measure what was done against what the activity asks today.

    Args:
        read: ids of the sections read.
        words: for each prompt that was answered, how many words its answer has.
    """
    return Completion(
        sections_read=sum(section.id in read for section in activity.sections),
        sections=len(activity.sections),
        reflections_done=sum(
            words.get(prompt.id, 0) >= prompt.minimum_words for prompt in activity.prompts
        ),
        reflections=len(activity.prompts),
        submitted=submitted,
    )


def earned(done: Completion, questions: float, points: float, question_share: float) -> float:
    """Return the points for the gradebook, 0 to `points`, to two decimals.

    Args:
        questions: the share of what the questions give that counts, 0 to 1.
        question_share: how much of the points the questions decide, 0 to 1.
    """
    share = question_share * questions + (1 - question_share) * done.reading_share
    return min(points, round(points * share, GRADE_DECIMALS))


def rescaled(points: float, out_of: float, maximum: float) -> float:
    """Return points out of another maximum, to two decimals."""
    return min(maximum, round(maximum * points / out_of, GRADE_DECIMALS))
