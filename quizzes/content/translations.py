"""An activity in another language: the words of activity.de.yaml in the place of the author's own.

What holds no words (points, pipelines, answers) is written once, in activity.yaml. The words
stand in the same places as there, by their ids; a list whose entries have no id is a list again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from marshmallow import ValidationError

SPOKEN: Final = frozenset(
    {"title", "subtitle", "caption", "description", "label", "text", "hints"}
    | {"story", "prompt", "rule", "why", "groups", "notes"}
)
NOTHING: Final = object()


def in_language(file: str, language: str) -> str:
    """Return what the translation of a file is called: theory.de.md."""
    path = PurePosixPath(file)
    return str(path.with_suffix(f".{language}{path.suffix}"))


def translated(written: Any, words: Any, language: str) -> Any:
    """Put the words into what was written, which is sound; or ValidationError for each place."""
    translation = _Translation(language)
    found = translation.of(written, words)
    if translation.faults:
        raise ValidationError(translation.faults)
    return found


class _Translation:
    """Goes through both at once, and keeps what does not fit."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.faults: list[str] = []

    def of(self, written: Any, words: Any, *path: str, spoken: bool = False) -> Any:
        """Return what was written with these words."""
        if isinstance(written, Mapping):
            return self.each(written, words, *path, spoken=spoken)
        if isinstance(written, list):
            entries, theirs = _by_id(written, words)
            return list(self.each(entries, theirs, *path, spoken=spoken, keys=()).values())
        if spoken and words is NOTHING:
            self.fault("These words are missing.", *path)
        if not spoken and words is not NOTHING:
            self.fault("Nothing here can be translated.", *path)
        return words if spoken else written

    def each(
        self,
        written: Mapping[Any, Any],
        words: Any,
        *path: str,
        spoken: bool,
        keys: Collection[str] = SPOKEN,  # none of them, where the parts go by their ids
    ) -> dict[Any, Any]:
        """Do so for every part."""
        if not isinstance(words, Mapping):
            if words is not NOTHING:
                self.fault("Must have the same parts as in activity.yaml.", *path)
                return dict(written)
            words = {}
        for unknown in (part for part in words if part not in written):
            self.fault("There is nothing of that name in activity.yaml.", *path, str(unknown))
        return {
            part: self.file(value, words.get(part, NOTHING), *path)
            if part == "text" and path[:-1] == ("sections",)
            else self.of(
                value,
                words.get(part, NOTHING),
                *path,
                str(part),
                spoken=spoken or part in keys,
            )
            for part, value in written.items()
        }

    def file(self, name: str, words: Any, *path: str) -> str:
        """Return the name of a section's text in this language."""
        if words is not NOTHING:
            self.fault("A section's text is a file of its own.", *path, "text")
        return in_language(name, self.language)

    def fault(self, reason: str, *path: str) -> None:
        """Keep a line for the author."""
        self.faults.append(f"{'.'.join(path)}: {reason}" if path else reason)


def _by_id(written: list[Any], words: Any) -> tuple[dict[str, Any], Any]:
    """Call the entries of a list by their ids, else by their places; the words likewise."""
    if all(isinstance(entry, Mapping) and "id" in entry for entry in written):
        return {entry["id"]: entry for entry in written}, words
    if words is NOTHING:
        return _numbered(written), NOTHING
    return _numbered(written), _numbered(words) if isinstance(words, list) else None


def _numbered(entries: list[Any]) -> dict[str, Any]:
    return {f"#{place}": entry for place, entry in enumerate(entries, start=1)}
