"""An activity in a second language: all of its words, and no others."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from quizzes.content import catalogue
from quizzes.errors import MalformedPack
from tests.quizzes.content.a_pack import (
    a_choice,
    a_figure,
    a_painting,
    a_prompt,
    a_question,
    a_section,
    a_sorting,
    an_activity,
    write,
)


def activity() -> dict[str, Any]:
    section = a_section(figure=a_figure(), prompts=[a_prompt()])
    questions = [
        a_question(hints=["Look up."], count=2),
        a_choice(id="q2"),
        a_sorting(id="q3"),
        a_painting(id="q4", notes={"photo": "hangs in the hall"}),
    ]
    questions[3]["events"][0]["text"] = "The sky was clear."
    return an_activity(translations=["de"], sections=[section], questions=questions)


ASKED = {"story": "Es war nass.", "prompt": "Was ist nass?", "rule": "Regen macht nass."}


def german() -> dict[str, Any]:
    return {
        "title": "Regen",
        "subtitle": "Was nass wird.",
        "sections": {
            "theory": {
                "title": "Theorie",
                "figure": {"caption": "Klicken.", "description": "Vom Wetter zum Auto."},
                "prompts": {"why": {"text": "Warum regnet es?"}},
            }
        },
        "questions": {
            "q1": {"hints": ["Schau nach oben."]},
            "q2": ASKED
            | {
                "options": [
                    {"text": "Das Auto.", "why": "Es steht draußen."},
                    {"text": "Das Bett.", "why": "Es steht drinnen."},
                ]
            },
            "q3": ASKED
            | {
                "groups": {"wet": "Wird nass", "dry": "Bleibt trocken"},
                "statements": [
                    {"text": "Das Auto.", "why": "Es steht draußen."},
                    {"text": "Das Bett.", "why": "Es steht drinnen."},
                ],
            },
            "q4": ASKED
            | {"notes": {"photo": "hängt im Flur"}, "events": [{"text": "Der Himmel war klar."}]},
        },
    }


def write_both(folder: Path, words: Any, theory: str | None = "Regen *fällt*.") -> Path:
    pack = write(folder, activity())
    if words is not None:
        written = yaml.safe_dump(words, sort_keys=False, allow_unicode=True)
        (pack / "activity.de.yaml").write_text(written, encoding="utf-8")
    if theory is not None:
        (pack / "theory.de.md").write_text(theory, encoding="utf-8")
    return pack


def faults(pack: Path) -> list[str]:
    with pytest.raises(MalformedPack) as refused:
        catalogue.read(pack)
    return str(refused.value).splitlines()


def test_an_activity_is_given_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    pack = write_both(tmp_path, german())
    mine, theirs = catalogue.read(pack), catalogue.read(pack, "de")
    assert (mine.title, theirs.title) == ("Rain", "Regen")
    [section] = theirs.sections
    assert (section.title, section.html) == ("Theorie", "<p>Regen <em>fällt</em>.</p>\n")
    assert section.figure is not None
    assert section.figure.description == "Vom Wetter zum Auto."
    assert [(prompt.text, prompt.minimum_words) for prompt in theirs.prompts] == [
        ("Warum regnet es?", 15)
    ]
    assert [question.hints for question in theirs.questions[:2]] == [("Schau nach oben.",)] * 2
    assert theirs.translations == mine.translations == ("de",)


def test_an_authors_own_questions_are_translated_and_their_keys_stay(tmp_path: Path) -> None:
    pack = write_both(tmp_path, german())
    mine = [question.scenario(1) for question in catalogue.read(pack).questions[2:]]
    theirs = [question.scenario(1) for question in catalogue.read(pack, "de").questions[2:]]
    assert [told.key for told in mine] == [told.key for told in theirs]
    assert [told.prompt for told in theirs] == ["Was ist nass?"] * 3
    assert theirs[1].places[0].options[0].words == "Wird nass"
    assert theirs[2].log[0].text == "Der Himmel war klar."
    assert theirs[2].notes["photo"] == "hängt im Flur"


def test_all_languages_are_one_version(tmp_path: Path) -> None:
    pack = write_both(tmp_path, german())
    before = catalogue.read(pack).version
    assert catalogue.read(pack, "de").version == before
    (pack / "theory.de.md").write_text("Schnee.")
    assert catalogue.read(pack).version != before


def test_a_language_that_it_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedPack, match=r"rain has no translation 'fr'\."):
        catalogue.read(write_both(tmp_path, german()), "fr")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert faults(write_both(tmp_path, None)) == [
        "rain/activity.de.yaml: There is no file activity.de.yaml in the pack."
    ]


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    assert faults(write_both(tmp_path, german(), None)) == [
        "rain/activity.de.yaml: sections.theory.text: There is no file theory.de.md in the pack."
    ]


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("title", "title: These words are missing."),
        ("sections.theory", "sections.theory.title: These words are missing."),
        ("sections.theory.figure.caption", "sections.theory.figure.caption: These words are"),
        ("sections.theory.prompts.why", "sections.theory.prompts.why.text: These words are"),
        ("questions.q1.hints", "questions.q1.hints.#1: These words are missing."),
        ("questions.q2.options", "questions.q2.options.#2.why: These words are missing."),
        ("questions.q3.groups.dry", "questions.q3.groups.dry: These words are missing."),
        ("questions.q4.events", "questions.q4.events.#1.text: These words are missing."),
    ],
)
def test_missing_words_are_named_by_their_place(tmp_path: Path, path: str, fault: str) -> None:
    words = german()
    *way, last = path.split(".")
    part = words
    for step in way:
        part = part[step]
    del part[last]
    found = faults(write_both(tmp_path, words))
    assert any(line.startswith(f"rain/activity.de.yaml: {fault}") for line in found), found


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"colour": "blau"}, "colour: There is nothing of that name in activity.yaml."),
        ({"sections": {"snow": {"title": "Schnee"}}}, "sections.snow: There is nothing of that"),
        ({"points": 12}, "points: Nothing here can be translated."),
        ({"sections": {"theory": {"text": "Regen."}}}, "sections.theory.text: A section's text is"),
        ({"sections": [{"title": "Theorie"}]}, "sections: Must have the same parts as in activity"),
        ({"title": 7}, "title: Must be words: put them in quotation marks."),
        ({"title": " "}, "title: Must not be empty."),
        ({"questions": {"q1": {"hints": ["Eins.", "Zwei."]}}}, "questions.q1.hints.#2: There is"),
        ({"questions": {"q1": {"hints": "Eins."}}}, "questions.q1.hints: Must have the same parts"),
        ({"questions": {"q4": {"answer": {"photo": "Alt"}}}}, "questions.q4.answer.photo: Nothing"),
    ],
)
def test_words_for_nothing_are_named_by_their_place(
    tmp_path: Path, words: dict[str, Any], fault: str
) -> None:
    found = faults(write_both(tmp_path, german() | words))
    assert any(line.startswith(f"rain/activity.de.yaml: {fault}") for line in found), found


@pytest.mark.parametrize("words", [[], "Regen", {}])
def test_a_translation_is_a_mapping_and_says_something(tmp_path: Path, words: Any) -> None:
    assert faults(write_both(tmp_path, words))


def test_markdown_of_another_language_is_held_to_the_same_rules(tmp_path: Path) -> None:
    assert faults(write_both(tmp_path, german(), "![Eine Wolke](wolke.png)")) == [
        "rain/activity.de.yaml: sections.theory.text: "
        "theory.de.md: pictures cannot be shown yet (wolke.png)."
    ]


def test_a_translation_that_is_not_declared_is_named(tmp_path: Path) -> None:
    pack = write_both(tmp_path, german())
    (pack / "activity.fr.yaml").write_text("title: Pluie\n")
    assert faults(pack) == [
        "rain/activity.fr.yaml: Its language is not among the translations of activity.yaml."
    ]


@pytest.mark.parametrize("language", ["German", "../de", "d", 7])
def test_a_language_is_a_short_code(tmp_path: Path, language: Any) -> None:
    pack = write(tmp_path, an_activity(translations=[language]))
    [fault] = faults(pack)
    assert fault.startswith("rain/activity.yaml: translations.#1: ")
