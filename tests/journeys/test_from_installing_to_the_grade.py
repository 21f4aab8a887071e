"""The whole way: installed by a link or by Canvas's JSON, placed by deep linking, to the grade."""

from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from quizzes.db import Database
from tests.support.answers import right_answers
from tests.support.choosing import choose
from tests.support.going import act_as, follow, wait_for_the_tool
from tests.support.stack import Stack, address_in

TITLE = "Week 3: what is stale?"


def test_by_its_link(browser_context: BrowserContext, stack: Stack) -> None:
    page = browser_context.new_page()
    register_by_link(page, stack)
    place(page, stack, points="20")
    learn(page, stack)
    see_the_grade(page, stack, "20 / 20")


def test_by_canvas_json(browser_context: BrowserContext, stack: Stack) -> None:
    page = browser_context.new_page()
    register_by_json(page, stack)
    place(page, stack, points="20")
    learn(page, stack)
    see_the_grade(page, stack, "20 / 20")


def register_by_link(page: Page, stack: Stack) -> None:
    act_as(page, stack.lms.issuer, "ingrid", "/tools")
    page.fill("#link", address_in(stack.tool.run("platforms", "invite")))
    page.get_by_role("button", name="Open it here").click()
    frame = page.frame_locator("iframe.tool")
    frame.get_by_role("button", name="Install Lineage Lab").click()
    frame.get_by_role("button", name="Close").click()
    page.locator("li[data-state=pending]").get_by_role("button", name="Activate").click()
    expect(page.locator("li[data-state=active]")).to_have_count(2)


def register_by_json(page: Page, stack: Stack) -> None:
    """Paste the JSON's address in the LMS, and what the LMS answers into the tool's own form."""
    act_as(page, stack.lms.issuer, "ingrid", "/tools")
    page.fill("#json-url", f"{stack.tool.url}/lti/canvas.json")
    follow(page, page.get_by_role("button", name="Add the tool"))
    codes = page.locator("#for-the-tool dd code").all_inner_texts()
    admin = page.context.new_page()
    admin.goto(address_in(stack.tool.run("admin")))
    follow(admin, admin.get_by_role("button").last)
    admin.goto(f"{stack.tool.url}/admin/add/other")
    names = ("issuer", "client_id", "deployment", "login_url", "token_url", "keys_url")
    for name, value in zip(names, codes[: len(names)], strict=True):
        admin.fill(f"[name={name}]", value)
    admin.locator("main form button").last.click()
    expect(admin.locator("main")).to_contain_text(codes[1])
    admin.close()


def place(page: Page, stack: Stack, points: str) -> None:
    """Be the instructor: choose what is to be added, and how, in the tool's picker."""
    act_as(page, stack.lms.issuer, "tomas", "/courses/DE101")
    page.get_by_role("link", name="Add an activity").click()
    page.locator("input[name=tool]").last.check()
    page.get_by_role("button", name="Choose content", exact=True).click()
    picker = page.frame_locator("iframe.tool")
    picker.locator("[name=title-1]").fill(TITLE)
    picker.locator("[name=points-1]").fill(points)
    picker.locator("button[value=add]").last.click()
    expect(page.get_by_role("link", name=TITLE, exact=True)).to_be_visible()


def open_it(page: Page, stack: Stack, person: str) -> FrameLocator:
    act_as(page, stack.lms.issuer, person, "/courses/DE101")
    page.get_by_role("link", name=TITLE, exact=True).click()
    tool = page.frame_locator("iframe.tool")
    expect(tool.locator("header.top")).to_contain_text("Signed in as")
    wait_for_the_tool(page)
    return tool


def learn(page: Page, stack: Stack) -> None:
    tool = open_it(page, stack, "amara")
    marks = tool.locator("form.mark button")
    for left in reversed(range(marks.count())):
        marks.first.click()
        expect(marks).to_have_count(left)
    for number, area in enumerate(tool.locator("textarea").all()):
        area.fill("Assets say what is out of date and why. " * 6)
        expect(tool.locator("form.reflection [data-saved]").nth(number)).to_contain_text("Saved")
    tool.get_by_role("button", name="Start the questions").click()
    expect(tool.locator("[data-question]")).to_have_count(13)
    frame = page.frame("tool")
    assert frame
    database = Database(stack.tool.database_url)
    for item, names in right_answers(database, frame.url).items():
        choose(tool, item, names)
    database.close()
    tool.get_by_role("button", name="Submit").click()
    expect(tool.locator("h1")).to_contain_text("16 of 16")


def see_the_grade(page: Page, stack: Stack, grade: str) -> None:
    """Be the instructor: the grade is in the gradebook, and leads to the work behind it."""
    act_as(page, stack.lms.issuer, "tomas", "/courses/DE101/gradebook")
    expect(page.locator("td.grade[data-student=amara]", has_text=grade)).to_be_visible()
    page.locator("a.review").first.click()
    tool = page.frame_locator("iframe.tool")
    expect(tool.locator("h1")).to_have_text("Amara Okafor")
    tool.get_by_role("link", name="Your class").click()
    tool.get_by_role("link", name="Everyone").click()
    expect(tool.locator("table.roster tr", has_text="Amara")).to_contain_text("In the gradebook")
