"""Whatever stands in a pack: it loads, or its faults are named; nothing else comes of it."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from quizzes.content import catalogue
from quizzes.errors import MalformedPack
from tests.quizzes.content.test_translations import activity, german, write_both

Way = tuple[Any, ...]


def ways(written: Any, *way: Any) -> Iterator[Way]:
    """The way to every part, and to every part of a part."""
    if way:
        yield way
    if isinstance(written, dict | list):
        steps = list(written) if isinstance(written, dict) else range(len(written))
        for step in steps:
            yield from ways(written[step], *way, step)


def with_junk(written: Any, way: Way, junk: Any) -> Any:
    changed = part = copy.deepcopy(written)
    for step in way[:-1]:
        part = part[step]
    part[way[-1]] = junk
    return changed


@pytest.mark.parametrize("junk", [None, {7: 7}], ids=str)
@pytest.mark.parametrize(
    ("file", "written"),
    [("activity.yaml", activity()), ("activity.de.yaml", german())],
    ids=["original", "translation"],
)
def test_junk_in_any_place_is_a_fault_with_its_file_or_harmless(
    tmp_path: Path, file: str, written: dict[str, Any], junk: Any
) -> None:
    pack, lines = write_both(tmp_path, german()), []
    for way in ways(written):
        changed = with_junk(written, way, junk)
        (pack / file).write_text(yaml.safe_dump(changed, sort_keys=False), encoding="utf-8")
        try:
            catalogue.read(pack)
        except MalformedPack as faults:
            lines += str(faults).splitlines()
    assert lines
    assert all(line.startswith("rain/activity.") for line in lines)
