"""`python -m quizzes solve`: a file of cases in, JSON out, or a sentence about what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from quizzes.__main__ import main

FRESH = {"status": "FRESH", "causes": []}
STALE = {"status": "STALE", "causes": [["CODE", None, "has a new code version"]]}
NEW_CODE = {
    "id": "new code",
    "family": "unpartitioned",
    "assets": {
        "orders": {"kind": "asset", "deps": [], "code_version": "1"},
        "report": {"kind": "asset", "deps": ["orders"], "code_version": "1"},
    },
    "events": [
        {"op": "materialize", "assets": ["orders", "report"]},
        {"op": "set_code_version", "asset": "orders", "code_version": "2"},
    ],
}
GREEN = {
    "id": "green",
    "family": "trigger_rules",
    "tasks": {
        "load": {
            "deps": [],
            "trigger_rule": "all_success",
            "retries": 1,
            "kind": "task",
            "attempts": ["fail", "success"],
        }
    },
}


@pytest.fixture
def solve(monkeypatch, tmp_path, capsys):
    def solve(engine, text):
        file = tmp_path / "cases.json"
        file.write_bytes(text if isinstance(text, bytes) else json.dumps(text).encode())
        monkeypatch.setattr(sys, "argv", ["quizzes", "solve", "--engine", engine, str(file)])
        return main(), *capsys.readouterr()

    return solve


@pytest.mark.parametrize("wrapped", [[NEW_CODE], {"oracle": "dagster", "cases": [NEW_CODE]}])
def test_a_list_of_cases_and_a_file_of_recorded_ones_are_answered_alike(solve, wrapped):
    status, out, err = solve("dagster", wrapped)
    assert json.loads(out) == {"new code": {"orders": STALE, "report": FRESH}}
    assert (status, err) == (0, "")


def test_airflows_engine_says_states_calls_and_the_run(solve):
    _, out, _ = solve("airflow", [GREEN])
    found = {"states": {"load": "success"}, "calls": {"load": 2}, "run": "success"}
    assert json.loads(out) == {"green": found}


def test_what_is_cleared_is_answered_too(solve):
    clear = {"task": "load", "downstream": False, "only_failed": False}
    _, out, _ = solve("airflow", [GREEN | {"clear": clear}])
    again = {"states": {"load": "success"}, "calls": {"load": 3}, "run": "success"}
    assert json.loads(out)["green"]["after_clear"] == again


def test_no_cases_have_no_answers(solve):
    assert solve("airflow", []) == (0, "{}\n", "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "cases.json is not JSON: Expecting value"),
        (b"\xff\xfe\xff", "cases.json is not JSON: "),
        (b"[" * 200_000, "cases.json is not JSON: "),
        ([NEW_CODE | {"id": "\ud800"}], "cases.json is not JSON: 'utf-8' codec can't encode"),
        (3, 'cases.json is neither a list of cases nor an object with "cases": [...].'),
        ({"case": []}, 'cases.json is neither a list of cases nor an object with "cases": [...].'),
        ([NEW_CODE, "b"], "cases.json: case number 2 is no object with an id."),
        ([{"family": "unpartitioned"}], "cases.json: case number 1 is no object with an id."),
        ([NEW_CODE, NEW_CODE], "cases.json: 2 cases have the id new code."),
        ([NEW_CODE | {"events": [{"op": "drop"}]}], "new code"),
    ],
)
def test_malformed_cases_are_refused_with_a_sentence_and_status_2(solve, text, sentence):
    status, out, err = solve("dagster", text)
    assert (status, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_is_named(solve, tmp_path, monkeypatch, capsys):
    file = str(tmp_path / "none.json")
    monkeypatch.setattr(sys, "argv", ["quizzes", "solve", "--engine", "dagster", file])
    assert main() == 2
    assert capsys.readouterr().err == f"{file} cannot be read: No such file or directory.\n"


def test_an_engine_that_nobody_has_is_refused_with_status_2(tmp_path):
    file = tmp_path / "cases.json"
    file.write_text("[]")
    command = [sys.executable, "-m", "quizzes", "solve", "--engine", "prefect", str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "dagster" in done.stderr
