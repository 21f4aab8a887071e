"""What docs/authoring.md tells an instructor to write is a pack, and is what is said there."""

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from lti_tool.cli import group
from quizzes.content import catalogue, fixed, reactions
from quizzes.scenarios.builders import BUILDERS
from tests.quizzes.content.a_pack import a_section, an_activity, write

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs/authoring.md").read_text(encoding="utf-8")
PACK = ROOT / "tests/data/packs/late-payments"
PART = re.compile(
    r"^\*\*late-payments/(\S+)\*\*[^\n]*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


def told() -> dict[str, str]:
    """Every file that the guide tells to write, its parts put together."""
    files: dict[str, str] = {}
    for name, part in PART.findall(GUIDE):
        files[name] = files.get(name, "") + part
    return files


def test_the_guide_has_every_file_of_the_pack_word_for_word() -> None:
    assert told() == {file.name: file.read_text(encoding="utf-8") for file in PACK.iterdir()}


def test_its_pack_is_as_sound_as_the_guide_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PACK.parent)
    said = CliRunner().invoke(group, ["content", "check", PACK.name]).output
    assert f"    $ lineage-lab content check late-payments\n    {said}" in GUIDE


def test_a_mistake_in_it_is_answered_as_the_guide_says(tmp_path: Path) -> None:
    pack = tmp_path / "late-payments"
    pack.mkdir()
    for name, text in told().items():
        wrong = text.replace("answer: [daily_totals]", "answer: [daily_totals, dashboard]")
        (pack / name).write_text(wrong, encoding="utf-8")
    said = CliRunner().invoke(group, ["content", "check", str(pack)]).output
    assert "dashboard" in said
    assert f"    {said}" in GUIDE


def test_it_reads_in_german_too() -> None:
    german = catalogue.read(PACK, "de")
    assert german.title == "Späte Zahlungen: Welche Tabelle hinkt nach?"
    picked = german.questions[4].scenario(1)
    assert picked.log[1].text == "Der nächtliche Lauf hat alles gebaut."
    assert picked.key == {"daily_totals"}


def test_the_guide_names_every_builder_and_every_type() -> None:
    for name in (*BUILDERS, *fixed.FIXED):
        assert f"`{name}`" in GUIDE


def test_the_guide_names_every_drawing_and_its_reaction_is_sound(tmp_path: Path) -> None:
    assert all(f"`{name}`" in GUIDE for name in reactions.PICTURES)
    written = re.findall(r"```yaml\n    figure:\n      kind: reaction\n.*?```", GUIDE, re.DOTALL)
    figure = yaml.safe_load(written[0].strip("`").removeprefix("yaml\n"))["figure"]
    pack = write(tmp_path, an_activity(sections=[a_section(figure=figure)]))
    found = catalogue.read(pack).sections[0].figure
    assert found is not None
    assert [found.statuses(state)["clean_car"].status.value for state in found.states] == [
        "Fresh",
        "Stale",
    ]
