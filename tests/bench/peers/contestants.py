"""Who is compared: each started on a port of loopback, and told of the same platform."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from lti_tool.serving import HTTP_THREADS
from tests.bench.peers.environments import MODULES, ROOT
from tests.support.launching import CLIENT_ID, DEPLOYMENT
from tests.support.platform import Platform
from tests.support.processes import Server, free_port, running
from tests.support.stack import Tool
from tests.support.tokens import public_pem

HERE = Path(__file__).parent
OURS = "Lineage Lab: `lineage-lab serve`, SQLite"
OTHERS = {
    "the same by gunicorn 27.0.1, gthread": (
        *("gunicorn", "wsgi:app", "--worker-class", "gthread", "--threads", str(HTTP_THREADS)),
        *("--bind", "127.0.0.1:{port}"),
    ),
    "the same by granian 2.8.9": (
        *("granian", "wsgi:app", "--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}"),
        *("--blocking-threads", str(HTTP_THREADS)),
    ),
}
"""Ours by other servers than its own, which do none of its background work."""
EXAMPLE = "pylti1p3 2.0.0 as in its Flask example, memory"
TUNED = "pylti1p3 2.0.0 tuned, memory"
BARE = "Flask that verifies the signature, and does nothing else"
DJANGO = "django-lti 0.10.1, SQLite"
LTIJS = "ltijs 5.9.9, SQLite"


@dataclass(frozen=True)
class Contestant:
    """A tool that can be launched.

    Attributes:
        login, launch: its addresses, below its server's.
        ready: an address that answers 200 as soon as it serves.
        serving: starts it, in a folder where registration.json is.
    """

    name: str
    login: str
    launch: str
    ready: str
    serving: Callable[[Path], AbstractContextManager[Server]]


def ours(tool: Tool) -> Contestant:
    """Return the tool as it is served in production, on a database that knows the platform."""
    return Contestant(OURS, "/lti/login", "/lti/launch", "/healthz", partial(_ours, tool))


@contextmanager
def _ours(tool: Tool, _: Path) -> Iterator[Server]:
    with replace(tool, port=free_port()).serving() as server:
        yield server


def by_other_servers(tool: Tool, python: Path) -> list[Contestant]:
    """Return the tool as other servers run it, which this Python has beside itself."""
    return [
        Contestant(
            name, "/lti/login", "/lti/launch", "/healthz", partial(_by, command, tool, python)
        )
        for name, command in OTHERS.items()
    ]


@contextmanager
def _by(command: Sequence[str], tool: Tool, python: Path, folder: Path) -> Iterator[Server]:
    port = free_port()
    environment = replace(tool, port=port).environment | {"PYTHONPATH": os.pathsep.join(sys.path)}
    started = [python, "-m", *(word.format(port=port) for word in command)]
    log = folder / f"{port}.log"
    with running(started, port=port, log=log, environment=environment, folder=ROOT) as server:
        yield server


def library(python: Path) -> list[Contestant]:
    """Return pylti1p3 as in its example, and tuned, and Flask alone, run by this Python."""
    apps = {
        EXAMPLE: ("pylti1p3_example.py", "/jwks/"),
        TUNED: ("pylti1p3_tuned.py", "/jwks/"),
        BARE: ("bare_flask.py", "/page/"),
    }
    return [
        Contestant(name, "/login/", "/launch/", ready, partial(_run, run_by(python, app)))
        for name, (app, ready) in apps.items()
    ]


def django(folder: Path, python: Path) -> Contestant:
    """Return django-lti on a new database that knows the platform, run by this Python."""
    command = run_by(python, "django_lti.py")
    subprocess.run([*command, "0", folder, "prepare"], check=True, stdout=subprocess.DEVNULL)
    login = "/init/00000000-0000-0000-0000-000000000001/"
    return Contestant(DJANGO, login, "/launch/", "/jwks/", partial(_run, command))


def ltijs() -> Contestant:
    """Return ltijs, which makes its database when it is started."""
    command = ("node", HERE / "node" / "app.js")
    return Contestant(LTIJS, "/login", "/", "/keys", partial(_run, command))


def run_by(python: Path, app: str) -> tuple[str | Path, ...]:
    """Return the command that runs an app, whatever PYTHONPATH is: django-lti's package has the
    name of ours."""
    return (python, "-E", HERE / "apps" / app)


@contextmanager
def _run(command: Sequence[str | Path], folder: Path) -> Iterator[Server]:
    port = free_port()
    environment = {"NODE_PATH": str(MODULES), "NODE_ENV": "production"}
    started = [*command, str(port), folder]
    with running(started, port=port, log=folder / f"{port}.log", environment=environment) as server:
        yield server


def write_registration(folder: Path, platform: Platform) -> None:
    """Write what peers know of the platform, and a key for them, as pylti1p3's example has it."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "private.key").write_bytes(pem)
    (folder / "public.key").write_bytes(public_pem(key))
    known = {
        "default": True,
        "client_id": CLIENT_ID,
        "auth_login_url": platform.url("/auth"),
        "auth_token_url": platform.url("/token"),
        "auth_audience": None,
        "key_set_url": platform.url("/jwks"),
        "key_set": None,
        "private_key_file": "private.key",
        "public_key_file": "public.key",
        "deployment_ids": [DEPLOYMENT],
    }
    (folder / "registration.json").write_text(json.dumps({platform.issuer: [known]}))
