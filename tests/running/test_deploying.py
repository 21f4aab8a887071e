"""What the examples in docs/deploy name is there: no builder and no systemd is needed for that."""

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from lti_tool.cli import group
from lti_tool.config import SETTINGS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
SETTING = re.compile(r"\bLINEAGE_LAB_[A-Z_]+")
COMMAND = re.compile(r"/bin/lineage-lab ([a-z]+)(?: ([a-z]+))?")
CONTAINERFILE = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ").splitlines()


def instructions(name: str) -> list[str]:
    """Return what follows each of the Containerfile's instructions of this name."""
    return [line.removeprefix(f"{name} ") for line in CONTAINERFILE if line.startswith(f"{name} ")]


def copied() -> list[str]:
    """Return what the image is built from."""
    from_here = [line.split() for line in instructions("COPY") if "--from" not in line]
    return [source for *sources, _ in from_here for source in sources]


def tool_in_compose() -> dict[str, Any]:
    """Return the compose file's service that is the tool."""
    service: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    return service["tool"]


def test_what_the_image_is_built_from_is_all_that_the_wheel_is_built_from() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    ours = project["tool"]["setuptools"]
    packages = [name.rstrip("*") for name in ours["packages"]["find"]["include"]]
    modules = [f"{name}.py" for name in ours["py-modules"]]
    said = [project["project"]["readme"], *project["project"]["license-files"]]
    built_from = {"pyproject.toml", "requirements/run.txt", *packages, *modules, *said}
    assert set(copied()) == built_from
    assert [name for name in copied() if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("example", sorted(DEPLOY.iterdir()), ids=lambda example: example.name)
def test_an_example_names_only_settings_and_commands_that_there_are(example: Path) -> None:
    text = example.read_text()
    assert set(SETTING.findall(text)) <= set(SETTINGS)
    for command, below in COMMAND.findall(text):
        assert below in ("", *getattr(group.commands[command], "commands", {}))


def test_the_compose_file_asks_for_health_as_the_image_does() -> None:
    (check,) = instructions("HEALTHCHECK")
    options, _, asked = check.partition(" CMD ")
    compose = tool_in_compose()["healthcheck"]
    assert shlex.split(compose.pop("test")) == json.loads(asked)
    named = {option.lstrip("-").replace("-", "_") for option in options.split()}
    assert named == {f"{name}={value}" for name, value in compose.items()}


def test_the_compose_file_has_no_empty_words_which_podman_compose_1_0_does_not_read() -> None:
    assert not re.findall(r"\$\{\w+:?[?-]\}", (DEPLOY / "compose.yaml").read_text())
