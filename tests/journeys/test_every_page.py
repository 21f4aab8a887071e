"""Every page in every state that is pictured: for all eyes, on any screen, and of one host.

axe-core finds perhaps a third of what can be wrong; what a screen reader hears is in
test_by_keyboard.py, and what nobody has tried is in docs/accessibility.md.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Frame,
    Response,
    WebError,
)

from tests.support.browsers import browsing
from tests.support.pictures import Album, asking_one_by_one, go_one_by_one, see_everything
from tests.support.stack import tool_and_lms

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}  # and a desktop at 400 %
ALL_RULES: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
COLOURS: dict[str, Any] = {"runOnly": ["color-contrast"]}
SEEN_IN_FULL_LATER = {"questions", "feedback"}  # with every type of question
# One of each kind, as the colours of all are the same tokens (test_colours.py).
SEEN_IN_EVERY_LIGHT = {
    *("course", "reading-with-a-node-in-focus", "lab-with-verdicts", "every-type-with-feedback"),
    *("gradebook", "class", "student", "installing", "picker-with-a-fault"),
    *("admin-platforms-1-check", "admin-add-moodle-with-faults"),
}
FIND = """async (options) =>
  (await axe.run({ resultTypes: ["violations"], preload: false, iframes: false, ...options }))
  .violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id} at ${target}: ${failureSummary.replace(/\\s+/g, " ")}`))"""

# On learners' pages what can be pressed is 44 px high, and letters are 14 px and more. Graphs zoom.
SMALL = """() => {
  const shown = (place) => place.checkVisibility({ visibilityProperty: true })
    && !place.closest(".graph-view, .unseen, .skip");
  const pressed =
    "button, .button, summary, textarea, select, .choice, .whole label, .box, .variants a";
  const words = ({ textContent }) => textContent.trim().slice(0, 30);
  const found = [];
  for (const each of document.querySelectorAll(
    ":is(article:is(.reading, .attempt, .result, .lab, .notice), .contents, .top) *")) {
    if (!shown(each)) continue;
    const letters = [...each.childNodes].some(({ data }) => data?.trim());
    const size = parseFloat(getComputedStyle(each).fontSize);
    if (letters && size < 14) found.push(`“${words(each)}” has letters of ${size} px`);
    const { height } = each.getBoundingClientRect();
    if (each.matches(pressed) && height < 43.9) found.push(`“${words(each)}” is ${height} px high`);
  }
  return found;
}"""


@dataclass(frozen=True)
class Inspection(Album):
    """A walk that looks for faults where the album's takes pictures."""

    faults: list[str] = field(default_factory=list)

    def take(self, name: str) -> None:
        self.page.wait_for_load_state("networkidle")
        if name not in SEEN_IN_FULL_LATER:
            self.inspect(self.page.main_frame, name)
            self.faults.extend(f"{name}: {found}" for found in self.page.evaluate(SMALL))
        self.page.set_viewport_size(PHONE)
        if (width := self.page.evaluate("document.documentElement.scrollWidth")) > PHONE["width"]:
            self.faults.append(f"{name}: it is {width} px wide on a phone")
        self.page.set_viewport_size(DESKTOP)

    def take_the_screen(self, name: str) -> None:
        self.page.wait_for_load_state("networkidle")
        for frame in self.page.frames:
            self.inspect(frame, name)

    def inspect(self, frame: Frame, name: str) -> None:
        """Ask axe for everything, and for colours again in the dark and in forced ones."""
        frame.evaluate(Axe().axe_script)
        self.find(frame, ALL_RULES, f"{name}, light")
        if name not in SEEN_IN_EVERY_LIGHT:
            return
        self.page.emulate_media(color_scheme="dark")
        self.find(frame, COLOURS, f"{name}, dark")
        self.page.emulate_media(color_scheme="light", forced_colors="active")
        self.find(frame, COLOURS, f"{name}, forced colours")
        self.page.emulate_media(forced_colors="none")

    def find(self, frame: Frame, rules: dict[str, Any], state: str) -> None:
        self.faults.extend(f"{state}: {found}" for found in frame.evaluate(FIND, rules))


@dataclass
class Traffic:
    """What a browser asked for, was given, and complained of."""

    hosts: set[str] = field(default_factory=set)
    policies: dict[str, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.on("response", self.answered)
        context.on("console", self.said)
        context.on("weberror", self.failed)

    def answered(self, response: Response) -> None:
        self.hosts.add(urlsplit(response.url).netloc)
        if response.request.resource_type == "document" and response.status == 200:
            policy = response.headers.get("content-security-policy", "")
            self.policies[urlsplit(response.url).path] = policy

    def said(self, message: ConsoleMessage) -> None:
        # That a page is a refusal, which some here are, is said as an error too.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(f"{message.page and message.page.url}: {message.text}")

    def failed(self, error: WebError) -> None:
        self.complaints.append(f"{error.page and error.page.url}: {error.error}")


def test_every_page_is_for_all_eyes_of_one_host_and_needs_nothing_inline(
    chromium: BrowserType, sqlite_url: str, tmp_path: Path
) -> None:
    """One test, since a walk past every page takes a minute."""
    traffic, look = Traffic(), {"viewport": DESKTOP, "color_scheme": "light"}
    with (
        tool_and_lms(tmp_path, sqlite_url) as stack,
        stack.tool.serving(),
        browsing(chromium, tmp_path / "profile", look=look) as context,
    ):
        traffic.listen(context)
        walk = Inspection(context.new_page(), stack.lms.issuer, stack.tool, tmp_path)
        see_everything(walk)
        with asking_one_by_one(tmp_path) as other:
            page, lms = context.new_page(), other.lms.issuer
            go_one_by_one(Inspection(page, lms, other.tool, tmp_path, faults=walk.faults))
    assert not walk.faults, "\n".join(walk.faults)
    assert not traffic.complaints, "\n".join(traffic.complaints)
    both = (stack, other)
    known = {urlsplit(url).netloc for each in both for url in (each.lms.issuer, each.tool.url)}
    assert traffic.hosts == known
    for path, policy in traffic.policies.items():
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
