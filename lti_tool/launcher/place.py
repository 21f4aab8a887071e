"""Where everything is that `make run` keeps, and how the tool is set up there."""

import os
import secrets
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from lti_tool.launcher.terminal import CannotRun, shown

LINEAGE_LAB = str(Path(sys.executable).with_name("lineage-lab"))


@dataclass(frozen=True)
class Preview:
    """A pack to look at: its folder, whose name is its key, and what the LMS says of it."""

    pack: Path
    title: str
    points: int


@dataclass(frozen=True)
class Place:
    """Where everything is: the folder for data and logs, and the two ports; and what is shown."""

    folder: Path
    tool_port: int
    lms_port: int
    preview: Preview | None = None

    @property
    def tool(self) -> str:
        """The tool's base URL: another site than the LMS, as in life."""
        return f"http://127.0.0.1:{self.tool_port}"

    @property
    def lms(self) -> str:
        """The practice LMS's base URL, which is also its issuer."""
        return f"http://localhost:{self.lms_port}"

    @property
    def secret(self) -> Path:
        """The file with the tool's secret key."""
        return self.folder / "secret_key"

    @property
    def command(self) -> Path:
        """The tool's own command, with the settings that it is started with here."""
        return self.folder / "lineage-lab"

    @property
    def packs(self) -> Path:
        """A folder that has the pack to look at, and no other."""
        return self.folder / "packs"

    @property
    def settings(self) -> dict[str, str]:
        """The tool's settings but for its secret."""
        return {
            "LINEAGE_LAB_BASE_URL": self.tool,
            "LINEAGE_LAB_DATABASE_URL": f"sqlite:///{self.folder / 'lineage_lab.db'}",
        } | ({"LINEAGE_LAB_PACKS": str(self.packs)} if self.preview else {})

    def environment(self) -> dict[str, str]:
        """What both are started with; they reach each other without a proxy."""
        return {
            **os.environ,
            **self.settings,
            "LINEAGE_LAB_SECRET_KEY": self.secret.read_text().strip(),
            "NO_PROXY": "localhost,127.0.0.1",
            "PYTHONUNBUFFERED": "1",
        }


def make_folder(place: Place) -> None:
    """Make the folder for all that is kept: the secret, which only we may read, and the command."""
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
        if not place.secret.exists():
            place.secret.touch(mode=0o600)
            place.secret.write_text(secrets.token_urlsafe(48))
        place.command.write_text(_command(place))
        place.command.chmod(0o755)
        if place.preview:
            place.packs.mkdir()
            (place.packs / place.preview.pack.name).symlink_to(place.preview.pack)
    except OSError as error:
        raise CannotRun(f"{shown(place.folder)} cannot be made: {error.strerror}.") from error


def _command(place: Place) -> str:
    """Write a script that is the tool's command here; it reads the secret and holds none."""
    settings = [f"export {name}={shlex.quote(value)}" for name, value in place.settings.items()]
    secret = f'export LINEAGE_LAB_SECRET_KEY="$(cat {shlex.quote(str(place.secret))})"'
    return "\n".join(["#!/bin/sh", *settings, secret, f'exec {shlex.quote(LINEAGE_LAB)} "$@"', ""])
