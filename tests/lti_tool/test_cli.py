"""The command line: what an admin types, and what it answers to a slip."""

import os
import subprocess

import pytest
from flask import Flask

from lti_tool.cli import group
from lti_tool.config import BadConfiguration, Config
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
    assert "http://localhost:8000  client c  deployments 1" in listed


def test_adding_a_platform_twice_keeps_one(app: Flask) -> None:
    runner = app.test_cli_runner()
    for _ in range(2):
        assert runner.invoke(group, ["platforms", "add", *GIVEN]).exit_code == 0
    assert runner.invoke(group, ["platforms", "list"]).output.count("client c ") == 1


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
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(BadConfiguration, match=f"^LINEAGE_LAB_{name} must"):
        Config.from_environment(GOOD | {f"LINEAGE_LAB_{name}": value})
