"""Find packs, read them, and say everything that is wrong with one at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import ValidationError
from marshmallow.experimental.context import Context

from quizzes.content.activity import Activity
from quizzes.content.files import Pack, lines, parse
from quizzes.content.schema import ActivitySchema
from quizzes.content.translations import in_language, translated
from quizzes.content.written import IDENTIFIER
from quizzes.errors import MalformedPack

PACKS = Path(__file__).parent / "packs"
ACTIVITY = "activity.yaml"


_besides: list[Path] = []  # folders of packs that do not ship with the tool


def look_in(folders: Iterable[Path]) -> None:
    """From now on, take packs from these folders besides those that ship: for the whole process.

    Where two have the same key, the one in the later folder counts: whoever has a pack of their
    own keeps it when one of that name begins to ship.
    """
    _besides[:] = folders
    _packs.cache_clear()


def keys() -> tuple[str, ...]:
    """Name every pack, in alphabetical order."""
    return tuple(sorted(_packs()))


def every() -> dict[str, Activity]:
    """Return every pack's activity by its key."""
    return {key: load(key) for key in keys()}


def load(key: str, language: str | None = None) -> Activity:
    """Return a pack's activity, as its author wrote it or in a language that it has.

    It is read once for the life of the process.
    """
    if pack := _packs().get(key):
        return _read_once(pack, language)
    raise MalformedPack(f"There is no pack {key!r}; there is: {', '.join(keys())}.")


@cache
def _packs() -> dict[str, Path]:
    folders = (PACKS, *_besides)
    found = (file.parent for folder in folders for file in folder.glob(f"*/{ACTIVITY}"))
    return {pack.name: pack for pack in found}


@cache
def _read_once(pack: Path, language: str | None) -> Activity:
    return read(pack, language)


def read(path: Path, language: str | None = None) -> Activity:
    """Read the pack in a folder, in all of its languages, and return it in one of them.

    Raises MalformedPack with a line for each fault.
    """
    pack = Pack(path.resolve())
    with _faults_in(pack, ACTIVITY):
        written = parse(pack.text(ACTIVITY))
        found = {None: _content(pack, written)}
    faults = _faults_of_names(pack, found[None]["translations"])
    for each in found[None]["translations"]:
        try:
            found[each] = _in_another_language(pack, written, each)
        except MalformedPack as fault:
            faults.append(str(fault))
    if faults:
        raise MalformedPack("\n".join(faults))
    if language not in found:
        raise MalformedPack(f"{pack.folder.name} has no translation {language!r}.")
    return Activity(key=pack.folder.name, version=pack.version, **found[language])


def _in_another_language(pack: Pack, written: Any, language: str) -> dict[str, Any]:
    file = in_language(ACTIVITY, language)
    with _faults_in(pack, file):
        return _content(pack, translated(written, parse(pack.text(file)), language))


def _content(pack: Pack, written: Any) -> dict[str, Any]:
    try:
        with Context(pack):
            content: dict[str, Any] = ActivitySchema().load(written)
    except ValidationError as fault:
        raise ValidationError(list(lines(fault.messages, written))) from fault
    return content


def _faults_of_names(pack: Pack, translations: Collection[str]) -> list[str]:
    """Say what is wrong with the folder's name, and which translations are not declared."""
    faults = []
    try:
        IDENTIFIER(pack.folder.name)
    except ValidationError as fault:
        said = " ".join(lines(fault.messages, None))
        faults.append(f"{pack.folder.name}: A folder's name is its activity's key. {said}")
    known = {ACTIVITY, *(in_language(ACTIVITY, each) for each in translations)}
    there = {file.name for file in pack.folder.glob("activity.*yaml")}
    faults += [
        f"{pack.folder.name}/{name}: Its language is not among the translations of {ACTIVITY}."
        for name in sorted(there - known)
    ]
    return faults


@contextmanager
def _faults_in(pack: Pack, file: str) -> Iterator[None]:
    """Name the file in which something is wrong."""
    try:
        yield
    except ValidationError as fault:
        where = f"{pack.folder.name}/{file}"
        said = lines(fault.messages, None)
        raise MalformedPack("\n".join(f"{where}: {line}" for line in said)) from fault
