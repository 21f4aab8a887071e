"""What whoever runs the tool decides, read once at start from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SHORTEST_SECRET = 32
LARGEST_REQUEST = 256 * 1024
"""In bytes; the largest honest one is an id_token of some kilobytes."""
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
HOST = re.compile(
    r"[0-9a-z_]([0-9a-z_-]*[0-9a-z_])?(\.[0-9a-z_]([0-9a-z_-]*[0-9a-z_])?)*|[0-9a-f:]+"
)
LONGEST_HOST = 253
FEWEST_DAYS, MOST_DAYS = 30, 36500
"""How long work may be kept; fewer days could be a holiday."""
DATABASES = ("sqlite:///", "postgresql+psycopg://")
REDIS = ("redis://", "rediss://")
PREFIX = "LINEAGE_LAB_"
SETTINGS = {
    "LINEAGE_LAB_DATABASE_URL": "be sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME.",
    "LINEAGE_LAB_BASE_URL": "be the address that browsers use, without a path: "
    "https://lab.example.edu; http only on this machine (http://127.0.0.1:8001).",
    "LINEAGE_LAB_SECRET_KEY": f"have at least {SHORTEST_SECRET} characters; "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(48))' makes one.",
    "LINEAGE_LAB_PRIVATE_HOSTS": "be names of hosts with commas between them, "
    "without scheme, port or path: lms.campus.example. Wrong: {wrong}.",
    "LINEAGE_LAB_REDIS_URL": "be redis://HOST:PORT/NUMBER, or not be set.",
    "LINEAGE_LAB_PROXIES": "be how many proxies stand before the tool: 0, 1, 2.",
    "LINEAGE_LAB_KEEP_WORK_DAYS": f"be a number of days, {FEWEST_DAYS} to {MOST_DAYS}, "
    "or not be set: then work is kept.",
    "LINEAGE_LAB_PACKS": f"be folders of packs with {os.pathsep!r} between them. "
    "No folder: {wrong}.",
}
"""Every setting there is, and what it must do; `{wrong}` lists which parts of it do not."""


class BadConfiguration(Exception):
    """Settings that are missing or wrong: all of them, a sentence each."""


@dataclass(frozen=True)
class Config:
    """The settings.

    Attributes:
        database_url: an SQLAlchemy URL, SQLite or PostgreSQL.
        base_url: scheme, host and port that browsers and platforms reach us by; no path.
        secret_key: signs launches' state and seals our keys; at least 32 characters.
        private_hosts: LMSs inside a private network, by name, that may be called all the same.
        packs: folders of packs, besides those that ship with the tool.
        redis_url: where processes, on several machines too, leave messages for each other and
            share what they count; empty where there is one alone.
        proxies: how many proxies stand before us that tell whose request they pass on.
        keep_work_days: after how many days without anybody there a course's work is erased;
            None where it is kept until somebody erases it.
    """

    database_url: str
    base_url: str
    secret_key: str
    private_hosts: frozenset[str] = frozenset()
    packs: tuple[Path, ...] = ()
    redis_url: str = ""
    proxies: int = 0
    keep_work_days: int | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Config":
        """Read the LINEAGE_LAB_* variables; raises BadConfiguration naming every fault."""
        config = cls(
            database_url=environment.get("LINEAGE_LAB_DATABASE_URL", ""),
            base_url=_as_browsers_write(environment.get("LINEAGE_LAB_BASE_URL", "")),
            secret_key=environment.get("LINEAGE_LAB_SECRET_KEY", ""),
            private_hosts=_hosts(environment.get("LINEAGE_LAB_PRIVATE_HOSTS", "")),
            packs=_folders(environment.get("LINEAGE_LAB_PACKS", "")),
            redis_url=environment.get("LINEAGE_LAB_REDIS_URL", ""),
            proxies=_number(environment.get("LINEAGE_LAB_PROXIES", "0")),
            keep_work_days=_number_or_none(environment.get("LINEAGE_LAB_KEEP_WORK_DAYS", "")),
        )
        if faults := config.faults() + _unknown(environment):
            raise BadConfiguration("\n".join(faults))
        return config

    def faults(self) -> list[str]:
        """Say what is wrong, a sentence each."""
        hosts = sorted(host for host in self.private_hosts if not is_host(host))
        folders = [str(folder) for folder in self.packs if not folder.is_dir()]
        days = self.keep_work_days
        wrong = {
            "LINEAGE_LAB_DATABASE_URL": not self.database_url.startswith(DATABASES),
            "LINEAGE_LAB_BASE_URL": not _is_origin(self.base_url),
            "LINEAGE_LAB_SECRET_KEY": len(self.secret_key) < SHORTEST_SECRET,
            "LINEAGE_LAB_PRIVATE_HOSTS": ", ".join(hosts),
            "LINEAGE_LAB_REDIS_URL": self.redis_url and not self.redis_url.startswith(REDIS),
            "LINEAGE_LAB_PROXIES": self.proxies < 0,
            "LINEAGE_LAB_KEEP_WORK_DAYS": days is not None and not FEWEST_DAYS <= days <= MOST_DAYS,
            "LINEAGE_LAB_PACKS": ", ".join(folders),
        }
        return [
            f"{name} must {SETTINGS[name]}".format(wrong=said)
            for name, said in wrong.items()
            if said
        ]

    @property
    def on_loopback(self) -> bool:
        """Whether the tool runs on this machine only, over plain http."""
        return self.base_url.startswith("http://")

    @property
    def launch_url(self) -> str:
        """Return where platforms post launches to."""
        return f"{self.base_url}/lti/launch"


def _unknown(environment: Mapping[str, str]) -> list[str]:
    """Name settings that there are none of: one letter wrong, and a setting is not heard."""
    given = sorted(name for name in environment if name.startswith(PREFIX))
    return [f"{name} is no setting of Lineage Lab." for name in given if name not in SETTINGS]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() else -1


def _number_or_none(text: str) -> int | None:
    return _number(text) if text else None


def is_loopback(url: str) -> bool:
    """Tell whether a URL points at this machine by a name that cannot point elsewhere."""
    return urlsplit(url).hostname in LOOPBACK_HOSTS


def is_host(name: str) -> bool:
    """Tell whether this is a host's name or number, in small letters, without a port."""
    return len(name) <= LONGEST_HOST and bool(HOST.fullmatch(name))


def _hosts(listed: str) -> frozenset[str]:
    return frozenset(host.strip().lower() for host in listed.split(",") if host.strip())


def _folders(listed: str) -> tuple[Path, ...]:
    return tuple(Path(folder).absolute() for folder in listed.split(os.pathsep) if folder)


def browser_origin(url: str) -> str:
    """Return scheme, host and port of an address, as browsers write them in `Origin`."""
    parts = urlsplit(url)
    return _as_browsers_write(f"{parts.scheme}://{parts.netloc}")


def _as_browsers_write(url: str) -> str:
    """Write an address as browsers do in `Origin`: in small letters, without the usual port."""
    url = url.rstrip("/").lower()
    usual = {"https": ":443", "http": ":80"}.get(url.partition(":")[0], "")
    return url.removesuffix(usual) if usual else url


def _is_origin(url: str) -> bool:
    parts = urlsplit(url)
    secure_enough = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))
    return bool(
        secure_enough and parts.hostname and "@" not in url and not parts.path + parts.query
    )
