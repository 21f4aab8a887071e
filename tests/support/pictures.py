"""Take a picture of every page that people see, to be looked at: `make pictures`.

Each person goes once through the practice LMS on a desktop in the light and on a phone in the
dark; the pictures are named in the order in which a person would meet the pages.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserType, Page, expect, sync_playwright
from sqlalchemy import update

from quizzes.content import catalogue
from quizzes.db import Database, utcnow
from quizzes.models import Placement
from quizzes.scenarios.builders import BUILDERS, build
from tests.support.answers import right_answers
from tests.support.browsers import browsing
from tests.support.choosing import choose
from tests.support.every_type import EVERY_TYPE, ask
from tests.support.going import act_as, follow
from tests.support.pressing import packs_with
from tests.support.stack import Stack, Tool, address_in, tool_and_lms
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
        act_as(self.page, self.lms, person, path)

    def press(self, name: str, *, exact: bool = False) -> None:
        """Press the first button of this name, and wait for the page that it leads to."""
        follow(self.page, self.page.get_by_role("button", name=name, exact=exact).first)

    def go(self, name: str) -> None:
        """Follow the link of this name."""
        follow(self.page, self.page.get_by_role("link", name=name))

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
    frame = page.frame_locator("iframe.tool")
    frame.get_by_role("button", name="Open in a new tab").click()
    frame.get_by_role("link", name="Open the activity").wait_for()
    album.take_the_screen("way-into-a-new-tab")
    album.open_the_tool()
    album.take("reading")
    page.get_by_role("radio", name="Rain", exact=True).check()
    page.locator("[data-graph=reading] [data-name=orders_enriched] label").first.click()
    album.take("reading-with-a-node-in-focus")
    play_in_the_lab(album)
    read_and_reflect(page)
    album.take("reading-done")
    album.press("Start the questions")
    album.take("questions")
    for question in page.locator("[data-question]:has(.pick)").all():
        question.locator(".pick input").first.check()
    album.press("Submit")
    page.get_by_role("button", name="Submit all the same").wait_for()
    album.take("last-look")
    album.press("Submit")
    album.take("feedback")
    practise(album)
    album.press("Try again")
    answer_every_type(album)
    come_at_odd_times(album)
    album.be("amara", ACTIVITY)
    expect(page.locator("#my-grade .score")).to_be_visible()
    album.take_the_screen("grade-in-the-lms")


def play_in_the_lab(album: Album) -> None:
    """Make things happen to the pipeline, expect something of them, and go back to the reading."""
    page = album.page
    album.go("Make things happen")
    album.take("lab")
    album.go("new code")
    for name in ("stg_orders", "orders_enriched"):
        page.locator(f".pick[data-name={name}] label").click()
    album.take("lab-expecting")
    album.press("See what happens")
    page.locator(".foresight").wait_for()
    album.take("lab-with-verdicts")
    lab = page.url.split("?")[0]
    page.goto(f"{lab}?did=code:stg_orders&did=fail:orders_enriched")
    page.locator(".assets [data-name=orders_enriched] label").click()
    album.take("lab-with-a-failure")
    page.goto(f"{lab}?did=code:stg_orders&next=rerun")
    album.take("lab-with-a-refusal")
    album.go("Back to the reading")


def practise(album: Album) -> None:
    """Try another variant of the second question, and come back to the result."""
    page, result = album.page, album.page.url
    album.go("Practise another variant of question 2")
    page.locator(".question").wait_for()
    album.take("practice")
    page.locator(".pick input").first.check()
    album.press("Check my answer")
    page.locator("[data-focus-here]").wait_for()
    album.take("practice-with-feedback")
    page.goto(result)


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
    album.press("Submit")
    page.locator("h1.score").wait_for()
    album.take("every-type-with-feedback")


def come_at_odd_times(album: Album) -> None:
    """See it before it opens, after it was due and after it closed; then a page of no visit."""
    page, database, day = album.page, Database(album.tool.database_url), timedelta(days=1)
    home, never = page.url.split("attempts/")[0], dict.fromkeys(("opens_at", "due_at", "closes_at"))
    for name, dates in {
        "reading-too-early": {"opens_at": utcnow() + day},
        "reading-past-due": {"due_at": utcnow() - day},
        "reading-closed": {"closes_at": utcnow() - day},
        "reading-at-any-time": {},
    }.items():
        with database.begin() as session:
            session.execute(update(Placement).values(**(never | dates)))
        page.goto(home)
        if dates:
            album.take(name)
    database.close()
    page.goto(f"{album.tool.url}/visits/999999/")
    album.take("no-visit")


def go_one_by_one(album: Album) -> None:
    """Be a student where questions come one at a time: one checked, one not, and the end."""
    page, database = album.page, Database(album.tool.database_url)
    album.be("amara", ACTIVITY)
    album.open_the_tool()
    with database.begin() as session:
        session.execute(update(Placement).values(feedback="after_each"))
    album.press("Start the questions")
    album.take("one-question")
    album.press("Next", exact=True)
    choose(page, "stale-now", right_answers(database, page.url)["stale-now"][:1])
    database.close()
    page.get_by_label("Certain").check()
    album.press("Check question 2")
    expect(page.get_by_role("button", name="Check question 2")).to_have_count(0)  # loaded anew
    album.take("one-question-checked")
    album.press("Next", exact=True)
    album.press("Check question 3")
    album.take("one-question-without-an-answer")
    follow(page, page.locator(".steps button").last)
    album.take("before-the-submission")


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
    album.go("Try it as a preview")
    album.take("preview")
    album.go("Back to your class")
    album.go("Amara")
    album.take("student")
    album.page.locator(".reply-form textarea").first.fill(
        "Well seen. And who changes the code version?"
    )
    album.press("Send the reply")
    album.take("student-with-a-reply")
    decide(album)
    album.go("Attempt 1")
    album.take("attempt-of-a-student")
    album.be("amara", ACTIVITY)
    album.open_the_tool()
    album.take("reading-with-a-reply")


def look_at_a_class(album: Album) -> None:
    """Be the instructor of a larger course: see every page of its class."""
    page = album.page
    page.goto(address_in(album.tool.run("demo-data", "--students", "60")))
    album.take("class-of-sixty")
    for tab in ("Everyone", "Questions", "Export"):
        follow(page, page.get_by_role("link", name=tab, exact=True))
        album.take(f"class-of-sixty-{tab.lower()}")


def decide(album: Album) -> None:
    """Set a mark, see what other settings would change, and come back to the student."""
    page, student = album.page, album.page.url.split("?")[0]
    page.get_by_text("Set the mark, or whether").click()
    page.get_by_label("Mark, of 20").fill("15")
    page.get_by_label("Reason").first.fill("She explained it well in class.")
    album.press("Set it")
    page.get_by_text("Allow more attempts").click()
    album.take("student-with-a-decision")
    home = student.split("/students/")[0]
    page.goto(f"{home}/settings")
    page.locator("[name=points]").fill("lots")
    album.press("See what changes")
    album.take("settings-with-a-fault")
    page.locator("[name=points]").fill("40")
    album.press("See what changes")
    album.take("settings-with-what-changes")
    page.goto(f"{home}/regrading")
    album.take("new-marks")
    page.goto(f"{home}/kept")
    album.take("what-is-kept")
    page.goto(student)


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
    follow(page, tool.get_by_role("button", name="Close"))
    album.take("tools-of-the-lms")
    album.be("tomas", "/courses/DE101/additions")
    album.press("Choose content", exact=True)
    tool.locator("[name=points-1]").fill("lots")
    tool.locator("button[value=add]").last.click()
    tool.locator("[aria-invalid]").wait_for()
    album.take_the_screen("picker-with-a-fault")


def administer(album: Album) -> None:
    """Be whoever runs the tool: every admin page, with the check of a platform that works."""
    page, home = album.page, f"{album.tool.url}/admin"
    page.goto(address_in(album.tool.run("admin")))
    album.take("admin-door")
    follow(page, page.get_by_role("button").last)
    album.take("admin-platforms")
    for name in ("platforms/1", "platforms/1/check", "platforms/1/removal", "invites", "add"):
        page.goto(f"{home}/{name}")
        album.take("admin-" + name.replace("/", "-"))
    for kind in ("moodle", "canvas", "other"):
        page.goto(f"{home}/add/{kind}")
        album.take(f"admin-add-{kind}")
        # As a browser sends it that checks nothing itself.
        page.locator("main form").last.evaluate("form => { form.noValidate = true; }")
        follow(page, page.locator("main form button").last)
        album.take(f"admin-add-{kind}-with-faults")


def answer_about_data(album: Album) -> None:
    """Be the LMS's admin again, who looks at what is kept of somebody, and erases nobody."""
    page, tool = album.page, album.page.frame_locator("iframe.tool")
    album.be("ingrid", "/tools/1/data-privacy?person=amara")
    button = tool.get_by_role("button", name="Open data privacy")
    button.wait_for()
    album.take_the_screen("data-privacy-in-the-lms")
    with page.context.expect_page() as opened:
        button.click()
    person = opened.value.url
    opened.value.close()
    page.goto(person)
    album.take("data-privacy-person")
    page.goto(f"{person}/erasure")
    album.take("data-privacy-erasure")
    page.goto(f"{person.partition('people')[0]}?words=a")
    album.take("data-privacy-people")


def main(folder: Path) -> None:
    """Walk through both views, each with a tool and an LMS that are new."""
    with sync_playwright() as playwright:
        for view, look in VIEWS.items():
            shutil.rmtree(folder / view, ignore_errors=True)
            (folder / view).mkdir(parents=True)
            with tempfile.TemporaryDirectory() as scratch:
                walk(playwright.chromium, look, Path(scratch), folder / view)
                walk_one_by_one(playwright.chromium, look, Path(scratch), folder / view)
                sys.stdout.write(f"{folder / view}: {len(list((folder / view).iterdir()))}\n")


def walk(engine: BrowserType, look: dict[str, Any], scratch: Path, folder: Path) -> None:
    """Take the pictures of one view."""
    database_url = prepare(f"sqlite:///{scratch / 'tool.db'}")
    with (
        tool_and_lms(scratch, database_url) as stack,
        stack.tool.serving(),
        browsing(engine, scratch / "profile", look=look) as context,
    ):
        see_everything(Album(context.new_page(), stack.lms.issuer, stack.tool, folder))


def see_everything(album: Album) -> None:
    """Be everyone, one after the other."""
    learn(album)
    teach(album)
    look_at_a_class(album)
    install(album)
    administer(album)
    answer_about_data(album)


def walk_one_by_one(engine: BrowserType, look: dict[str, Any], scratch: Path, folder: Path) -> None:
    """Take the pictures of a pack that shows its questions one at a time."""
    with (
        asking_one_by_one(scratch) as stack,
        browsing(engine, scratch / "one-by-one/profile", look=look) as context,
    ):
        go_one_by_one(Album(context.new_page(), stack.lms.issuer, stack.tool, folder, count(90)))


@contextmanager
def asking_one_by_one(scratch: Path) -> Iterator[Stack]:
    """A tool whose pack shows its questions one at a time, with an LMS."""
    home = scratch / "one-by-one"
    home.mkdir()
    packs = packs_with(catalogue.PACKS, home / "packs", questions_shown="one_at_a_time")
    os.environ["LINEAGE_LAB_PACKS"] = str(packs)
    try:
        database_url = prepare(f"sqlite:///{home / 'tool.db'}")
        with tool_and_lms(home, database_url) as stack, stack.tool.serving():
            yield stack
    finally:
        del os.environ["LINEAGE_LAB_PACKS"]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
