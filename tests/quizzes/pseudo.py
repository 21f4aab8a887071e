"""A pseudo-language: a message in another script, so that what is not translated stands out."""

import re
from collections.abc import Iterator, Set
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from babel.messages.extract import extract_from_dir

from quizzes.orchestrators.ledger import Status
from quizzes.orchestrators.trigger_rules import RULES, State
from quizzes.saying import Said, in_language
from quizzes.scenarios import Scenario
from quizzes.scenarios.assets.shop import SHOP

WIDE = {
    ord(letter): ord(letter) + 0xFEE0 for letter in map(chr, range(33, 127)) if letter.isalpha()
}
BRACES = r"\{\w+\}"
KEYWORDS = {"say": None, "say_number": (1, 2)}
NO_WORDS = {"asks", "pipeline", "at", "name", "value", "right", "answer", "path", "given", "then"}
"""Fields of a scenario that nobody reads as they are."""

OF_ALL = {
    *(each.value for each in (*Status, *State)),
    *RULES,
    *(name for kind in SHOP for name in (kind.name, kind.task)),
}
"""The words of the tools and of the shop."""


class Pseudo:
    """The catalogue of this language, which has every message."""

    def gettext(self, message: str) -> str:
        """Write it in the other script."""
        return _in_the_other_script(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """One is as in English."""
        return self.gettext(one if number == 1 else many)


def said(text: str) -> str:
    """A text in the pseudo-language."""
    return in_language(Pseudo(), text)


def texts(told: Any) -> Iterator[tuple[str, str]]:
    """Every text of a scenario or of a part of it, each with the name of its field."""
    for field in fields(told):
        if field.name in NO_WORDS:
            continue
        value = getattr(told, field.name)
        inside = value.values() if isinstance(value, dict) else value
        for each in [inside] if isinstance(inside, str | bool) else inside:
            if is_dataclass(each):
                yield from texts(each)
            elif isinstance(each, str):
                yield field.name, each


def names_in(scenario: Scenario) -> set[str]:
    """What assets and tasks are called, which is the same in every language."""
    return {name for asset in scenario.pipeline.assets for name in (asset.name, asset.task)}


def left_in_english(text: str, names: Set[str]) -> set[str]:
    """The words that stay as they are, but for these, versions, and the tools' own words."""
    found = {re.sub(r"'s?$", "", word) for word in re.findall(r"[A-Za-z][\w']*", said(text), re.A)}
    return {word for word in found - names - OF_ALL if not re.fullmatch(r"v\d+", word)}


def messages_in(text: object) -> set[str]:
    """The messages that a text is made of, as translators see them; names alone are none."""
    if not isinstance(text, Said):
        return set()
    own = {
        each
        for each in (text.message, text.many)
        if re.search("[A-Za-z]", re.sub(BRACES, "", each))
    }
    return own.union(*map(messages_in, text.given.values()))


@cache
def messages_of(package: str) -> set[str]:
    """What whoever collects the messages of a package finds in it."""
    found = extract_from_dir(package, [("**.py", "python")], keywords=KEYWORDS)
    return {
        each for _, _, said, *_ in found for each in ((said,) if isinstance(said, str) else said)
    }


@cache
def _in_the_other_script(message: str) -> str:
    """All but what stands in braces."""
    parts = re.split(f"({BRACES})", message)
    return "".join(part if part.startswith("{") else part.translate(WIDE) for part in parts)
