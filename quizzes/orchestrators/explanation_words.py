"""What the steps of an explanation did, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from functools import partial

from quizzes import saying
from quizzes.orchestrators.events import AddDep, RemoveDep
from quizzes.orchestrators.ledger import Cell
from quizzes.saying import Said


class Build(Enum):
    """What a build, or an observation, was to the explanation."""

    FIRST = auto()
    SAME_DATA = auto()
    OTHER_DATA = auto()
    ANOTHER_PARTITION = auto()
    ONE_PARTITION = auto()


say = partial(saying.say, asset="{asset}")
"""Something about an asset that is not known yet."""

BUILT: Mapping[Build, Said] = {
    Build.FIRST: say("{asset} was built."),
    Build.SAME_DATA: say("{asset} was built again, with the same data."),
    Build.OTHER_DATA: say("{asset} was built again, with other data."),
    Build.ANOTHER_PARTITION: say("{asset} was built in another partition."),
    Build.ONE_PARTITION: say("{asset} was built in one of its partitions."),
}
OBSERVED: Mapping[Build, Said] = {
    Build.FIRST: say("{asset} was observed."),
    Build.SAME_DATA: say("{asset} was observed again, with the same data."),
    Build.OTHER_DATA: say("{asset} was observed again, with other data."),
    Build.ANOTHER_PARTITION: say("{asset} was observed in another partition."),
    Build.ONE_PARTITION: say("{asset} was observed in one of its partitions."),
}


def built(cell: Cell, how: Build, *, external: bool) -> str:
    """That an asset was built, or observed if it comes from outside."""
    return Said((OBSERVED if external else BUILT)[how].message, {"asset": _named(cell)})


def not_built(cell: Cell, *, failed: bool) -> str:
    """That a run was to build it."""
    if failed:
        return saying.say("{asset} failed.", asset=_named(cell))
    return saying.say("{asset} was skipped.", asset=_named(cell))


def got_code(name: str, version: str | None) -> str:
    """That other code was deployed."""
    if not version:
        return saying.say("{asset} got code of no version.", asset=name)
    return saying.say("{asset} got code of version {version}.", asset=name, version=version)


def reads(change: AddDep | RemoveDep) -> str:
    """What an asset reads, or does not read, since then."""
    given = {"asset": change.asset, "dep": change.dep}
    if isinstance(change, AddDep):
        return saying.say("{asset} reads {dep} from here on.", **given)
    return saying.say("{asset} does not read {dep} from here on.", **given)


def _named(cell: Cell) -> str:
    name, partition = cell
    if partition is None:
        return name
    return saying.say("{asset} in {partition}", asset=name, partition=partition)
