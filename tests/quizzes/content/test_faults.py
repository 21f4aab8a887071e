"""Every fault that an author can make is named by file, place and reason."""

from pathlib import Path
from typing import Any

import pytest

from quizzes.content import catalogue
from quizzes.errors import MalformedPack
from tests.quizzes.content.a_pack import (
    CLEAN_CAR,
    WEATHER,
    a_figure,
    a_prompt,
    a_question,
    a_section,
    an_activity,
    faults,
    write,
)


def with_section(**changes: Any) -> dict[str, Any]:
    return an_activity(sections=[a_section(**changes)])


def with_figure(*pipeline: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return with_section(figure=a_figure(*pipeline, **changes))


def without(written: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in written.items() if name != key}


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    activity = an_activity(
        pass_mark=60,
        sections=[a_section(minutes="two"), without(a_section(id="end", text="end.md"), "title")],
        questions=[a_question(), a_question(points=0)],
    )
    assert sorted(faults(tmp_path, activity)) == [
        "pass_mark: Must be from 0 to 1, as 0.6 for 60 %.",
        "questions.q1.points: Must be from 1 to 100.",
        "questions: More than one of the questions is 'q1'.",
        "questions: stale_now asks about incident 'A' twice: give one of them another.",
        "sections.end.text: There is no file end.md in the pack.",
        "sections.end.title: This is missing.",
        "sections.theory.minutes: Must be a whole number, such as 3, without quotation marks.",
    ]


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ({"feedback": "sometimes"}, "feedback: Must be one of: at_the_end, after_each."),
        (
            {"questions_shown": "in_pairs"},
            "questions_shown: Must be one of: together, one_at_a_time.",
        ),
        (
            {"ask_confidence": "yes"},
            "ask_confidence: Must be true or false, without quotation marks.",
        ),
    ],
)
def test_a_way_of_asking_that_there_is_not_is_a_fault(
    tmp_path: Path, setting: dict[str, str], reason: str
) -> None:
    assert faults(tmp_path, an_activity(**setting)) == [reason]


def test_a_folder_without_an_activity_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(MalformedPack, match=r"activity\.yaml: There is no file activity\.yaml"):
        catalogue.read(tmp_path)


def test_a_syntax_error_is_named_with_its_line(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, "title: Rain\npoints: [1, 2\nattempts: 3\n")
    assert fault.startswith("line 3, column 9: ")


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("a:\n\tb: 1\n", "line 2, column 1: Indent with spaces, not with tabs."),
        ("a: Rain: or snow\n", "line 1, column 8: Words with a colon in them go in quotation"),
        (
            "a: 1\n  b: 2\n",
            "line 2, column 4: Words with a colon in them go in quotation marks; or",
        ),
        ("a:\n  - b: 1\n   c: 2\n", "line 3, column 4: Lines that belong together are indented"),
        ("a:\n  - 1\n   - 2\nb:\n   - 1\n  - 2\n", "line 6, column 3: Lines that belong together"),
        ('a: "Rain" or snow\n', "line 1, column 11: Quotation marks go around all of the words."),
        ("a: *Rain* or snow\n", "line 1, column 9: Words that begin with a sign go in quotation"),
        ("a: `Rain`\n", "line 1, column 4: Words that begin with a sign go in quotation marks."),
        ("a: 1\nb:2\nc: 3\n", "line 3, column 1: A key is followed by a colon and a space."),
    ],
)
def test_a_frequent_mistake_in_yaml_is_answered_with_what_helps(
    tmp_path: Path, text: str, advice: str
) -> None:
    [fault] = faults(tmp_path, text)
    assert fault.startswith(advice)
    assert "(YAML: " in fault


@pytest.mark.parametrize("text", ["title: \x07\n", "title: 2026-13-01\n", "? [a]\n: b\n"])
def test_yaml_that_cannot_be_loaded_is_a_fault_too(tmp_path: Path, text: str) -> None:
    assert len(faults(tmp_path, text)) == 1


def test_a_key_given_twice_is_named_with_its_line(tmp_path: Path) -> None:
    text = "title: Rain\nsections:\n- id: a\n  prompts: []\n  prompts: []\ntitle: Snow\n"
    assert faults(tmp_path, text) == [
        "line 6: 'title' is given a second time.",
        "line 5: 'prompts' is given a second time.",
    ]


def test_a_list_that_holds_itself_is_a_fault_and_no_endless_loop(tmp_path: Path) -> None:
    assert "sections.#1: Must be a mapping of keys to values." in faults(
        tmp_path, "sections: &it [*it]\n"
    )


def test_lists_within_lists_without_end_are_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, "title: " + "[" * 500) == [
        "There are too many lists or mappings within each other."
    ]


def test_a_tag_that_would_run_code_is_refused(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, "title: !!python/object/apply:os.getcwd []\n")
    assert "could not determine a constructor" in fault


@pytest.mark.parametrize("text", ["", "- title\n", "rain\n"])
def test_an_activity_is_a_mapping(tmp_path: Path, text: str) -> None:
    assert faults(tmp_path, text) == ["Must be a mapping of keys to values."]


@pytest.mark.parametrize(
    "key", ["title", "subtitle", "points", "attempts", "pass_mark", "sections", "questions"]
)
def test_no_key_of_an_activity_may_be_missing(tmp_path: Path, key: str) -> None:
    activity = without(an_activity(), key)
    assert faults(tmp_path, activity) == [f"{key}: This is missing."]


@pytest.mark.parametrize(
    ("activity", "place"),
    [
        (an_activity(colour="blue"), "colour"),
        (an_activity() | {7: "blue"}, "7"),
        (with_section(colour="blue"), "sections.theory.colour"),
        (with_section(html="<b>Rain</b>"), "sections.theory.html"),
        (with_section(prompts=[a_prompt(colour="blue")]), "sections.theory.prompts.why.colour"),
        (with_figure(colour="blue"), "sections.theory.figure.colour"),
        (
            with_figure(WEATHER | {"colour": "blue"}),
            "sections.theory.figure.pipeline.weather.colour",
        ),
        (an_activity(questions=[a_question(colour="blue")]), "questions.q1.colour"),
    ],
)
def test_a_key_that_nobody_knows_is_refused_at_every_depth(
    tmp_path: Path, activity: dict[str, Any], place: str
) -> None:
    assert faults(tmp_path, activity) == [f"{place}: Unknown key."]


@pytest.mark.parametrize(
    ("activity", "fault"),
    [
        (an_activity(title=7), "title: Must be words: put them in quotation marks."),
        (an_activity(title=" \n"), "title: Must not be empty."),
        (an_activity(title=None), "title: Must not be empty."),
        (with_section(prompts=[None]), "sections.theory.prompts.#1: Must not be empty."),
        (
            an_activity(points="ten"),
            "points: Must be a whole number, such as 3, without quotation marks.",
        ),
        (
            an_activity(points=2.5),
            "points: Must be a whole number, such as 3, without quotation marks.",
        ),
        (
            an_activity(points=True),
            "points: Must be a whole number, such as 3, without quotation marks.",
        ),
        (an_activity(attempts=0), "attempts: Must be from 1 to 99."),
        (an_activity(points=500), "points: Must be from 1 to 100."),
        (an_activity(title="x" * 201), "title: Longer than maximum length 200."),
        (with_section(minutes=10**9), "sections.theory.minutes: Must be from 1 to 600."),
        (an_activity(sections="theory"), "sections: Must be a list: a hyphen before each entry."),
        (an_activity(sections=[]), "sections: Must have at least one entry."),
        (an_activity(sections=["theory"]), "sections.#1: Must be a mapping of keys to values."),
        (an_activity(questions=[]), "questions: Must have at least one entry."),
        (
            with_section(prompts=[a_prompt(minimum_words=0)]),
            "sections.theory.prompts.why.minimum_words: Must be from 1 to 500.",
        ),
        (
            with_figure(CLEAN_CAR | {"deps": [], "code_version": 1}),
            "sections.theory.figure.pipeline.clean_car.code_version: "
            "Must be words: put them in quotation marks.",
        ),
        (
            with_figure(WEATHER | {"external": "maybe"}),
            "sections.theory.figure.pipeline.weather.external: "
            "Must be true or false, without quotation marks.",
        ),
    ],
)
def test_a_value_of_the_wrong_type_or_size_is_refused(
    tmp_path: Path, activity: dict[str, Any], fault: str
) -> None:
    assert faults(tmp_path, activity) == [fault]


def test_an_entry_without_an_id_is_called_by_its_place(tmp_path: Path) -> None:
    sections = [a_section(), without(a_section(), "id")]
    assert faults(tmp_path, an_activity(sections=sections)) == ["sections.#2.id: This is missing."]


@pytest.mark.parametrize("bad", ["Theory", "the theory", "-theory", "theory/../x", "théorie", ""])
def test_an_id_fits_into_an_address(tmp_path: Path, bad: str) -> None:
    [fault] = faults(tmp_path, with_section(id=bad))
    assert fault.endswith(".id: Use small letters, digits and single hyphens.")


def test_an_id_is_used_once(tmp_path: Path) -> None:
    sections = [a_section(prompts=[a_prompt()]), a_section(prompts=[a_prompt()])]
    assert faults(tmp_path, an_activity(sections=sections)) == [
        "sections: More than one of the sections is 'theory'.",
        "sections: More than one of the prompts is 'why'.",
    ]


def test_a_question_has_a_builder_or_a_type(tmp_path: Path) -> None:
    question = without(a_question(tpye="choose_one"), "builder")
    assert faults(tmp_path, an_activity(questions=[question])) == [
        "questions.q1: Name a builder, or the type of a question of your own."
    ]


def test_a_builder_must_be_known(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, an_activity(questions=[a_question(builder="stale_later")]))
    assert fault.startswith("questions.q1.builder: Must be one of: ")
    assert "stale_now" in fault


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path, with_section(text="gone.md")) == [
        "sections.theory.text: There is no file gone.md in the pack."
    ]


def test_a_file_with_nearly_that_name_is_suggested(tmp_path: Path) -> None:
    assert faults(tmp_path, with_section(text="theroy.md")) == [
        "sections.theory.text: There is no file theroy.md in the pack, but there is theory.md."
    ]


def test_an_empty_text_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path, an_activity(), theory="\n") == [
        "sections.theory.text: theory.md is empty."
    ]


@pytest.mark.parametrize("name", ["../secret.md", "/etc/hostname", "sub/../../secret.md"])
def test_a_text_outside_the_pack_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.md").write_text("Not for readers.")
    assert faults(tmp_path, with_section(text=name)) == [
        f"sections.theory.text: {name} lies outside the pack."
    ]


def test_a_link_that_leads_out_of_the_pack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("Not for readers.")
    pack = write(tmp_path, an_activity())
    (pack / "link.md").symlink_to(tmp_path / "secret.md")
    assert faults(tmp_path, with_section(text="link.md")) == [
        "sections.theory.text: link.md lies outside the pack."
    ]


def test_a_text_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    pack = write(tmp_path, an_activity())
    (pack / "latin.md").write_bytes("Es regnet häufig.".encode("latin-1"))
    assert faults(tmp_path, with_section(text="latin.md")) == [
        "sections.theory.text: latin.md is not UTF-8 text: save it as UTF-8."
    ]


@pytest.mark.parametrize("name", [".", "the\0ory.md", "loop.md"])
def test_a_name_that_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    pack = write(tmp_path, an_activity())
    (pack / "loop.md").symlink_to(pack / "loop.md")
    [fault] = faults(tmp_path, with_section(text=name))
    assert fault.startswith(f"sections.theory.text: {name!r} cannot be read: ")


@pytest.mark.parametrize("key", ["description", "caption"])
def test_a_figure_without_words_for_those_who_cannot_see_it_is_refused(
    tmp_path: Path, key: str
) -> None:
    figure = without(a_figure(), key)
    assert faults(tmp_path, with_section(figure=figure)) == [
        f"sections.theory.figure.{key}: This is missing."
    ]
    assert faults(tmp_path, with_figure(**{key: " "})) == [
        f"sections.theory.figure.{key}: Must not be empty."
    ]


def test_a_figure_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, with_figure(kind="pie")) == [
        "sections.theory.figure.kind: Must be one of: two-models, reaction."
    ]


def test_a_graph_too_long_to_be_drawn_is_refused(tmp_path: Path) -> None:
    chain = [
        {"name": f"a{number}", "task": f"t{number}", "deps": [f"a{number - 1}"] if number else []}
        for number in range(13)
    ]
    [fault] = faults(tmp_path, with_figure(*chain))
    assert "more than 12 columns or rows" in fault


@pytest.mark.parametrize(
    ("pipeline", "reason"),
    [
        ([CLEAN_CAR], "clean_car depends on weather, which is no asset."),
        ([WEATHER, CLEAN_CAR, CLEAN_CAR | {"task": "wash_again"}], "Two assets are called"),
        (
            [WEATHER, CLEAN_CAR, CLEAN_CAR | {"name": "clean_van"}],
            "More than one of the tasks is 'wash_car'",
        ),
        (
            [
                CLEAN_CAR | {"deps": ["photo"]},
                {"name": "photo", "task": "take_photo", "deps": ["clean_car"]},
            ],
            "wait for each other",
        ),
    ],
)
def test_a_graph_that_is_no_pipeline_is_refused(
    tmp_path: Path, pipeline: list[dict[str, Any]], reason: str
) -> None:
    [fault] = faults(tmp_path, with_figure(*pipeline))
    assert fault.startswith("sections.theory.figure.pipeline: ")
    assert reason in fault


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        ({"op": "materialize", "assets": ["weather"]}, ".assets: weather is external."),
        ({"op": "materialize"}, ".assets: is missing."),
        ({"op": "add_dep", "asset": "clean_car", "dep": "weather"}, ": clean_car names its"),
        ({"op": "add_dep", "asset": "clean_car", "dep": "snow"}, ": clean_car depends on snow"),
        ({"at": "09:00", "op": "observe", "asset": "weather", "data_version": "1"}, ".at: no such"),
        ({7: "observe"}, ".7: Must be words: put them in quotation marks."),
        ("observe", ": Must be a mapping of keys to values."),
    ],
)
def test_what_cannot_happen_in_a_figure_is_named_by_its_place(
    tmp_path: Path, event: Any, fault: str
) -> None:
    seen = {"op": "observe", "asset": "weather", "data_version": "dry"}
    [line] = faults(tmp_path, with_figure(events=[seen, event]))
    assert line.startswith(f"sections.theory.figure.events.#2{fault}")


@pytest.mark.parametrize(
    "built", [{"deps": ["clean_car"]}, {"code_version": "1"}, {"task": "make_weather"}]
)
def test_an_external_asset_is_not_built_here(tmp_path: Path, built: dict[str, Any]) -> None:
    car = without(CLEAN_CAR, "deps")
    assert faults(tmp_path, with_figure(car, WEATHER | built)) == [
        "sections.theory.figure.pipeline.weather: "
        "Made elsewhere, so it has no task, deps or code_version here."
    ]


def test_any_other_asset_names_the_task_that_makes_it(tmp_path: Path) -> None:
    assert faults(tmp_path, with_figure(WEATHER, without(CLEAN_CAR, "task"))) == [
        "sections.theory.figure.pipeline.clean_car.task: "
        "Name the task that makes it, or say external: true."
    ]


def test_a_name_fits_into_its_box(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, with_figure(WEATHER | {"name": "a_very_long_name_of_a_table"}))
    assert "it would not fit into its box" in fault


@pytest.mark.parametrize(
    ("markdown", "reason"),
    [
        ("![A cloud](cloud.png)", "pictures cannot be shown yet (cloud.png)"),
        ("[More](more.md)", "a link must begin with one of https://"),
        ("| a |\n|---|\n| [More](more.md) |", "a link must begin with one of https://"),
    ],
)
def test_markdown_that_a_page_cannot_show_is_refused(
    tmp_path: Path, markdown: str, reason: str
) -> None:
    [fault] = faults(tmp_path, an_activity(), theory=markdown)
    assert fault.startswith(f"sections.theory.text: theory.md: {reason}")
