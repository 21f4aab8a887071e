"""A pseudo-language for whole pages: Arabic letters in the place of ours, from right to left.

Its catalogue has every message, and its pack every word, so whatever is still in our letters
on one of its pages is something that no translator could translate.
"""

import re
import shutil
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog

from quizzes.content import catalogue
from quizzes.content.translations import SPOKEN
from tests.quizzes.pseudo import OF_ALL
from tests.support import catalogues
from tests.support.every_type import HINTS

LANGUAGE = "ar"
OURS = "abcdefghijklmnopqrstuvwxyz"
THEIRS = "ابتثجحخدذرزسشصضطظعغفقكلمنه"
LETTERS = str.maketrans(OURS + OURS.upper(), THEIRS * 2)
AS_IT_IS = re.compile(r"(\{\w+\}|%\(\w+\)s|<[^>]*>|`[^`]*`|\]\([^)]*\))")

NO_WORDS = {
    *("Lineage", "Lab", "Airflow", "Dagster", "UTC", "s"),
    *("Ada", "Lovelace", "Data", "Engineering"),
}
"""The products, what English possessives end in, and names that the tests' platform says."""
SAID_IN = ("aria-label", "title", "placeholder", "alt", "data-phrases", "data-submit")


def pseudo(text: str) -> str:
    """Write a text in the other letters, all but what is no word of it."""
    parts = AS_IT_IS.split(text)
    return "".join(each if AS_IT_IS.fullmatch(each) else each.translate(LETTERS) for each in parts)


def write_catalogue(folder: Path) -> Path:
    """Write the language's catalogue into a folder of catalogues."""
    found = Catalog(locale=LANGUAGE, charset="utf-8", fuzzy=False)
    for message in catalogues.said():
        if isinstance(message.id, str):
            found.add(message.id, pseudo(message.id))
        else:
            one, many = message.id
            found.add(message.id, (pseudo(many), pseudo(one), *4 * (pseudo(many),)))
    (folder / LANGUAGE).mkdir(parents=True)
    (folder / LANGUAGE / "messages.po").write_bytes(catalogues.written(found))
    return folder


def write_packs(packs: Path, folder: Path) -> Path:
    """Copy a folder of packs, with their words in the other letters."""
    shutil.copytree(packs, folder)
    for file in folder.glob(f"*/{catalogue.ACTIVITY}"):
        written = yaml.safe_load(file.read_text())
        written.pop("translations", None)
        file.write_text(yaml.safe_dump(_pseudo_words(written)))
        for other in file.parent.glob("activity.*.yaml"):
            other.unlink()
    for text in folder.glob("*/*.md"):
        text.write_text(pseudo(text.read_text()))
    return folder


def left_in_our_letters(html: str, names: Collection[str]) -> list[str]:
    """Return each text of a page that still has words in our letters, but for these names."""
    page = _Texts()
    page.feed(re.sub(r"<wbr>|<button[^>]* lang=[^>]*>[^<]*</button>", "", html))
    known = {*names, *OF_ALL, *NO_WORDS}
    return [text for text in page.found if _words_of_ours(text) - known and text not in HINTS]


def _words_of_ours(text: str) -> set[str]:
    """Return the words that begin with one of our letters, but for versions."""
    found = set(re.findall(r"[A-Za-z]\w*", text))
    return {word for word in found if not re.fullmatch(r"v\d+", word)}


def _pseudo_words(written: Any, spoken: bool = False, is_section: bool = False) -> Any:
    if isinstance(written, dict):
        return {
            key: _pseudo_words(
                value,
                (spoken or key in SPOKEN) and not (is_section and key == "text"),
                key == "sections" or (is_section and key not in ("figure", "prompts")),
            )
            for key, value in written.items()
        }
    if isinstance(written, list):
        return [_pseudo_words(each, spoken, is_section) for each in written]
    return pseudo(written) if spoken and isinstance(written, str) else written


class _Texts(HTMLParser):
    """Everything of a page that is read, by eye or by ear, or that a script will say."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.silent += tag in ("style", "script", "code", "kbd")
        self.found += [_said(name, given[name] or "") for name in SAID_IN if name in given]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script", "code", "kbd")

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.silent:
            self.found.append(" ".join(data.split()))


def _said(name: str, value: str) -> str:
    """Return what is said by an attribute; of phrases, all without their names and tags."""
    if name != "data-phrases":
        return value
    return " ".join(_words(yaml.safe_load(value)))


def _words(phrases: dict[str, Any]) -> Iterator[str]:
    for phrase in phrases.values():
        forms = phrase.values() if isinstance(phrase, dict) else [phrase]
        yield from (re.sub(r"<[^>]*>|\{\w+\}", "", form) for form in forms)
