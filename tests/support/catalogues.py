"""Bring what the code says into every catalogue: `make catalogues`.

A translation of a message that changed is kept, and marked as fuzzy: somebody has to look at it.
What nobody says any more is dropped. Messages stand in the order of the alphabet and without
line numbers or dates, so that a catalogue changes only where a message does.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from lti_tool.languages import LOCALES

ROOT = Path(__file__).parents[2]
SAID = {"say": None, "say_number": (1, 2)}
MARKED = {"_": None, "gettext": None, "ngettext": (1, 2), "forms": (1, 2)}
METHODS = [
    ("practice/**", "ignore"),  # the practice LMS is English
    ("launcher/**", "ignore"),  # so is what starts it
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("templates/**.html", "jinja2"),
]
TRIMMED = {"trimmed": "true", "silent": "false"}
OPTIONS = {"**/templates/**.html": TRIMMED, "templates/**.html": TRIMMED}
OF_NO_USE = re.compile(
    rb'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By|Project-Id-Version'
    rb"|Report-Msgid-Bugs-To|Language-Team).*\n"
)


@cache
def said() -> Catalog:
    """Collect every message of the code and of the templates."""
    found = Catalog(charset="utf-8", fuzzy=False)
    for file, message, comments in _messages():
        found.add(message, locations=[(file, 0)], auto_comments=comments)
    return found


def file_of(language: str) -> Path:
    """Return where the catalogue of a language is."""
    return LOCALES / language / "messages.po"


def read(language: str) -> Catalog:
    """Return the catalogue of a language."""
    with file_of(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    catalogue.fuzzy = False
    if "FIRST AUTHOR" in catalogue.header_comment:  # Babel's own, where there was none
        catalogue.header_comment = f"# Lineage Lab in {Locale.parse(language).english_name}."
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as it is kept."""
    file = BytesIO()
    write_po(
        file, catalogue, width=98, sort_output=True, include_lineno=False, ignore_obsolete=True
    )
    return OF_NO_USE.sub(b"", file.getvalue()).lstrip()


def is_done(message: Message) -> bool:
    """Tell whether somebody has translated a message, every form of it, as it is now."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms) and not message.fuzzy


def _messages() -> Iterator[tuple[str, str | tuple[str, ...], list[str]]]:
    for package in ("lti_tool", "quizzes"):
        found = extract_from_dir(
            ROOT / package,
            METHODS,
            OPTIONS,
            keywords=SAID | MARKED,
            comment_tags=["Translators:"],
            strip_comment_tags=True,
        )
        for file, _, message, comments, _ in found:
            yield f"{package}/{Path(file).as_posix()}", message, comments


def main() -> None:
    """Update every catalogue."""
    found = said()
    for file in sorted(LOCALES.glob("*/messages.po")):
        language = file.parent.name
        catalogue = read(language)
        catalogue.update(found)
        file.write_bytes(written(catalogue))
        left = sum(not is_done(each) for each in catalogue if each.id)
        sys.stdout.write(f"{language}: {len(catalogue)} messages, {left} to translate\n")


if __name__ == "__main__":
    main()
