"""In a browser: the messages between a tool's page and the pages of the LMS around it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from lti_tool.practice import Config
from lti_tool.practice.server import running
from tests.lti_tool.practice.a_tool import ATool
from tests.support.going import act_as

ACTIVITY = "/activities/de101-tasks-vs-assets"
# Ask the window in whose name `where` is, at an origin; null where nobody answers.
ASK = """([where, origin, message]) => new Promise((resolve) => {
    let target = parent;
    // A name that no frame has cannot even be read in a window of another site.
    try { if (where !== "_parent") target = parent.frames[where]; } catch { resolve(null); }
    const heard = (event) => event.data?.message_id === message.message_id && resolve(event.data);
    addEventListener("message", heard);
    setTimeout(() => resolve(null), 700);
    target?.postMessage(message, origin);
})"""
FILL = """(origin) => {
    for (let number = 0; number < 500; number += 1) {
        const message = { subject: "lti.put_data", key: `key ${number}`, value: "value" };
        parent.postMessage({ ...message, message_id: `${number}` }, origin);
    }
}"""
CLOSE = "{subject: 'org.imsglobal.lti.close'}"

Ask = Callable[..., Any]


@pytest.fixture
def lms(tool: ATool, tmp_path: Path) -> Iterator[Config]:
    with running(tool.url, tmp_path / "practice.db") as config:
        yield config


def frame_in(page: Page, selector: str) -> Frame:
    frame = page.wait_for_selector(selector).content_frame()
    assert frame
    return frame


def tool_frame(page: Page, tool: ATool) -> Frame:
    frame = frame_in(page, "iframe.tool")
    frame.wait_for_url(f"{tool.url}/**")
    return frame


@pytest.fixture
def ask(browser_context: BrowserContext, lms: Config, tool: ATool) -> Ask:
    """Ask from the tool's frame, with a message_id and at the LMS's origin unless told."""
    page = browser_context.new_page()

    def asking(
        storage: str, message: dict[str, Any], where: str = "_parent", origin: str = ""
    ) -> Any:
        if f"storage={storage}" not in page.url:
            act_as(page, lms.issuer, "amara")
            page.goto(f"{lms.issuer}{ACTIVITY}?storage={storage}")
        asked = {"message_id": "an-id"} | message
        return tool_frame(page, tool).evaluate(ASK, [where, origin or lms.issuer, asked])

    return asking


def put(key: Any, value: Any) -> dict[str, Any]:
    return {"subject": "lti.put_data", "key": key, "value": value}


def get(key: str) -> dict[str, Any]:
    return {"subject": "lti.get_data", "key": key}


def test_the_page_around_the_tool_keeps_what_it_is_given(ask: Ask) -> None:
    assert ask("_parent", put("state", "a-secret")) == {
        "subject": "lti.put_data.response",
        "message_id": "an-id",
        "key": "state",
        "value": "a-secret",
    }
    assert ask("_parent", get("state"))["value"] == "a-secret"
    assert ask("_parent", get("unheard-of"))["value"] is None
    ask("_parent", put("state", None))
    assert ask("_parent", get("state"))["value"] is None


def test_it_says_what_it_can_do(ask: Ask) -> None:
    told = ask("_parent", {"subject": "lti.capabilities"})
    assert told["subject"] == "lti.capabilities.response"
    subjects = [each["subject"] for each in told["supported_messages"]]
    assert subjects == ["lti.capabilities", "lti.put_data", "lti.get_data", "lti.frameResize"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (put("", "value"), "bad_request"),
        (put("key", 7), "bad_request"),
        (put("key", "x" * 4100), "storage_exhaustion"),
        ({"subject": "lti.scrollToTop"}, "unsupported_subject"),
    ],
)
def test_what_is_not_kept_is_told_with_a_code(ask: Ask, message: dict[str, Any], code: str) -> None:
    assert ask("_parent", message)["error"]["code"] == code


def test_there_is_room_for_five_hundred_keys(
    browser_context: BrowserContext, lms: Config, tool: ATool, ask: Ask
) -> None:
    ask("_parent", get("state"))
    tool_frame(browser_context.pages[-1], tool).evaluate(FILL, lms.issuer)
    assert ask("_parent", put("one more", "value"))["error"]["code"] == "storage_exhaustion"
    assert "error" not in ask("_parent", put("key 7", "changed"))


def test_a_message_meant_for_another_origin_is_never_heard(ask: Ask) -> None:
    assert ask("_parent", get("state"), origin="http://127.0.0.1:9") is None


def test_a_named_frame_keeps_it_where_that_is_chosen(ask: Ask) -> None:
    told = ask("lti_storage", {"subject": "lti.capabilities"})
    assert {each.get("frame") for each in told["supported_messages"]} == {None, "lti_storage"}
    assert ask("lti_storage", put("state", "x"), "lti_storage")["value"] == "x"
    assert ask("lti_storage", get("state"), "lti_storage")["value"] == "x"
    assert ask("lti_storage", get("state"))["error"]["code"] == "unsupported_subject"


@pytest.mark.parametrize(
    ("storage", "where"),
    [("missing", "lti_storage"), ("silent", "_parent"), ("none", "_parent")],
)
def test_where_storage_is_broken_nobody_answers(ask: Ask, storage: str, where: str) -> None:
    assert ask(storage, put("state", "x"), where) is None


def test_a_tool_sets_the_height_of_its_frame(browser_context: BrowserContext, ask: Ask) -> None:
    resize = {"subject": "lti.frameResize", "height": 1234}
    assert ask("_parent", resize)["height"] == 1234
    box = browser_context.pages[-1].locator("iframe.tool").bounding_box()
    assert box
    assert box["height"] == 1234


def test_another_site_in_the_frame_gets_no_answer(
    browser_context: BrowserContext, lms: Config, tool: ATool
) -> None:
    page = browser_context.new_page()
    act_as(page, lms.issuer, "amara", ACTIVITY)
    tool_frame(page, tool)
    told = page.evaluate(
        """() => new Promise((resolve) => {
            addEventListener("message", (event) => {
                if (event.data?.subject?.endsWith(".response")) resolve(event.data);
            });
            setTimeout(() => resolve(null), 500);
            postMessage({subject: "lti.get_data", key: "state", message_id: "m"}, "*");
        })"""
    )
    assert told is None


@pytest.fixture
def registering(tool: ATool) -> str:
    """The address of the tool's registration page."""
    tool.files["/lti/register"] = b"<!doctype html><title>Register</title>"
    return f"{tool.url}/lti/register?invite=x"


def test_a_registration_in_a_frame_closes_when_the_tool_says_so(
    browser_context: BrowserContext, lms: Config, registering: str
) -> None:
    page = browser_context.new_page()
    act_as(page, lms.issuer, "ingrid", "/tools")
    page.get_by_label("Registration link").fill(registering)
    page.get_by_role("button", name="Open it here").click()
    frame = frame_in(page, "iframe[name=registration]")
    frame.wait_for_url(f"{registering}**")
    page.evaluate(f"postMessage({CLOSE}, '*')")  # not from the tool's origin
    page.wait_for_timeout(200)
    expect(page.locator("iframe")).to_be_visible()
    frame.evaluate(f"(window.opener || window.parent).postMessage({CLOSE}, '*')")
    expect(page.get_by_role("status")).to_contain_text("without registering")
    assert "/tools?closed=" in page.url


def test_a_registration_in_a_window_closes_when_the_tool_says_so(
    browser_context: BrowserContext, lms: Config, registering: str
) -> None:
    page = browser_context.new_page()
    act_as(page, lms.issuer, "ingrid", "/tools")
    page.get_by_label("Registration link").fill(registering)
    page.get_by_role("button", name="Open it in a window").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open the tool's page").click()
    window = opened.value
    window.wait_for_url(f"{registering}**")
    with window.expect_event("close"):
        window.evaluate(f"(window.opener || window.parent).postMessage({CLOSE}, '*')")
    expect(page.get_by_role("status")).to_contain_text("without registering")
