"""Which events make a status what it is: played alone, they give the same status and causes.

Two data versions of an asset are told apart as Dagster makes them: by the code that both builds
had, then by what they read, and so on upstream. Where the same build was read, nothing more is
asked, so that an explanation goes only as far as something changed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from quizzes.errors import MalformedPipeline
from quizzes.orchestrators import explanation_words
from quizzes.orchestrators.chronicle import Chronicle
from quizzes.orchestrators.events import AddDep, Event, Materialize, RemoveDep
from quizzes.orchestrators.explanation_words import Build
from quizzes.orchestrators.ledger import Cell, Record
from quizzes.orchestrators.staleness import play

_Read = Mapping[Cell, Record | None]
_Pair = tuple[Cell, Record | None, Record | None]  # an asset as it was, and as it is


@dataclass(frozen=True)
class Step:
    """An event of the chain, which of all events it was, from 1, and what it did here."""

    at: int
    event: Event
    what: tuple[str, ...]


def explain(told: Chronicle, name: str, partition: str | None = None) -> tuple[Step, ...]:
    """The events, in order, that give an asset, or one partition of it, its status and causes.

    There are none for what is never built, and for what is fresh because it comes from outside.
    """
    chain = _Chain(told)
    chain.status((name, partition))
    chain.avoid_circles()
    return tuple(
        Step(at, told.events[at - 1], tuple(chain.found[at])) for at in sorted(chain.found)
    )


class _Chain:
    """The events that are found to matter, each with what it did."""

    def __init__(self, told: Chronicle) -> None:
        self.told, self.end = told, len(told.events)
        self.found: dict[int, list[str]] = {}
        self.compared: set[tuple[int, int]] = set()
        self.gone_through: set[int] = set()

    def status(self, cell: Cell) -> None:
        """Its own build, and all that could have made it stale since."""
        name, ledger = cell[0], self.told.now
        record = ledger.record(*cell)
        if ledger.pipeline.asset(name).external:
            return  # is fresh whatever happens
        if record is None:
            self.attempt(cell)
            return
        self.built(cell, record, Build.FIRST)
        self.deps(name, self.end)
        for cause in ledger.status(*cell).causes:
            if cause.category == "CODE":
                self.code(name, record.tick)
                self.code(name, self.end)
            if cause.category == "DATA" and cause.dep:
                self.wording((cause.dep, cause.dep_partition))
        for dep in ledger.pipeline.parents(name):
            for read in record.read.keys() & set(ledger.compared(cell[1], dep)):
                self.since(record, read)

    def attempt(self, cell: Cell) -> None:
        """Nothing was built: by the last run that was to build it, if there was one."""
        name, partition = cell
        for at in range(self.end, 0, -1):
            run = self.told.events[at - 1]
            if not isinstance(run, Materialize) or name not in run.assets:
                continue
            if partition in (None, run.partition):
                self.note(at, explanation_words.not_built(cell, failed=name in run.fail))
                return

    def wording(self, dep: Cell) -> None:
        """A cause says "materialization" or "data version" by what code the dependency has now."""
        record = self.told.now.record(*dep)
        if record and not record.user_supplied:
            then, now = (self.told.code_version(dep[0], at) for at in (record.tick, self.end))
            if (then is None) != (now is None):
                self.code(dep[0], self.end)

    def since(self, reader: Record, cell: Cell) -> None:
        """What became of a dependency since it was read."""
        old, new = reader.read[cell], self.told.now.record(*cell)
        other = reader.read[cell[0], None]
        if new and not old and other:  # a partition that is noticed because another was there
            self.built((cell[0], None), other, Build.ANOTHER_PARTITION)
        self.compare(cell, old, new)

    def compare(self, *pair: *_Pair) -> None:
        """All that makes two data versions of an asset equal or different, going upstream."""
        ahead = [pair]
        while ahead:
            cell, old, new = ahead.pop()
            if new and old is not new and (id(old), id(new)) not in self.compared:
                self.compared.add((id(old), id(new)))
                ahead += self.difference(cell, old, new)

    def difference(self, cell: Cell, old: Record | None, new: Record) -> Iterable[_Pair]:
        """What two builds of an asset did, and what else is to be compared for that."""
        if old is None:
            self.made(cell, new, Build.FIRST)
            return ()
        same = old.data_version == new.data_version
        self.made(cell, old, Build.FIRST)
        self.made(cell, new, Build.SAME_DATA if same else Build.OTHER_DATA)
        if old.user_supplied or new.user_supplied or old.code_version != new.code_version:
            return ()
        self.deps(cell[0], new.tick)
        if old.inputs.keys() != new.inputs.keys():
            self.whole(cell, old)
            self.whole(cell, new)
            return ()
        changed = [dep for dep in new.inputs if same or old.inputs[dep] != new.inputs[dep]]
        return [pair for dep in changed for pair in self.inputs(dep, old.read, new.read)]

    def inputs(self, dep: str, old: _Read, new: _Read) -> Iterable[_Pair]:
        """What two builds read of one dependency, be it in parts."""
        parts = {cell for cell in old.keys() | new.keys() if cell[0] == dep} - {(dep, None)}
        if not parts:
            return [((dep, None), old[dep, None], new[dep, None])]
        for last in (old[dep, None], new[dep, None]):
            if last:
                self.built((dep, None), last, Build.ONE_PARTITION)
        return [(cell, old.get(cell), new.get(cell)) for cell in sorted(parts)]

    def whole(self, cell: Cell, record: Record) -> None:
        """All that made a data version what it is, where it is not enough to compare."""
        ahead: list[tuple[Cell, Record | None]] = [(cell, record)]
        while ahead:
            here, made = ahead.pop()
            if made and id(made) not in self.gone_through:
                self.gone_through.add(id(made))
                self.made(here, made, Build.FIRST)
                self.deps(here[0], made.tick)
                ahead += made.read.items()

    def made(self, cell: Cell, record: Record, how: Build) -> None:
        """A build, and the code that it was made with."""
        self.built(cell, record, how)
        if not record.user_supplied:
            self.code(cell[0], record.tick)

    def built(self, cell: Cell, record: Record, how: Build) -> None:
        """A build, or an observation."""
        external = self.told.pipeline.asset(cell[0]).external
        self.note(record.tick, explanation_words.built(cell, how, external=external))

    def code(self, name: str, until: int) -> None:
        """The code that an asset had then."""
        if change := self.told.code_change(name, until):
            at, event = change
            self.note(at, explanation_words.got_code(name, event.code_version))

    def deps(self, name: str, until: int, among: Container[str] | None = None) -> None:
        """What an asset read then, among these."""
        for at, event in self.told.dep_changes.get(name, []):
            if at <= until and (among is None or event.dep in among):
                self.note(at, explanation_words.reads(event))

    def note(self, at: int, what: str) -> None:
        """An event matters; which steps of a failed run are skipped hangs on what reads what."""
        said = self.found.setdefault(at, [])
        if what not in said:
            said.append(what)
        run = self.told.events[at - 1]
        if isinstance(run, Materialize) and run.fail and len(said) == 1:
            for name in run.assets:
                self.deps(name, at, run.assets)

    def avoid_circles(self) -> None:
        """Where a dependency can be added only when another is removed first, so it must be."""
        events = [self.told.events[at - 1] for at in sorted(self.found)]
        changes = [event for event in events if isinstance(event, AddDep | RemoveDep)]
        if not any(isinstance(event, AddDep) for event in changes):
            return
        try:
            play(self.told.pipeline, changes)
        except MalformedPipeline:
            for name in self.told.dep_changes:
                self.deps(name, self.end)
