"""Machines on which the environment cannot be made: each is told why, in one sentence."""

import subprocess
import sys
from pathlib import Path

from tests.support.prepare import ROOT

SCRIPT = ROOT / "tests" / "support" / "python.sh"
# A Python as the script meets it: it is asked for its version, if that is enough, and for venv.
PYTHON = """#!/bin/sh
case "$2" in
    *print*) echo {version} ;;
    *version_info*) exit {too_old} ;;
    *venv*) exit {lacks_venv} ;;
esac
"""


def a_python(folder: Path, name: str, version: str, too_old: int = 0, lacks_venv: int = 0) -> Path:
    python = folder / name
    python.write_text(PYTHON.format(version=version, too_old=too_old, lacks_venv=lacks_venv))
    python.chmod(0o755)
    return python


def ask(path: Path, named: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", SCRIPT],
        env={"PATH": str(path), "PYTHON": named},
        capture_output=True,
        text=True,
    )


def told(path: Path, named: str = "") -> str:
    """What a machine is told on which there is no Python for us: one line."""
    asked = ask(path, named)
    assert asked.returncode == 1
    assert asked.stdout == ""
    assert asked.stderr.count("\n") == 1
    return asked.stderr


def test_an_old_python_is_named_with_what_is_needed(tmp_path: Path) -> None:
    a_python(tmp_path, "python3", "3.9.2", too_old=1)
    assert "needs Python 3.11 or newer, and here is only 3.9.2" in told(tmp_path)


def test_a_missing_venv_module_is_named_with_the_command_that_brings_it(tmp_path: Path) -> None:
    a_python(tmp_path, "python3", "3.11.2", lacks_venv=1)
    sentence = told(tmp_path)
    assert sentence.startswith("python3 has no venv module")
    assert "sudo apt install python3-venv" in sentence


def test_no_python_at_all_is_said(tmp_path: Path) -> None:
    assert "there is no python3 here" in told(tmp_path)


def test_a_python_that_was_named_is_not_replaced_by_another(tmp_path: Path) -> None:
    a_python(tmp_path, "python3", "3.12.1")
    assert "there is no /nowhere/python here" in told(tmp_path, named="/nowhere/python")


def test_the_newest_python_that_can_make_environments_is_taken(tmp_path: Path) -> None:
    a_python(tmp_path, "python3.13", "3.13.0", lacks_venv=1)
    a_python(tmp_path, "python3.12", "3.12.1")
    a_python(tmp_path, "python3", "3.9.2", too_old=1)
    assert ask(tmp_path).stdout == "python3.12\n"


def test_the_python_that_runs_these_tests_will_do() -> None:
    assert ask(Path("/nowhere"), named=sys.executable).stdout == f"{sys.executable}\n"
