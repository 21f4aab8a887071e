"""Two versions of one piece of work, written in two places: the one written later stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Work = TypeVar("Work", str, tuple[str, ...])


@dataclass(frozen=True)
class Version(Generic[Work]):
    """What was written, and when."""

    work: Work
    at: datetime


@dataclass(frozen=True)
class Met(Generic[Work]):
    """What is kept now, and what it met of another place: something newer, or what it replaced.

    Where there is a `newer` one, that is what is kept.
    """

    at: datetime
    newer: Work | None = None
    replaced: Work | None = None


def meet(kept: Version[Work] | None, sent: Version[Work], base: str | None) -> Met[Work]:
    """Find out which of two versions stands; the same work twice is no two versions.

    `base` is when the version was written that `sent` was written over, in ISO's form; "" for
    none, and None where nobody knows: then what is sent stands, whatever was kept.
    """
    if not kept or base is None or kept.at.isoformat() == base:
        return Met(sent.at)
    if kept.work == sent.work:
        return Met(max(kept.at, sent.at))
    if kept.at >= sent.at:
        return Met(kept.at, newer=kept.work)
    return Met(sent.at, replaced=kept.work)
