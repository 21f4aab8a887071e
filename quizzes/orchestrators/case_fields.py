"""Fields of a recorded case, read strictly: MalformedCase says "Case id: field.path: reason"."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from quizzes.errors import MalformedCase

Case = Mapping[str, Any]
T = TypeVar("T")
EXPECTED = {
    str: "text in quotation marks",
    list: "a list",
    dict: "a mapping",
    bool: "true or false",
    int: "a whole number",
}


def field(
    case: Case,
    fields: Mapping[str, Any],
    name: str,
    kind: type[T],
    at: str = "",
    default: T | None = None,
) -> T:
    """The value of `fields[name]`, which stand at `at` in the case; null counts as left out."""
    value = fields.get(name)
    if value is None and default is not None:
        return default
    if value is None:
        raise malformed(case, at + name, "is missing.")
    if type(value) is not kind:
        raise malformed(case, at + name, f"must be {EXPECTED[kind]}, and is {value!r}.")
    return value


def text_or_none(case: Case, fields: Mapping[str, Any], name: str, at: str) -> str | None:
    """The same of a text that need not be there."""
    return None if fields.get(name) is None else field(case, fields, name, str, at)


def names(
    case: Case,
    fields: Mapping[str, Any],
    name: str,
    at: str,
    of_what: str,
    default: tuple[str, ...] | None = None,
) -> tuple[str, ...]:
    """The same of a list of names."""
    if default is not None and fields.get(name) is None:
        return default
    found = field(case, fields, name, list, at)
    if not all(isinstance(one, str) for one in found):
        raise malformed(case, at + name, f"must be names of {of_what}.")
    return tuple(found)


def refuse_unknown(case: Case, fields: Mapping[str, Any], known: Collection[str], at: str) -> None:
    """No field may be there that nobody reads."""
    if unknown := sorted(set(fields).difference(known)):
        raise malformed(case, at + unknown[0], "no such field.")


def malformed(case: Case, at: str, reason: str) -> MalformedCase:
    """What is to be raised."""
    return MalformedCase(f"Case {case.get('id', '?')}: {at}: {reason}")
