"""A page from right to left, and one with long words: all of it mirrors, and nothing overflows."""

from dataclasses import replace

import pytest

from lti_tool import languages
from tests.support import pseudo_locale
from tests.support.in_a_browser import show
from tests.support.launching import CLAIM, MEANT, Client, begin, claims, submit_right

LAB = "lab/tasks-vs-assets?did=code:stg_orders&did=rerun:stg_orders"
PAGES = {
    "reading": lambda _, path: path,
    "lab": lambda _, path: path + LAB,
    "attempt": begin,
    "result": submit_right,
    "result of nothing": lambda client, path: submit(client, begin(client, path)),
}
PHONE, DESKTOP = {"width": 320, "height": 700}, {"width": 1280, "height": 900}


@pytest.fixture
def database_url(sqlite_url):
    """Words are the same on every database."""
    return sqlite_url


@pytest.fixture
def config(request, config, pseudo_packs):
    is_pseudo = "language" not in request.fixturenames
    return replace(config, packs=(pseudo_packs,)) if is_pseudo else config


@pytest.fixture
def right_to_left(tmp_path, monkeypatch):
    monkeypatch.setattr(languages, "LOCALES", pseudo_locale.write_catalogue(tmp_path / "locale"))
    return pseudo_locale.LANGUAGE


def opened(browser_context, app, platform, kind, language):
    client = Client(app)
    presentation = {CLAIM + "launch_presentation": {"locale": language}}
    path = client.open(platform, claims(platform) | presentation)
    page = browser_context.new_page()
    page.set_viewport_size(PHONE)
    show(page, client, PAGES[kind](client, path))
    return page


def submit(client, attempt):
    """Submit an attempt without any answer; the path of its result."""
    return client.post(f"{attempt}/submission", MEANT).location


def spilling(page):
    """What is written on a node and does not fit it."""
    return page.evaluate(
        """[...document.querySelectorAll(".node")].flatMap((node) =>
          [...node.querySelectorAll("small:not(.said), .badge, select")]
            .filter((it) => it.getBoundingClientRect().width > node.clientWidth - 8
              || it.scrollWidth > it.clientWidth + 1)
            .map((it) => it.textContent.trim().slice(0, 40)))"""
    )


def overflow(page):
    """By how much a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def at_both_ends(page, selector):
    """How far something is from the left and from the right end of the window."""
    return page.locator(selector).first.evaluate(
        "(it) => [it.getBoundingClientRect().left, innerWidth - it.getBoundingClientRect().right]"
    )


@pytest.mark.parametrize("kind", PAGES)
def test_from_right_to_left_a_page_mirrors_and_its_graphs_do_not(
    browser_context, app, platform, right_to_left, kind
):
    page = opened(browser_context, app, platform, kind, right_to_left)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert overflow(page) <= 0
    page.set_viewport_size(DESKTOP)
    assert overflow(page) <= 0
    left, right = at_both_ends(page, ".brand")
    assert right < left
    xs = page.locator(".graph-view").first.evaluate(
        """(view) => [...view.querySelectorAll(".node")].map((node) =>
          [Number(node.dataset.column), node.getBoundingClientRect().left])"""
    )
    assert [x for _, x in sorted(xs)] == sorted(x for _, x in xs)
    assert page.locator(".graph-view").first.evaluate("(view) => view.scrollLeft") >= 0


@pytest.mark.parametrize("language", ["de"])
@pytest.mark.parametrize("kind", PAGES)
def test_the_long_words_of_german_fit_a_small_phone(browser_context, app, platform, kind, language):
    page = opened(browser_context, app, platform, kind, language)
    assert page.locator("html").get_attribute("lang") == "de"
    assert overflow(page) <= 0
    assert spilling(page) == []
