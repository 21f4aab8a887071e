"""Sentences made in English that can be said in another language later.

What is asked of a learner is frozen with the attempt, and read by people of several languages.
So a sentence is an English string that remembers how it was made: its message, as translators
see it, and what stands in it. Whoever shows it says it in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

NOTHING: Mapping[str, str | int] = MappingProxyType({})


class Catalogue(Protocol):
    """The messages of one language; what it does not have, it gives back as it is."""

    def gettext(self, message: str, /) -> str:
        """Translate a message."""

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        """Translate the form of a message that goes with a number."""


class Said(str):
    """A sentence: in English as a string, in any language by its message.

    What stands in braces in the message is in `given`: names and numbers, or again sentences.
    `many` is the message for other numbers than one, where a number decides.
    """

    message: str
    many: str
    given: Mapping[str, str | int]

    def __new__(
        cls, message: str, given: Mapping[str, str | int] = NOTHING, many: str = ""
    ) -> Said:
        """Write the sentence out in English."""
        form = many if many and given["number"] != 1 else message
        self = super().__new__(cls, form.format_map(given))
        self.message, self.many, self.given = message, many, dict(given)
        return self

    def __reduce__(self) -> tuple[type[Said], tuple[str, Mapping[str, str | int], str]]:
        """Let copies know how it was made too."""
        return Said, (self.message, self.given, self.many)

    def __deepcopy__(self, memo: object) -> Said:
        """Nobody changes it; dataclasses.asdict asks for a copy of every text."""
        return self

    def to_json(self) -> dict[str, Any]:
        """Return what from_json makes the same sentence of."""
        given = {name: as_json(each) for name, each in self.given.items()}
        return {"say": self.message, "with": given} | ({"many": self.many} if self.many else {})


def say(message: str, /, **given: str | int) -> Said:
    """A sentence with this message; the catalogues of all languages are made from these calls."""
    return Said(message, given)


def say_number(one: str, many: str, number: int, /, **given: str | int) -> Said:
    """A sentence about a number, {number} in both forms of the message."""
    return Said(one, {**given, "number": number}, many)


def joined(separator: str, parts: Iterable[str]) -> Said:
    """Several sentences or names as one, with something between them that no language changes."""
    given = {f"part{place}": part for place, part in enumerate(parts)}
    return Said(separator.join(f"{{{name}}}" for name in given), given)


def listed(names: Iterable[str]) -> str:
    """Name them as a sentence does: "a, b and c"."""
    *first, last = names
    return say("{some} and {last}", some=joined(", ", first), last=last) if first else last


def in_language(catalogue: Catalogue, text: str) -> str:
    """Say it in another language, as far as the catalogue goes; what is no sentence stays."""
    if not isinstance(text, Said):
        return text
    message = text.message
    if text.many:
        message = catalogue.ngettext(message, text.many, int(text.given["number"]))
    elif message:
        message = catalogue.gettext(message)
    return message.format_map(
        {
            name: in_language(catalogue, each) if isinstance(each, str) else each
            for name, each in text.given.items()
        }
    )


def as_json(text: object) -> object:
    """Sentences as JSON's own types; anything else stays."""
    return text.to_json() if isinstance(text, Said) else text


def from_json(kept: Any) -> Any:
    """The sentence that as_json was given, or the string; ValueError, KeyError if it is neither."""
    if not isinstance(kept, dict):
        if isinstance(kept, str | int) and not isinstance(kept, bool):
            return kept
        raise ValueError("Neither a sentence nor a string.")
    given = {name: from_json(each) for name, each in kept["with"].items()}
    return Said(kept["say"], given, kept.get("many", ""))
