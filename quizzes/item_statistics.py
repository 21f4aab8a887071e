"""How a class did on each item, over everybody's first attempt.

First attempts alone: later ones are by people who have read the reasons. A first attempt has one
row for each item (see marks.py), so that unanswered ones count, as nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from statistics import NormalDist
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from quizzes.content.activity import FixedQuestion, Question
from quizzes.models import Mark

FEWEST = 20
"""From how many answers on a correlation, or a comparison of variants, says anything."""
FIRST = 1
UNLIKELY = 0.01
"""How often variants that are equally hard may be called unequal, in all, by chance."""
NOTABLE = 0.1
"""By how much of its points a variant must be harder or easier to matter to anybody."""


@dataclass(frozen=True)
class Sums:
    """What is added up over some answers to an item: their number, and sums of shares.

    `share` is what an answer earned of the item's points, `rest` what the same attempt earned of
    all others; the sums of their squares and of their products make variances and correlations.
    """

    n: int = 0
    share: float = 0.0
    share_squared: float = 0.0
    rest: float = 0.0
    rest_squared: float = 0.0
    product: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(a + b for a, b in zip(self.values, other.values, strict=True)))

    def __sub__(self, other: Sums) -> Sums:
        return Sums(*(a - b for a, b in zip(self.values, other.values, strict=True)))

    @property
    def values(self) -> tuple[Any, ...]:
        """Return all of them, in their order."""
        return astuple(self)

    @property
    def mean(self) -> float:
        """Return the facility: the mean share of the points, 0 to 1."""
        return self.share / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """Return the variance of the shares."""
        return max(0.0, self.share_squared / self.n - self.mean**2) if self.n else 0.0

    @property
    def correlation(self) -> float | None:
        """Return how shares and rests go together, -1 to 1; None where either never differs."""
        if self.n < 2:
            return None
        rest_variance = self.rest_squared / self.n - (self.rest / self.n) ** 2
        spread = math.sqrt(self.variance * max(0.0, rest_variance))
        if spread < 1e-9:
            return None
        covariance = self.product / self.n - self.mean * self.rest / self.n
        return max(-1.0, min(1.0, covariance / spread))


@dataclass(frozen=True)
class Misread:
    """A misconception, and in how many answers it showed."""

    name: str
    n: int


@dataclass(frozen=True)
class Variant:
    """The variants of one size: how many answered them, and how they did.

    Attributes:
        nodes: of the graph.
        right: at how many places something is to be answered.
        differs: whether they were harder or easier than all others, beyond chance and notably.
    """

    nodes: int
    right: int
    n: int
    facility: float
    differs: bool


@dataclass(frozen=True)
class ItemStatistics:
    """How a class did on one item.

    Attributes:
        facility: the mean share of its points, 0 to 1.
        discrimination: how well it tells who did well on all others, -1 to 1 (the correlation of
            item and rest); None under FEWEST answers, and where everybody did the same.
        misread: the misconceptions that answers showed, the commonest first.
        variants: by size, the commonest first.
    """

    item_id: str
    n: int
    facility: float
    discrimination: float | None
    misread: tuple[Misread, ...]
    variants: tuple[Variant, ...]

    @property
    def can_compare(self) -> bool:
        """Tell whether enough have answered variants of two sizes to compare them."""
        return sum(variant.n >= FEWEST for variant in self.variants) > 1


@dataclass(frozen=True)
class Facility:
    """How a class did on one item, in short; what it misunderstood with the commonest first."""

    item_id: str
    n: int
    mean: float
    misread: tuple[Misread, ...]


def facilities(session: Session, placement_id: int) -> list[Facility]:
    """Return how hard each item was."""
    keys = Mark.item_id, Mark.misreading
    counted = select(*keys, func.count(), func.sum(Mark.share)).group_by(*keys)
    cells: dict[str, dict[str, tuple[int, float]]] = defaultdict(dict)
    for item_id, name, n, share in session.execute(_of(counted, placement_id)):
        cells[item_id][name] = n, share
    return [_facility(item_id, found) for item_id, found in cells.items()]


def _facility(item_id: str, found: Mapping[str, tuple[int, float]]) -> Facility:
    n = sum(n for n, _ in found.values())
    share = sum(share for _, share in found.values())
    return Facility(item_id, n, share / n, _commonest({name: n for name, (n, _) in found.items()}))


def hardest(
    questions: Iterable[Question | FixedQuestion], means: Mapping[str, float]
) -> tuple[int, str] | None:
    """Return number and id of the question of whose points the least was earned on average.

    Of equally hard ones it is the one that cost more points, and of those the first. `means` are
    facilities by question; one that nobody answered has none. None where no question has one.
    """
    answered = [(nth, each) for nth, each in enumerate(questions, 1) if each.id in means]

    def ease(numbered: tuple[int, Question | FixedQuestion]) -> tuple[float, int, int]:
        nth, asked = numbered
        # Sums that were added up in another order differ by a little, and must not by this.
        return round(means[asked.id], 6), -asked.points, nth

    nth, asked = min(answered, key=ease, default=(0, None))
    return (nth, asked.id) if asked else None


def find(session: Session, placement_id: int) -> dict[str, ItemStatistics]:
    """Return everything about each item, by item."""
    added = (
        *(func.count(), func.sum(Mark.share), func.sum(Mark.share * Mark.share)),
        *(func.sum(Mark.rest), func.sum(Mark.rest * Mark.rest), func.sum(Mark.share * Mark.rest)),
    )
    keys = Mark.item_id, Mark.misreading, Mark.size
    cells: dict[str, dict[tuple[str, str], Sums]] = defaultdict(dict)
    counted = _of(select(*keys, *added).group_by(*keys), placement_id)
    for item_id, name, size, *sums in session.execute(counted):
        cells[item_id][name, size] = Sums(*sums)
    return {item_id: statistics(item_id, found) for item_id, found in cells.items()}


def statistics(item_id: str, cells: dict[tuple[str, str], Sums]) -> ItemStatistics:
    """Put together what was added up by misconception ("" for none) and size of variant."""
    whole = sum(cells.values(), Sums())
    names: dict[str, int] = defaultdict(int)
    sizes: dict[str, Sums] = defaultdict(Sums)
    for (name, size), sums in cells.items():
        names[name] += sums.n
        sizes[size] += sums
    return ItemStatistics(
        item_id=item_id,
        n=whole.n,
        facility=whole.mean,
        discrimination=whole.correlation if whole.n >= FEWEST else None,
        misread=_commonest(names),
        variants=_variants(whole, sizes),
    )


def _variants(whole: Sums, sizes: dict[str, Sums]) -> tuple[Variant, ...]:
    compared = sum(sums.n >= FEWEST for sums in sizes.values())
    commonest = sorted(sizes.items(), key=lambda each: (-each[1].n, each[0]))
    return tuple(
        Variant(
            nodes=int(size.partition("/")[0]),
            right=int(size.partition("/")[2]),
            n=sums.n,
            facility=sums.mean,
            differs=compared > 1 and _differs(sums, whole - sums, compared),
        )
        for size, sums in commonest
    )


def _differs(these: Sums, others: Sums, compared: int) -> bool:
    """Tell whether two means lie apart, notably and further than chance leads one to expect.

    `compared` such questions are asked at once, and all of them together may be wrong rarely.
    """
    if min(these.n, others.n) < FEWEST:
        return False
    apart = abs(these.mean - others.mean)
    error = math.sqrt(these.variance / (these.n - 1) + others.variance / (others.n - 1))
    bound = NormalDist().inv_cdf(1 - UNLIKELY / compared / 2)
    return apart >= NOTABLE and apart > bound * error


def _commonest(names: Mapping[str, int]) -> tuple[Misread, ...]:
    found = [Misread(name, n) for name, n in names.items() if name]
    return tuple(sorted(found, key=lambda each: (-each.n, each.name)))


def _of(wanted: Select[*tuple[Any, ...]], placement_id: int) -> Select[*tuple[Any, ...]]:
    return wanted.where(Mark.placement_id == placement_id, Mark.number == FIRST)
