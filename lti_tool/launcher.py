"""`make run`: the practice LMS and the tool side by side on this machine, until Ctrl-C.

The only place that knows both. It starts each as a program of its own, imports nothing of
either, and keeps all that they write in one folder, so that a second start goes on from there.
"""

import argparse
import os
import re
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NoReturn, TextIO
from urllib.parse import urlsplit

LINEAGE_LAB = str(Path(sys.executable).with_name("lineage-lab"))
SECONDS_TO_COME_UP = 60
SECONDS_TO_STOP = 10
SECONDS_BETWEEN_LOOKS = 0.2
TROUBLE = re.compile(r"\b(ERROR|CRITICAL)\b")

READY = """
  Lineage Lab is ready. Open this in a browser:

      {lms}

  It is the practice LMS: choose who you are, open an activity, and watch the grade
  arrive in the gradebook. The tool itself listens at {tool}.

  To install it as an LMS's admin does, choose the administrator, and paste under Tools
  the link that the first of these prints; the second opens the tool's own admin pages:

      {command} platforms invite
      {command} admin

  Ctrl-C stops both. What you do is kept in {folder}/, and so are the logs;
  delete that folder to start afresh.
"""


LOOK = """
  {title} is ready to be looked at. Open this in a browser:

      {lms}/activities/preview

  It is the practice LMS: choose who you are. Amara Okafor learns in the course, Tomás Herrera
  teaches it. After a change to the pack, stop this and start it again.

  Ctrl-C stops both, and nothing is kept.
"""


class CannotRun(Exception):
    """Why there is nothing to open, in words for the person at the terminal."""


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


@dataclass(frozen=True)
class Program:
    """A child that serves; `news` reads on in its log, whose part of this start is at `start`."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    news: TextIO
    start: int

    def check(self) -> None:
        """Show the errors logged since the last look; raises CannotRun if it has ended."""
        if (status := self.process.poll()) is not None:
            self.news.seek(self.start)
            last_words = "".join(self.news.readlines()[-20:])
            raise CannotRun(
                f"{last_words}{self.name} has ended by itself (status {status}), so both are "
                f"stopped. Its log is {shown(self.log)}."
            )
        for line in filter(TROUBLE.search, self.news):
            say(f"  {self.name}: {line.strip()} (more in {shown(self.log)})")

    def wait_until_it_answers(self, url: str) -> None:
        """Return once it serves the page; raises CannotRun if it ends or takes too long."""
        deadline = time.monotonic() + SECONDS_TO_COME_UP
        while not answers(url):
            self.check()
            if time.monotonic() > deadline:
                raise CannotRun(
                    f"{self.name} did not answer at {url} within {SECONDS_TO_COME_UP} seconds. "
                    f"Its log is {shown(self.log)}."
                )
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def stop(self) -> None:
        """Press its Ctrl-C; kill it if that takes too long, or if ours is pressed again."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(SECONDS_TO_STOP)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            self.process.kill()
            self.process.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both from the command line."""
    return start(parse(arguments))


def start(place: Place) -> int:
    """Run both until a signal; the exit status is 0 then, and 1 where they cannot run."""
    for wish_to_end in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish_to_end, signal.default_int_handler)
    try:
        prepare(place)
        run(place)
    except KeyboardInterrupt:
        say(f"\n  Both are stopped, and {'nothing' if place.preview else 'everything'} is kept.")
        return 0
    except CannotRun as reason:
        sys.stderr.write(f"{reason}\n")
        return 1


def parse(arguments: Sequence[str] | None) -> Place:
    """Read the command line."""
    parser = argparse.ArgumentParser("python -m lti_tool.launcher")
    parser.add_argument("--tool-port", type=port, default=8001)
    parser.add_argument("--lms-port", type=port, default=8000)
    parser.add_argument("--folder", type=Path, default=Path("instance"), help="for data and logs")
    given = parser.parse_args(arguments)
    if given.tool_port == given.lms_port:
        parser.error("the practice LMS and the tool need two different ports")
    return Place(given.folder.absolute(), given.tool_port, given.lms_port)


def port(text: str) -> int:
    """Read a port from the command line; argparse says what is wrong with another number."""
    if not 0 < (number := int(text)) < 65536:
        raise ValueError
    return number


def prepare(place: Place) -> None:
    """Check the ports; make the folder, the secret, the database and the registration."""
    for number, name in ((place.lms_port, "lms"), (place.tool_port, "tool")):
        way = f"--{name}-port " if place.preview else f"make run {name.upper()}_PORT="
        require_free(number, f"{way}{9000 + number % 10}")
    say("Preparing the database ...")
    make_folder(place)
    do(place, "db", "upgrade")
    do(
        place,
        *("platforms", "add", "--issuer", place.lms, "--client-id", "practice-client"),
        *("--login-url", f"{place.lms}/lti/authorize", "--token-url", f"{place.lms}/lti/token"),
        *("--keys-url", f"{place.lms}/lti/jwks.json", "--deployment", "1"),
    )


def require_free(number: int, other: str) -> None:
    """Raise CannotRun if somebody listens on the port, on IPv4 or on IPv6."""
    for address in ("127.0.0.1", "::1"):
        with suppress(OSError), socket.create_connection((address, number), timeout=1):
            raise CannotRun(
                f"Port {number} is taken, perhaps by another `make run`: stop what listens "
                f"there, or choose another port, as in `{other}`."
            )


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


def do(place: Place, *arguments: str) -> None:
    """Have the tool's own command do one thing; raises CannotRun with its words if it fails."""
    done = subprocess.run(  # noqa: S603
        [LINEAGE_LAB, *arguments],
        env=place.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        command = " ".join(arguments[:2])
        raise CannotRun(f"{done.stdout}\n`lineage-lab {command}` failed, for the reason above.")


def run(place: Place) -> NoReturn:
    """Start both, say what to open, and watch them until one ends or we are interrupted."""
    say("Starting the practice LMS and the tool ...")
    practice = ["-m", "lti_tool.practice", "--port", str(place.lms_port), "--tool", place.tool]
    practice += ["--data", str(place.folder / "practice.db")]
    if look := place.preview:
        practice += ["--preview", look.pack.name, look.title, str(look.points)]
    with (
        serving("The practice LMS", [sys.executable, *practice], place, "practice.log") as lms,
        serving(
            "The tool", [LINEAGE_LAB, "serve", "--port", str(place.tool_port)], place, "tool.log"
        ) as tool,
    ):
        lms.wait_until_it_answers(f"{place.lms}/")
        tool.wait_until_it_answers(f"{place.tool}/healthz")
        say(ready(place))
        while True:
            lms.check()
            tool.check()
            time.sleep(SECONDS_BETWEEN_LOOKS)


def ready(place: Place) -> str:
    """Say what to open."""
    if place.preview:
        return LOOK.format(title=place.preview.title, lms=place.lms)
    return READY.format(
        lms=place.lms,
        tool=place.tool,
        command=shown(place.command),
        folder=shown(place.folder),
    )


@contextmanager
def serving(name: str, command: Sequence[str], place: Place, log: str) -> Iterator[Program]:
    """Start a program, and stop it after the block."""
    path = place.folder / log
    with path.open("ab") as output, path.open(errors="replace") as news:
        start = news.seek(0, os.SEEK_END)
        process = subprocess.Popen(  # noqa: S603
            command,
            env=place.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the terminal's Ctrl-C is ours to pass on
        )
        program = Program(name, process, path, news, start)
        try:
            yield program
        finally:
            program.stop()


def answers(url: str) -> bool:
    """Whether a page is served there, without an error."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status < 400
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def shown(path: Path) -> str:
    """Write a path as short as it can be from where we are."""
    with suppress(ValueError):
        return str(path.relative_to(Path.cwd()))
    return str(path)


def say(words: str) -> None:
    """Tell the person at the terminal, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
