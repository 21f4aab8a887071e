"""Take a picture of every page that people see, to be looked at: `make pictures`.

Each person goes once through the practice LMS on a desktop in the light and on a phone in the
dark; the pictures are named in the order in which a person would meet the pages.
"""

import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserType, Page, expect, sync_playwright

from quizzes.db import Database
from quizzes.scenarios.builders import BUILDERS, build
from tests.support.browsers import browsing
from tests.support.choosing import choose
from tests.support.every_type import EVERY_TYPE, ask
from tests.support.stack import Tool, address_in, tool_and_lms
from tests.support.tables import prepare

SLICE = 1600  # px
ACTIVITY = "/activities/de101-tasks-vs-assets"
VIEWS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}
WORDS = "An asset knows which of its parents changed after it was built; a task does not. "


@dataclass(frozen=True)
class Album:
    """One walk's page, the LMS it starts from, the tool, and the folder for its pictures."""

    page: Page
    lms: str
    tool: Tool
    folder: Path
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def take(self, name: str) -> None:
        """Keep the whole page as it is now, in slices that a person can look at."""
        self.page.wait_for_load_state("networkidle")
        width, height = self.page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        number = next(self.numbers)
        for nth, top in enumerate(range(0, height, SLICE), 1):
            clip = {"x": 0, "y": top, "width": width, "height": min(SLICE, height - top)}
            path = self.folder / f"{number:02}-{name}-{nth}.png"
            self.page.screenshot(path=path, full_page=True, clip=clip)

    def take_the_screen(self, name: str) -> None:
        """Keep what fits the screen: a whole page with a frame of another site comes out wrong."""
        self.page.wait_for_load_state("networkidle")
        self.page.screenshot(path=self.folder / f"{next(self.numbers):02}-{name}.png")

    def be(self, person: str, path: str) -> None:
        """Act as a person in the practice LMS, and go to one of its pages."""
        self.page.goto(f"{self.lms}/people?next={path}")
        self.page.click(f"button[value={person}]")

    def open_the_tool(self) -> None:
        """Leave the activity's page in the LMS for the tool in a tab of its own."""
        launch = self.page.get_by_role("link", name="Open in a new tab").get_attribute("href")
        self.page.goto(f"{self.lms}{launch}")
        self.page.locator("header.top").wait_for()


def learn(album: Album) -> None:
    """Be a student: come in, read, reflect, answer, and see the grade arrive."""
    page = album.page
    page.goto(album.lms)
    album.take("people")
    album.be("amara", "/courses/DE101")
    album.take("course")
    page.goto(f"{album.lms}{ACTIVITY}")
    page.frame_locator("iframe.tool").locator("header.top").wait_for()
    album.take_the_screen("activity-in-the-lms")
    album.open_the_tool()
    album.take("reading")
    page.locator("[data-graph=reading] [data-name=orders_enriched] label").first.click()
    album.take("reading-with-a-node-in-focus")
    read_and_reflect(page)
    album.take("reading-done")
    page.get_by_role("button", name="Start the questions").click()
    album.take("questions")
    for question in page.locator("[data-question]:has(.pick)").all():
        question.locator(".pick input").first.check()
    page.get_by_role("button", name="Submit").click()
    album.take("feedback")
    page.get_by_role("button", name="Try again").click()
    answer_every_type(album)
    album.be("amara", ACTIVITY)
    expect(page.locator("#my-grade .score")).to_be_visible(timeout=20_000)
    album.take_the_screen("grade-in-the-lms")


def answer_every_type(album: Album) -> None:
    """Be asked a question by every builder and of every type, and answer as many do: wrongly."""
    page, database = album.page, Database(album.tool.database_url)
    scenarios = {name: build(name, "pictures", 1) for name in BUILDERS}
    unbuilt = {asks: EVERY_TYPE[asks] for asks in ("choose_one", "choose_many")}
    items = ask(database, page.url, {**scenarios, **unbuilt})
    database.close()
    page.reload()
    album.take("every-type-of-question")
    for item in items:
        mistaken = [wrong.answer for wrong in item.scenario.misreadings]
        choose(page, item.id, mistaken[0] if mistaken else item.scenario.key)
    album.take("every-type-answered")
    page.get_by_role("button", name="Submit").click()
    page.locator("h1.score").wait_for()
    album.take("every-type-with-feedback")


def read_and_reflect(page: Page) -> None:
    """Mark every section read and write both reflections."""
    marks = page.locator("form.mark button")
    for left in reversed(range(marks.count())):
        marks.first.click()
        expect(marks).to_have_count(left)
    for area in page.locator("textarea").all():
        area.fill(WORDS * 3)
    expect(page.locator("form.reflection [data-saved]").last).to_contain_text("Saved")


def teach(album: Album) -> None:
    """Be the instructor: see the gradebook and the class."""
    album.be("tomas", "/courses/DE101/gradebook")
    album.take("gradebook")
    album.page.goto(f"{album.lms}{ACTIVITY}")
    album.open_the_tool()
    album.take("class")
    album.page.get_by_role("link", name="Amara").click()
    album.take("student")
    album.page.get_by_role("link", name="Attempt 1").click()
    album.take("attempt-of-a-student")


def install(album: Album) -> None:
    """Be the LMS's admin, who installs the tool, then an instructor, who adds an activity."""
    page, tool = album.page, album.page.frame_locator("iframe.tool")
    link = address_in(album.tool.run("platforms", "invite"))
    page.goto(link)
    album.take("invite-opened-by-itself")
    album.be("ingrid", "/tools")
    page.fill("#link", link)
    page.get_by_role("button", name="Open it here").click()
    tool.get_by_role("button", name="Install Lineage Lab").wait_for()
    album.take_the_screen("installing")
    tool.get_by_role("button", name="Install Lineage Lab").click()
    tool.get_by_role("button", name="Close").wait_for()
    album.take_the_screen("installed")
    tool.get_by_role("button", name="Close").click()
    album.take("tools-of-the-lms")
    album.be("tomas", "/courses/DE101/additions")
    page.get_by_role("button", name="Choose content", exact=True).click()
    tool.locator("[name=points-1]").fill("lots")
    tool.locator("button[value=add]").last.click()
    tool.locator("[aria-invalid]").wait_for()
    album.take_the_screen("picker-with-a-fault")


def administer(album: Album) -> None:
    """Be whoever runs the tool: every admin page, with the check of a platform that works."""
    page, home = album.page, f"{album.tool.url}/admin"
    page.goto(address_in(album.tool.run("admin")))
    album.take("admin-door")
    page.get_by_role("button").last.click()
    album.take("admin-platforms")
    for name in ("platforms/1", "platforms/1/check", "platforms/1/removal", "invites", "add"):
        page.goto(f"{home}/{name}")
        album.take("admin-" + name.replace("/", "-"))
    for kind in ("moodle", "canvas", "other"):
        page.goto(f"{home}/add/{kind}")
        album.take(f"admin-add-{kind}")
        page.locator("main form button").last.click()
        album.take(f"admin-add-{kind}-with-faults")


def main(folder: Path) -> None:
    """Walk through both views, each with a tool and an LMS that are new."""
    with sync_playwright() as playwright:
        for view, look in VIEWS.items():
            shutil.rmtree(folder / view, ignore_errors=True)
            (folder / view).mkdir(parents=True)
            with tempfile.TemporaryDirectory() as scratch:
                walk(playwright.chromium, look, Path(scratch), folder / view)
                sys.stdout.write(f"{folder / view}: {len(list((folder / view).iterdir()))}\n")


def walk(engine: BrowserType, look: dict[str, Any], scratch: Path, folder: Path) -> None:
    """Take the pictures of one view."""
    database_url = prepare(f"sqlite:///{scratch / 'tool.db'}")
    with (
        tool_and_lms(scratch, database_url) as stack,
        stack.tool.serving(),
        browsing(engine, scratch / "profile", look=look) as context,
    ):
        album = Album(context.new_page(), stack.lms.issuer, stack.tool, folder)
        learn(album)
        teach(album)
        install(album)
        administer(album)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
