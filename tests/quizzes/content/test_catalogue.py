"""What a pack loads as, and when it counts as another version."""

from pathlib import Path

import pytest

from quizzes.content import catalogue
from quizzes.content.activity import Prompt, Question
from quizzes.errors import MalformedPack
from quizzes.orchestrators.events import Materialize, Observe
from quizzes.orchestrators.pipeline import Asset, Pipeline
from tests.quizzes.content.a_pack import (
    a_figure,
    a_prompt,
    a_question,
    a_section,
    an_activity,
    write,
)


def test_a_pack_loads_as_frozen_values(tmp_path: Path) -> None:
    section = a_section(prompts=[a_prompt()], figure=a_figure())
    activity = catalogue.read(write(tmp_path, an_activity(sections=[section])))
    assert (activity.key, activity.title, activity.points) == ("rain", "Rain", 10)
    assert (activity.attempts, activity.pass_mark) == (3, 0.6)
    assert activity.sections[0].html == "<p>Rain <em>falls</em>.</p>\n"
    assert activity.questions == (Question("q1", "stale_now", "A", 2),)
    assert activity.prompts == (Prompt("why", "Why does it rain?", 15),)
    assert activity.sections[0].figure is not None
    assert activity.sections[0].figure.pipeline == Pipeline(
        (
            Asset("weather", external=True),
            Asset("clean_car", ("weather",), "1", task="wash_car"),
        )
    )


def test_how_questions_are_asked_is_usual_where_a_pack_does_not_say(tmp_path: Path) -> None:
    said = {"feedback": "after_each", "questions_shown": "one_at_a_time", "ask_confidence": True}
    for name in ("usual", "other"):
        (tmp_path / name).mkdir()
    usual = catalogue.read(write(tmp_path / "usual", an_activity()))
    other = catalogue.read(write(tmp_path / "other", an_activity(**said)))
    assert [getattr(usual, name) for name in said] == ["at_the_end", "together", False]
    assert {name: getattr(other, name) for name in said} == said


def test_what_has_happened_in_a_figure_is_kept_with_it(tmp_path: Path) -> None:
    seen = {"op": "observe", "asset": "weather", "data_version": "dry"}
    figure = a_figure(events=[seen, {"op": "materialize", "assets": ["clean_car"]}])
    section = catalogue.read(
        write(tmp_path, an_activity(sections=[a_section(figure=figure)]))
    ).sections[0]
    assert section.figure is not None
    assert section.figure.events == (Observe("weather", "dry"), Materialize(("clean_car",)))


def test_a_section_needs_neither_figure_nor_prompts(tmp_path: Path) -> None:
    section = catalogue.read(write(tmp_path, an_activity())).sections[0]
    assert (section.figure, section.prompts) == (None, ())


def test_prompts_of_all_sections_come_in_the_order_of_reading(tmp_path: Path) -> None:
    sections = [
        a_section(id=name, prompts=[a_prompt(id=f"{name}-prompt")]) for name in ("one", "two")
    ]
    activity = catalogue.read(write(tmp_path, an_activity(sections=sections)))
    assert [prompt.id for prompt in activity.prompts] == ["one-prompt", "two-prompt"]


def test_line_breaks_of_the_yaml_are_no_part_of_a_sentence(tmp_path: Path) -> None:
    pack = write(tmp_path, an_activity(subtitle="What gets wet,\nand what does not.\n"))
    assert catalogue.read(pack).subtitle == "What gets wet, and what does not."


def test_a_text_saved_with_a_byte_order_mark_reads_the_same(tmp_path: Path) -> None:
    pack = write(tmp_path, an_activity())
    plain = catalogue.read(pack)
    (pack / "theory.md").write_text("Rain *falls*.", encoding="utf-8-sig")
    assert catalogue.read(pack) == plain


@pytest.mark.parametrize("changed", ["activity.yaml", "theory.md"])
def test_the_version_changes_when_a_file_changes(tmp_path: Path, changed: str) -> None:
    pack = write(tmp_path, an_activity())
    before = catalogue.read(pack).version
    with (pack / changed).open("a", encoding="utf-8") as file:
        file.write("\n# A change\n")
    assert catalogue.read(pack).version != before


def test_the_version_is_the_same_wherever_the_pack_lies(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    one, other = write(here, an_activity()), write(there, an_activity())
    assert catalogue.read(one).version == catalogue.read(other).version


def test_a_file_that_the_pack_does_not_name_leaves_the_version_alone(tmp_path: Path) -> None:
    pack = write(tmp_path, an_activity())
    before = catalogue.read(pack).version
    (pack / "notes.txt").write_text("Ask about hail.")
    assert catalogue.read(pack).version == before


def test_two_different_questions_may_be_about_one_incident(tmp_path: Path) -> None:
    questions = [a_question(), a_question(id="q2", builder="rebuild_all")]
    activity = catalogue.read(write(tmp_path, an_activity(questions=questions)))
    assert [question.builder for question in activity.questions] == ["stale_now", "rebuild_all"]


def test_a_pack_is_read_once() -> None:
    assert catalogue.load("tasks-vs-assets") is catalogue.load("tasks-vs-assets")


@pytest.mark.parametrize("key", ["nope", "../packs/tasks-vs-assets", ""])
def test_an_unknown_key_is_refused_with_the_known_ones(key: str) -> None:
    with pytest.raises(MalformedPack, match="there is: tasks-vs-assets"):
        catalogue.load(key)
