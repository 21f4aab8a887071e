"""Wheels of ours, installed where nothing of the source is."""

import io
import subprocess
import sys
import tarfile
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BEGAN_AT = "e687308c3374"
"""The commit at which backups, rotation and purges were not there yet: the version before."""

SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""Python 3.11 knows no filters before its fourth release."""


def output(*command: str | Path, folder: Path = ROOT) -> bytes:
    """Run a command; returns what it printed."""
    ran = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stdout.decode() + ran.stderr.decode()
    return ran.stdout


def build(source: Path, folder: Path) -> Path:
    """Build the wheel of a source tree."""
    options = ("--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir", str(folder))
    output(sys.executable, "-m", "pip", "wheel", *options, ".", folder=source)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what stands here, made of the files that git knows."""
    source = tmp_path_factory.mktemp("source")
    for name in output("git", "ls-files", "-z").decode().split("\0"):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    return build(source, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """An environment with the wheel and what is pinned for it, and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet")
    output(*pip, "--require-hashes", "-r", ROOT / "requirements" / "run.txt", folder=folder)
    output(*pip, "--no-deps", wheel, folder=folder)
    return folder


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory, environment: Path) -> tuple[str | Path, ...]:
    """The console script of the version before, from its own wheel."""
    source, target = tmp_path_factory.mktemp("before"), tmp_path_factory.mktemp("installed")
    with tarfile.open(fileobj=io.BytesIO(output("git", "archive", BEGAN_AT))) as archive:
        archive.extractall(source, **SAFELY)
    wheel = build(source, tmp_path_factory.mktemp("wheel"))
    python = environment / "bin" / "python"
    output(python, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, wheel)
    start = f"import sys; sys.path.insert(0, {str(target)!r}); import lti_tool.cli as c; c.main()"
    return python, "-c", start


def options(details: Mapping[str, str]) -> list[str]:
    """Write what an admin copies from a platform as they type it."""
    return [f"--{name.replace('_', '-')}={value}" for name, value in details.items()]
