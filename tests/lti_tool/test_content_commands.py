"""`lineage-lab content`: what an author types, and what is answered."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import BrowserContext

from lti_tool.cli import group
from quizzes.content import trying
from quizzes.content.activity import Question
from quizzes.scenarios.scenario import Scenario
from tests.quizzes.content.a_pack import (
    a_choice,
    a_picking,
    a_prompt,
    a_question,
    a_section,
    an_activity,
    write,
)
from tests.support.processes import answers, dying_with_us, end, free_port, wait_until
from tests.support.stack import LINEAGE_LAB


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(group, ["content", *map(str, words)])


# check


def test_a_sound_pack_is_counted(tmp_path: Path) -> None:
    questions = [a_question(count=3), a_picking(id="q2"), a_choice(id="q3")]
    pack = write(tmp_path, an_activity(questions=questions))
    said = typed("check", pack)
    assert said.output == f"{pack} is sound: 1 section, 5 questions\n"
    assert said.exit_code == 0


def test_the_pack_that_ships_is_sound() -> None:
    assert typed("check", "quizzes/content/packs/tasks-vs-assets").exit_code == 0


def test_every_fault_is_a_line(tmp_path: Path) -> None:
    section = a_section(text="gone.md", prompts=[a_prompt(minimum_words=0)])
    pack = write(tmp_path, an_activity(points=0, sections=[section]))
    said = typed("check", pack)
    assert sorted(said.output.splitlines()) == [
        "rain/activity.yaml: points: Must be from 1 to 100.",
        "rain/activity.yaml: sections.theory.prompts.why.minimum_words: Must be from 1 to 500.",
        "rain/activity.yaml: sections.theory.text: There is no file gone.md in the pack.",
    ]
    assert said.exit_code == 1


def test_what_the_engine_says_otherwise_is_a_fault(tmp_path: Path) -> None:
    pack = write(tmp_path, an_activity(questions=[a_picking(answer=["photo", "clean_car"])]))
    said = typed("check", pack)
    assert said.output == (
        "rain/activity.yaml: questions.q1.answer: photo: the engine says: Fresh. "
        "So it came about: 08:10 photo was built.\n"
    )


def test_where_there_is_no_pack_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = typed("check", tmp_path / "empty")
    assert said.output == "empty/activity.yaml: There is no file activity.yaml in the pack.\n"
    assert said.exit_code == 1


@pytest.mark.parametrize(
    ("name", "reason"), [("nowhere", "does not exist"), ("rain/activity.yaml", "is a file")]
)
def test_a_path_that_is_no_folder_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    write(tmp_path, an_activity())
    said = typed("check", tmp_path / name)
    assert f"Directory '{tmp_path / name}' {reason}." in said.output
    assert said.exit_code == 2


def test_it_needs_no_settings(tmp_path: Path) -> None:
    pack = write(tmp_path, an_activity())
    ran = subprocess.run(
        [LINEAGE_LAB, "content", "check", pack], env={}, capture_output=True, text=True
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_question_that_cannot_be_built_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(question: Question, seed: int) -> Scenario:
        if seed < 3:
            return a_scenario
        raise KeyError(question.incident)

    pack = write(tmp_path, an_activity(questions=[a_question(), a_choice(id="q2")]))
    a_scenario = Question("q", "stale_now", "A", 1).scenario(1)
    monkeypatch.setattr(Question, "scenario", refuse)
    said = typed("check", pack)
    assert said.output == (
        "rain/activity.yaml: questions.q1: It cannot be built from seed 3: KeyError('A').\n"
    )
    assert said.exit_code == 1


def test_a_question_that_is_drawn_for_ever_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = Event()

    def draw_on(question: Question, seed: int) -> Any:
        released.wait(60)

    monkeypatch.setattr(Question, "scenario", draw_on)
    monkeypatch.setattr(trying, "SECONDS", 0.1)
    said = typed("check", write(tmp_path, an_activity()))
    released.set()
    assert said.output == (
        "rain/activity.yaml: questions.q1: In 0.1 seconds it was not built from 20 seeds.\n"
    )


# preview


def test_a_pack_with_faults_is_not_shown(tmp_path: Path) -> None:
    said = typed("preview", write(tmp_path, an_activity(points=0)))
    assert said.output == "rain/activity.yaml: points: Must be from 1 to 100.\n"
    assert said.exit_code == 1


def test_a_port_for_two_is_refused(tmp_path: Path) -> None:
    pack = write(tmp_path, an_activity())
    said = typed("preview", pack, "--tool-port", "9000", "--lms-port", "9000")
    assert "two different ports" in said.output
    assert said.exit_code == 2


def test_a_taken_port_is_named_with_the_option_for_another(tmp_path: Path) -> None:
    pack = write(tmp_path, an_activity())
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command = [LINEAGE_LAB, "content", "preview", pack, "--lms-port", str(port)]
        ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 1
    assert f"Port {port} is taken" in ran.stderr
    assert "`--lms-port 900" in ran.stderr


@contextmanager
def previewed(
    pack: Path, folder: Path, ports: tuple[int, int]
) -> Iterator[subprocess.Popen[bytes]]:
    """Start it; the block runs once it says what to open."""
    tool_port, lms_port = map(str, ports)
    command = [str(LINEAGE_LAB), "content", "preview", str(pack)]
    command += ["--tool-port", tool_port, "--lms-port", lms_port]
    log = folder / "said"
    (folder / "temporary").mkdir()
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["env", f"TMPDIR={folder / 'temporary'}", *dying_with_us(command)],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until(process, lambda: "/activities/preview" in log.read_text(), log, seconds=90)
        yield process
    finally:
        end(process)


def test_a_pack_opens_in_the_practice_lms_until_ctrl_c(
    tmp_path: Path, browser_context: BrowserContext
) -> None:
    pack = write(tmp_path, an_activity(title="Rain & snow", questions=[a_picking()]))
    ports = tool_port, lms_port = free_port(), free_port()
    with previewed(pack, tmp_path, ports) as process:
        said = (tmp_path / "said").read_text()
        assert f"http://localhost:{lms_port}/activities/preview" in said
        page = browser_context.new_page()
        page.goto(f"http://localhost:{lms_port}/activities/preview")
        page.click("button[value=amara]")
        tool = page.frame_locator("iframe.tool")
        tool.get_by_role("heading", name="Rain & snow").wait_for()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert not answers("127.0.0.1", tool_port)
    assert not answers("localhost", lms_port)
    assert list((tmp_path / "temporary").iterdir()) == []
    assert "Traceback" not in (tmp_path / "said").read_text()
