"""The files of a pack: found, read once, parsed, and what is wrong in them said in lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from marshmallow import ValidationError
from marshmallow.exceptions import SCHEMA

SIGN = "Words that begin with a sign go in quotation marks."
# What PyYAML says of frequent mistakes, and what helps.
ADVICE = {
    "'\\t' that cannot start": "Indent with spaces, not with tabs.",
    "cannot start any token": SIGN,
    "expected alphabetic or numeric": SIGN,
    "mapping values are not allowed": (
        "Words with a colon in them go in quotation marks; or this line is indented too far."
    ),
    "found '<block": "Lines that belong together are indented alike: this one is not.",
    "found '<scalar>'": "Quotation marks go around all of the words.",
    "could not find expected ':'": "A key is followed by a colon and a space.",
}


class Pack:
    """A folder of text files that remembers what was read of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, str] = {}

    def text(self, name: str) -> str:
        """Return a file's text; a file outside the folder is refused, links followed."""
        try:
            path = (self.folder / name).resolve()
            if not path.is_relative_to(self.folder):
                raise ValidationError(f"{name} lies outside the pack.")
            self._read[name] = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError as error:
            raise ValidationError(self._missing(name)) from error
        except UnicodeDecodeError as error:
            raise ValidationError(f"{name} is not UTF-8 text: save it as UTF-8.") from error
        except (OSError, RuntimeError, ValueError) as error:  # a folder, a loop of links, a NUL
            reason = getattr(error, "strerror", None) or error
            raise ValidationError(f"{name!r} cannot be read: {reason}.") from error
        return self._read[name]

    def _missing(self, name: str) -> str:
        """Say so, with a file of nearly that name that nothing else is read from."""
        unread = {file.name for file in self.folder.glob("*")} - self._read.keys()
        meant = get_close_matches(name, unread, n=1)
        end = f", but there is {meant[0]}." if meant else "."
        return f"There is no file {name} in the pack{end}"

    @property
    def version(self) -> str:
        """Return a short hash of every file read so far, the same on every machine."""
        return sha256(json.dumps(sorted(self._read.items())).encode()).hexdigest()[:12]


def parse(text: str) -> Any:
    """Read YAML that gives no key twice; ValidationError says where it cannot be read."""
    try:
        if repeated := list(_repeated_keys(text)):
            raise ValidationError(repeated)
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValidationError(f"{place}{_advice(str(error.problem))}") from error
    except (yaml.YAMLError, ValueError) as error:  # a control character; a date such as 2026-13-01
        raise ValidationError(" ".join(str(error).split())) from error
    except RecursionError as error:
        raise ValidationError("There are too many lists or mappings within each other.") from error


def _advice(problem: str) -> str:
    """Say what helps, if we know it, and what PyYAML said, for whoever wants to look it up."""
    known = next((advice for part, advice in ADVICE.items() if part in problem), None)
    return f"{known} (YAML: {problem}.)" if known else f"{problem}."


def _repeated_keys(text: str) -> Iterator[str]:
    """Name the keys that a mapping has twice: YAML would keep the last and drop the others."""
    nodes, seen = [yaml.compose(text, Loader=yaml.SafeLoader)], set()
    for node in nodes:
        if id(node) in seen:  # an alias leads back to it
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            nodes.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            nodes.extend(value for _, value in node.value)
            yield from _keys_again(node)


def _keys_again(mapping: yaml.MappingNode) -> Iterator[str]:
    before = set()
    for key in (key for key, _ in mapping.value if isinstance(key, yaml.ScalarNode)):
        if key.value in before:
            yield f"line {key.start_mark.line + 1}: {key.value!r} is given a second time."
        before.add(key.value)


def lines(faults: Any, written: Any, *path: str) -> Iterator[str]:
    """Turn marshmallow's nested faults into lines such as "sections.theory.text: reason"."""
    if not isinstance(faults, Mapping):
        yield from (f"{'.'.join(path)}: {fault}" if path else str(fault) for fault in faults)
        return
    for step, below in faults.items():
        if step == SCHEMA:
            yield from lines(below, written, *path)
        elif isinstance(written, list):
            yield from lines(below, written[step], *path, _called(written[step], step))
        else:
            yield from lines(below, (written or {}).get(step), *path, str(step))


def _called(entry: Any, place: int) -> str:
    """Call an entry of a list by its id or name where it has one, else by its place: #1."""
    named = isinstance(entry, Mapping) and (entry.get("id") or entry.get("name"))
    return named if isinstance(named, str) else f"#{place + 1}"
