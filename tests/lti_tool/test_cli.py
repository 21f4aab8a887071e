"""The command line: what an admin types, and what it answers to a slip."""

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from lti_tool.cli import group
from lti_tool.config import BadConfiguration, Config
from lti_tool.models import Deployment, Registration
from lti_tool.platforms import invites
from quizzes.db import utcnow
from tests.support.launching import TOOL, Client
from tests.support.platform import Platform
from tests.support.stack import LINEAGE_LAB

GIVEN = [
    "--issuer", "http://localhost:8000", "--client-id", "c", "--deployment", "1",
    "--login-url", "http://localhost:8000/auth", "--token-url", "http://localhost:8000/token",
    "--keys-url", "http://localhost:8000/jwks",
]  # fmt: skip


def test_a_platform_is_added_and_listed(app: Flask) -> None:
    runner = app.test_cli_runner()
    added = runner.invoke(group, ["platforms", "add", *GIVEN])
    assert added.exit_code == 0, added.output
    listed = runner.invoke(group, ["platforms", "list"]).output
    assert "2  localhost:8000: Waiting for its first launch. Activate Lineage Lab" in listed
    assert "http://localhost:8000  client c  deployments 1" in listed


def test_adding_a_platform_twice_keeps_one(app: Flask) -> None:
    runner = app.test_cli_runner()
    for _ in range(2):
        assert runner.invoke(group, ["platforms", "add", *GIVEN]).exit_code == 0
    assert runner.invoke(group, ["platforms", "list"]).output.count("client c ") == 1


def test_the_list_says_how_each_platform_stands(app: Flask, platform: Platform) -> None:
    runner = app.test_cli_runner()
    Client(app).open(platform)
    assert "Works: last launch" in runner.invoke(group, ["platforms", "list"]).output
    runner.invoke(group, ["platforms", "remove", "1", "--yes"])
    assert "Removed: launches are refused." in runner.invoke(group, ["platforms", "list"]).output


def test_a_list_of_none_says_how_to_begin(app: Flask) -> None:
    with app.extensions["database"].begin() as session:
        session.execute(delete(Deployment))
        session.execute(delete(Registration))
    answer = app.test_cli_runner().invoke(group, ["platforms", "list"])
    assert "lineage-lab platforms invite" in answer.output


def test_an_audience_is_kept(app: Flask) -> None:
    named = [*GIVEN, "--audience", "https://lms.example/oauth"]
    assert app.test_cli_runner().invoke(group, ["platforms", "add", *named]).exit_code == 0
    with app.extensions["database"].read() as session:
        kept = session.scalars(select(Registration).filter_by(client_id="c")).one()
    assert kept.token_audience == "https://lms.example/oauth"


def test_an_invite_is_printed_with_what_to_do_with_it(app: Flask) -> None:
    typed = ["--host", "moodle.example.edu", "--note", "Physics", "--days", "2"]
    answer = app.test_cli_runner().invoke(group, ["platforms", "invite", *typed])
    assert answer.exit_code == 0, answer.output
    for words in ("the LMS at moodle.example.edu", "2 days", "Add LTI Advantage"):
        assert words in answer.output
    token = answer.output.partition(f"{TOOL}/lti/register?invite=")[2].split()[0]
    with app.extensions["database"].read() as session:
        made = invites.find(session, token)
    assert (made.note, made.host) == ("Physics", "moodle.example.edu")
    assert abs(made.expires_at - utcnow() - timedelta(days=2)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (["invite", "--host", "no host"], 1, "is no host of an LMS"),
        (["invite", "--note", "x" * 256], 1, "at most 255 characters"),
        (["invite", "--days", "0"], 2, "0 is not in the range"),
        (["check", "99"], 1, "could not find that LMS"),
        (["check", "one"], 2, "not a valid integer"),
        (["remove", "99", "--yes"], 1, "could not find that LMS"),
        (["remove"], 2, "Missing argument 'ID'"),
        (["remove", str(10**30), "--yes"], 2, "not in the range"),
    ],
)
def test_a_slip_gets_a_sentence(app: Flask, typed: list[str], code: int, words: str) -> None:
    answer = app.test_cli_runner().invoke(group, ["platforms", *typed])
    assert (answer.exit_code, words in answer.output) == (code, True), answer.output
    assert isinstance(answer.exception, SystemExit)


def test_removing_a_platform_asks_first(app: Flask, platform: Platform) -> None:
    runner = app.test_cli_runner()
    kept = runner.invoke(group, ["platforms", "remove", "1"], input="n\n")
    assert kept.exit_code == 1
    Client(app).open(platform)
    gone = runner.invoke(group, ["platforms", "remove", "1"], input="y\n")
    assert gone.exit_code == 0, gone.output
    assert "is removed" in gone.output


def test_a_check_prints_findings_and_fails_where_something_does(
    app: Flask, platform: Platform
) -> None:
    runner = app.test_cli_runner()
    well = runner.invoke(group, ["platforms", "check", "1"])
    assert well.exit_code == 0, well.output
    assert "ok       Permission to send scores" in well.output
    platform.answers["/token"] = lambda _: (400, {"error": "invalid_scope"})
    ill = runner.invoke(group, ["platforms", "check"])
    assert ill.exit_code == 1
    assert "FAILED   Permission to send scores" in ill.output
    assert "allow the Assignment and Grade Services" in ill.output


def test_a_check_of_all_leaves_removed_platforms_out(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(group, ["platforms", "remove", "1", "--yes"])
    none = runner.invoke(group, ["platforms", "check"])
    assert (none.exit_code, "lineage-lab platforms invite" in none.output) == (0, True)
    one = runner.invoke(group, ["platforms", "check", "1"])
    assert (one.exit_code, "was removed" in one.output) == (1, True)


def test_an_address_that_is_none_gets_a_sentence(app: Flask) -> None:
    wrong = [*GIVEN, "--keys-url", "ftp://x"]
    answer = app.test_cli_runner().invoke(group, ["platforms", "add", *wrong])
    assert answer.exit_code == 1
    assert "The key set URL must be an https address" in answer.output


def test_the_database_can_be_upgraded_again(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(group, ["db", "upgrade"])
    assert (answer.exit_code, answer.output) == (0, "The database is up to date.\n")


def lineage_lab(*typed: str, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [LINEAGE_LAB, *typed], capture_output=True, text=True, env=plain | environment, check=False
    )


def test_help_needs_no_settings() -> None:
    answer = lineage_lab("--help")
    assert answer.returncode == 0
    assert "serve" in answer.stdout
    assert answer.stderr == ""


def test_missing_settings_are_named_all_at_once() -> None:
    answer = lineage_lab("db", "upgrade")
    assert answer.returncode == 1
    for name in ("DATABASE_URL", "BASE_URL", "SECRET_KEY"):
        assert f"LINEAGE_LAB_{name} must" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("typed", [["admin"], ["platforms", "list"]])
def test_a_database_without_tables_names_the_command_that_makes_them(
    tmp_path: Path, typed: list[str]
) -> None:
    answer = lineage_lab(
        *typed, **GOOD | {"LINEAGE_LAB_DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"}
    )
    assert answer.returncode == 1
    assert "lineage-lab db upgrade" in answer.stderr
    assert "Traceback" not in answer.stderr


GOOD = {
    "LINEAGE_LAB_DATABASE_URL": "sqlite:///x.db",
    "LINEAGE_LAB_BASE_URL": "https://lab.example.edu",
    "LINEAGE_LAB_SECRET_KEY": "x" * 32,
}


def test_good_settings_are_taken_as_they_are() -> None:
    config = Config.from_environment(GOOD)
    assert config.launch_url == "https://lab.example.edu/lti/launch"
    assert not config.on_loopback


@pytest.mark.parametrize("written", ["https://LAB.example.edu", "https://lab.example.edu:443/"])
def test_the_base_url_is_taken_as_browsers_write_it(written: str) -> None:
    config = Config.from_environment(GOOD | {"LINEAGE_LAB_BASE_URL": written})
    assert config.base_url == "https://lab.example.edu"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("BASE_URL", "http://lab.example.edu"),
        ("BASE_URL", "https://lab.example.edu/path"),
        ("BASE_URL", "lab.example.edu"),
        ("SECRET_KEY", "short"),
        ("KEEP_WORK_DAYS", "29"),
        ("KEEP_WORK_DAYS", "a year"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(BadConfiguration, match=f"^LINEAGE_LAB_{name} must"):
        Config.from_environment(GOOD | {f"LINEAGE_LAB_{name}": value})
