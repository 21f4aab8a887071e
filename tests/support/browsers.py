"""Chromium as a learner has it: third-party cookies blocked, storage in a frame partitioned.

The settings are preferences, written into a new profile before the start; the browser's own
switches for this have no effect or the wrong one. Every proof that something works without
third-party cookies begins with `third_party_cookies_are_blocked`.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import BrowserContext, BrowserType, Error, Frame

from tests.support.prepare import chromium

BROWSER_TIMEOUT = 60_000  # ms, for everything that a test waits for in a browser

ThirdPartyCookies = Literal["block", "allow", "refuse"]

PREFERENCES: dict[ThirdPartyCookies, dict[str, Any]] = {
    "block": {"cookie_controls_mode": 1, "block_third_party_cookies": True},
    "allow": {"cookie_controls_mode": 0, "block_third_party_cookies": False},
    # Not even partitioned ones, in a frame of the tool within the LMS, as older Safaris have it.
    "refuse": {
        "cookie_controls_mode": 1,
        "block_third_party_cookies": True,
        "content_settings": {
            "exceptions": {"cookies": {"http://127.0.0.1:*,http://localhost:*": {"setting": 2}}}
        },
    },
}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DISABLED = "--disable-features="
# Playwright turns this off, and a frame whose cookies are blocked then loses all its storage.
WANTED = "ThirdPartyStoragePartitioning"

TRY_TO_KEEP = """() => {
    document.cookie = "probe_plain=1; SameSite=None; Secure; Path=/";
    document.cookie = "probe_partitioned=1; SameSite=None; Secure; Path=/; Partitioned";
    const kept = document.cookie.split("; ").map((cookie) => cookie.split("=")[0]);
    document.cookie = "probe_plain=; SameSite=None; Secure; Path=/; Max-Age=0";
    document.cookie = "probe_partitioned=; SameSite=None; Secure; Path=/; Partitioned; Max-Age=0";
    return kept.filter((name) => name.startsWith("probe_"));
}"""


@contextmanager
def browsing(
    engine: BrowserType,
    profile: Path,
    third_party_cookies: ThirdPartyCookies = "block",
    look: Mapping[str, Any] | None = None,
) -> Iterator[BrowserContext]:
    """Start Chromium on a new profile in the folder `profile`, and close it after the block.

    `look` is what Playwright calls a context's options: viewport, color_scheme and the like.
    """
    (profile / "Default").mkdir(parents=True)
    preferences = {"profile": PREFERENCES[third_party_cookies]}
    (profile / "Default" / "Preferences").write_text(json.dumps(preferences))
    disabled = features_that_playwright_disables(engine)
    kept = ",".join(name for name in disabled.split(",") if name != WANTED)
    context = engine.launch_persistent_context(
        profile,
        **which(),
        args=[*FLAGS, DISABLED + kept],
        ignore_default_args=[DISABLED + disabled],
        headless=True,
        **(look or {}),
    )
    context.set_default_timeout(BROWSER_TIMEOUT)
    try:
        yield context
    finally:
        context.close()


def which() -> dict[str, Any]:
    """The system's Chromium, else Playwright's own (in full: its headless shell has no profile)."""
    found = chromium()
    return {"executable_path": found} if found else {"channel": "chromium"}


@cache
def features_that_playwright_disables(engine: BrowserType) -> str:
    """The value of Playwright's own --disable-features, read from a running browser."""
    browser = engine.launch(**which(), args=FLAGS)
    line = browser.new_browser_cdp_session().send("SystemInfo.getInfo")["commandLine"]
    browser.close()
    given: str = next(word for word in line.split() if word.startswith(DISABLED))
    return given.removeprefix(DISABLED)


def third_party_cookies_are_blocked(frame: Frame) -> bool:
    """Whether the browser withholds an unpartitioned cookie in this frame, and only that one.

    Fails where even a partitioned cookie is lost: such a frame proves nothing.
    """
    kept = frame.evaluate(TRY_TO_KEEP)
    assert "probe_partitioned" in kept, f"{frame.url} keeps no cookie at all."
    return "probe_plain" not in kept


def what_is_shown(context: BrowserContext) -> str:
    """The address and the text of every frame in every tab, or why it can't be read."""
    frames = [frame for page in context.pages for frame in page.frames]
    return "\n\n".join(f"{frame.url}\n{text_of(frame)}" for frame in frames)


def text_of(frame: Frame) -> str:
    """What stands on the page in a frame."""
    try:
        return frame.locator("body").inner_text(timeout=2_000)
    except Error as error:
        return str(error)
