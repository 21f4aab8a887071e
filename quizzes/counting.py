"""Which of several attempts counts, and what being late costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Counting = Literal["best", "last", "first", "average"]
COUNTINGS: tuple[Counting, ...] = get_args(Counting)


@dataclass(frozen=True)
class AttemptLine:
    """An attempt without what it asked, as it counts today.

    Attributes:
        given, maximum: by the newest mark; None while it is open.
        is_set_aside: whether it is kept for the record alone.
        was_remarked: whether a later key marked it anew.
        penalty: the share of its points that it loses for being late.
    """

    id: int
    number: int
    submitted_at: datetime | None
    given: float | None
    maximum: float | None
    is_set_aside: bool = False
    was_remarked: bool = False
    penalty: float = 0.0

    @property
    def share(self) -> float:
        """Return how much of its points it got, 0 to 1; an open attempt has none yet."""
        return (self.given or 0) / self.maximum if self.maximum else 0.0

    @property
    def counted_share(self) -> float:
        """Return how much of its points counts, after what being late costs."""
        return self.share * (1 - self.penalty)


def counted(submitted: Sequence[AttemptLine], counting: Counting) -> tuple[AttemptLine, ...]:
    """Return the attempts that count: one, or all of them where their average does.

    `submitted` are in the order of their numbers; of equally good ones the first counts.
    """
    return _RULES[counting](submitted) if submitted else ()


def share(lines: Sequence[AttemptLine]) -> float:
    """Return how much of the questions' points is earned by the attempts that count, 0 to 1."""
    return sum(line.counted_share for line in lines) / len(lines) if lines else 0.0


def _best(submitted: Sequence[AttemptLine]) -> tuple[AttemptLine, ...]:
    return (max(submitted, key=lambda line: (line.counted_share, -line.number)),)


_RULES: Mapping[Counting, Callable[[Sequence[AttemptLine]], tuple[AttemptLine, ...]]] = {
    "best": _best,
    "last": lambda submitted: (submitted[-1],),
    "first": lambda submitted: (submitted[0],),
    "average": tuple,
}
