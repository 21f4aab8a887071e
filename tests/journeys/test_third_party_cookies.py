"""The browser of the journeys blocks third-party cookies; without this they would prove nothing.

A page on localhost holds a frame on 127.0.0.1, which is another site.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Frame

from tests.support.browsers import browsing, third_party_cookies_are_blocked
from tests.support.in_a_thread import serving

ATTRIBUTES = "Path=/; Secure; SameSite=None"


class TwoSites(BaseHTTPRequestHandler):
    """/ holds a frame of the other site; /set sets two cookies; /got shows which came back."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        if self.path == "/set":
            self.send_header("Set-Cookie", f"plain=1; {ATTRIBUTES}")
            self.send_header("Set-Cookie", f"partitioned=1; {ATTRIBUTES}; Partitioned")
        self.end_headers()
        self.wfile.write(self.page().encode())

    def page(self) -> str:
        if self.path == "/":
            other_site = self.headers["Host"].replace("localhost", "127.0.0.1")
            return f'<iframe name="tool" src="http://{other_site}/set"></iframe>'
        return self.headers.get("Cookie", "")


@contextmanager
def frame_of_another_site(context: BrowserContext) -> Iterator[Frame]:
    with serving(TwoSites) as port:
        page = context.new_page()
        page.goto(f"http://localhost:{port}/")
        frame = page.frame("tool")
        assert frame is not None
        yield frame
        page.close()


def cookies_that_come_back(frame: Frame) -> set[str]:
    frame.goto(frame.url.replace("/set", "/got"))
    header = frame.inner_text("body")
    return {cookie.split("=")[0] for cookie in header.split("; ") if cookie}


@pytest.fixture
def allowing_context(chromium: BrowserType, tmp_path: Path) -> Iterator[BrowserContext]:
    with browsing(chromium, tmp_path / "allowing", third_party_cookies="allow") as context:
        yield context


def test_a_blocking_browser_withholds_all_but_partitioned_cookies(
    browser_context: BrowserContext,
) -> None:
    with frame_of_another_site(browser_context) as frame:
        assert cookies_that_come_back(frame) == {"partitioned"}
        assert third_party_cookies_are_blocked(frame)


def test_an_allowing_browser_keeps_both_cookies(allowing_context: BrowserContext) -> None:
    with frame_of_another_site(allowing_context) as frame:
        assert cookies_that_come_back(frame) == {"plain", "partitioned"}
        assert not third_party_cookies_are_blocked(frame)


def test_a_frame_of_a_blocking_browser_still_has_storage_of_its_own(
    browser_context: BrowserContext,
) -> None:
    with frame_of_another_site(browser_context) as frame:
        frame.evaluate("localStorage.setItem('seen', 'in the frame')")
        assert frame.evaluate("localStorage.getItem('seen')") == "in the frame"
        alone = browser_context.new_page()
        alone.goto(frame.url)
        assert alone.evaluate("localStorage.getItem('seen')") is None


def test_the_first_party_keeps_its_cookies_in_a_blocking_browser(
    browser_context: BrowserContext,
) -> None:
    with serving(TwoSites) as port:
        page = browser_context.new_page()
        page.goto(f"http://127.0.0.1:{port}/set")
        page.goto(f"http://127.0.0.1:{port}/got")
        assert "plain=1" in page.inner_text("body")
