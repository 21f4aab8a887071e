"""`make run`: the practice LMS and the tool side by side on this machine, until Ctrl-C.

The only place that knows both. It starts each as a program of its own, imports nothing of
either, and keeps all that they write in one folder, so that a second start goes on from there.
"""

import argparse
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TextIO

PATIENCE = 60  # seconds, for a program to come up
GRACE = 10  # seconds, for a program to stop
TROUBLE = re.compile(r"\b(ERROR|CRITICAL)\b")

READY = """
  Lineage Lab is ready. Open this in a browser:

      {lms}

  It is the practice LMS: choose who you are, open an activity, and see the grade
  arrive in its gradebook. The tool itself listens at {tool}.

  Logs: {logs}
  Ctrl-C stops both. What you do is kept in {folder}; remove it to start afresh.
"""


class CannotRun(Exception):
    """Why there is nothing to open, in one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Place:
    """Where everything is: the folder for data and logs, and the two ports."""

    folder: Path
    tool_port: int
    lms_port: int

    @property
    def tool(self) -> str:
        """The tool's base URL; another site than the LMS, as in life."""
        return f"http://127.0.0.1:{self.tool_port}"

    @property
    def lms(self) -> str:
        """The practice LMS's base URL, which is its issuer too."""
        return f"http://localhost:{self.lms_port}"

    def environment(self) -> dict[str, str]:
        """What the programs are started with; neither needs a proxy to reach the other."""
        return {
            **os.environ,
            "LINEAGE_LAB_BASE_URL": self.tool,
            "LINEAGE_LAB_DATABASE_URL": f"sqlite:///{self.folder / 'lineage_lab.db'}",
            "LINEAGE_LAB_SECRET_KEY": secret_key(self.folder / "secret_key"),
            "NO_PROXY": "localhost,127.0.0.1",
            "PYTHONUNBUFFERED": "1",
        }


@dataclass(frozen=True)
class Program:
    """A child that serves; `news` reads on in its log, from its start."""

    name: str
    process: subprocess.Popen[bytes]
    news: TextIO

    def check(self) -> None:
        """Show the errors that it logged since the last look; raises CannotRun if it ended."""
        status = self.process.poll()
        news, log = self.news.read(), shown(Path(self.news.name))
        if status is not None:
            raise CannotRun(
                f"{news}\n{self.name} ended by itself (status {status}), so both were stopped; "
                f"its log is {log}."
            )
        for line in filter(TROUBLE.search, news.splitlines()):
            say(f"  {self.name}: {line.strip()} (more in {log})")

    def stop(self) -> None:
        """Press its Ctrl-C; kill it if that takes too long, or if ours is pressed again."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(GRACE)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(name: str, command: Sequence[str], log: Path, place: Place) -> Iterator[Program]:
    """Start a program and stop it after the block."""
    with log.open("ab") as output, log.open(errors="replace") as news:
        news.seek(0, os.SEEK_END)
        process = subprocess.Popen(  # noqa: S603
            command,
            env=place.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the terminal's Ctrl-C is ours to pass on
        )
        program = Program(name, process, news)
        try:
            yield program
        finally:
            program.stop()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both until a signal; the exit status is 0 then, and 1 if they could not run."""
    place = parse(arguments)
    for wish_to_end in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish_to_end, signal.default_int_handler)
    try:
        prepare(place)
        run(place)
    except KeyboardInterrupt:
        say("\n  Stopped; everything is kept.")
    except CannotRun as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


def parse(arguments: Sequence[str] | None) -> Place:
    """Read the command line."""
    parser = argparse.ArgumentParser("lti_tool.launcher", description=__doc__)
    parser.add_argument("--tool-port", type=int, default=8001)
    parser.add_argument("--lms-port", type=int, default=8000)
    parser.add_argument("--folder", type=Path, default=Path("instance"), help="data and logs")
    given = parser.parse_args(arguments)
    return Place(given.folder.absolute(), given.tool_port, given.lms_port)


def prepare(place: Place) -> None:
    """Check the ports; make the folder, the secret, the database and the registration."""
    require_free(place.lms_port, "LMS_PORT")
    require_free(place.tool_port, "TOOL_PORT")
    make_folder(place.folder)
    say("Preparing the database ...")
    do(place, "db", "upgrade")
    do(
        place,
        *("platforms", "add", "--issuer", place.lms, "--client-id", "practice-client"),
        *("--login-url", f"{place.lms}/lti/authorize", "--token-url", f"{place.lms}/lti/token"),
        *("--keys-url", f"{place.lms}/lti/jwks.json", "--deployment", "1"),
    )


def require_free(port: int, variable: str) -> None:
    """Raise CannotRun if somebody listens on the port, be it on IPv4 or on IPv6."""
    for address in ("127.0.0.1", "::1"):
        with suppress(OSError), socket.create_connection((address, port), timeout=1):
            raise CannotRun(
                f"Port {port} is taken by another program (perhaps another `make run`); stop "
                f"that one, or choose another port: make run {variable}={port + 1000}."
            )


def make_folder(folder: Path) -> None:
    """Make the folder for all that is kept, and the secret in it that only we may read."""
    secret = folder / SECRET
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not secret.exists():
            secret.touch(mode=0o600)
            secret.write_text(secrets.token_urlsafe(48))
    except OSError as error:
        raise CannotRun(f"{shown(folder)} cannot be written to: {error.strerror}.") from error


def do(place: Place, *arguments: str) -> None:
    """Have the tool's own command do one thing; raises CannotRun with what it said if it fails."""
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
        command = " ".join(("lineage-lab", *arguments[:2]))
        raise CannotRun(f"{done.stdout}\n`{command}` failed; what it said is above.")


def run(place: Place) -> None:
    """Start both, say what to open, and watch them until one ends or we are interrupted."""
    say("Starting the practice LMS and the tool ...")
    practice = [sys.executable, "-m", "lti_tool.practice", "--port", str(place.lms_port)]
    practice += ["--tool", place.tool, "--data", str(place.folder / "practice.db")]
    tool = [LINEAGE_LAB, "serve", "--port", str(place.tool_port)]
    logs = place.folder / "practice.log", place.folder / "tool.log"
    with (
        serving("The practice LMS", practice, logs[0], place) as lms,
        serving("The tool", tool, logs[1], place) as served,
    ):
        wait_until(answers, place.lms + "/", lms)
        wait_until(answers, place.tool + "/healthz", served)
        say(READY.format(lms=place.lms, tool=place.tool, folder=shown(place.folder)))
        while True:
            lms.check()
            served.check()
            time.sleep(0.3)


def wait_until_it_answers(program: Program, url: str) -> None:
    ...
