"""Markdown becomes HTML that is safe and fits under a section's title."""

from html.parser import HTMLParser

import pytest

from quizzes.content.prose import BLOCKS, KEPT, TABLES, WITHIN_LINES, ProseError, to_html


def test_headings_begin_below_the_section_title() -> None:
    html = to_html("# One\n\n## Two\n\n##### Five\n")
    assert html == "<h3>One</h3>\n<h4>Two</h4>\n<h6>Five</h6>\n"


def test_raw_html_is_shown_as_text() -> None:
    html = to_html("Hello <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n")
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("scheme", ["javascript:", "JavaScript:", "vbscript:", "data:text/html,"])
def test_a_link_that_would_run_code_is_no_link(scheme: str) -> None:
    assert "<a" not in to_html(f"[click]({scheme}alert(1))")


def test_a_link_to_elsewhere_opens_apart_and_gets_no_hold_of_this_page() -> None:
    assert to_html("[docs](https://example.org/)") == (
        '<p><a href="https://example.org/" rel="noopener" target="_blank">docs</a></p>\n'
    )


def test_an_address_to_write_to_opens_no_page() -> None:
    assert to_html("<mailto:a@example.org>").count("target") == 0


def test_a_wide_table_scrolls_in_a_box_that_the_keyboard_reaches() -> None:
    html = to_html("| a |\n|---|\n| b |\n")
    assert html.startswith(
        '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">\n<table>'
    )
    assert html.endswith("</table>\n</div>\n")
    assert html.count("<div") == html.count("</div>") == 1


def test_a_long_name_in_a_table_may_break_after_an_underscore() -> None:
    html = to_html("`a_b` c_d\n\n| `a_b_c` | d_e |\n|---|---|\n| `f_g` | h |\n")
    assert "<code>a_b</code> c_d" in html
    assert "<code>a_<wbr>b_<wbr>c</code>" in html
    assert "<th>d_e</th>" in html
    assert "<code>f_<wbr>g</code>" in html


HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt/src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<math><mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror=a()&gt;'>",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<style>@import 'https://evil.example'</style>",
    "<base href=https://evil.example>",
    "<form action=https://evil.example><button>Go</button></form>",
    "[x](<javascript:alert(1)>)",
    "[x](java&#x0A;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](https://example.org/\"onmouseover=alert(1))",
    "[x](https://example.org 'a\" onmouseover=\"alert(1)')",
    "<https://example.org/\"onclick=alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "```\"><script>alert(1)</script>\nx\n```",
    "```js\" onload=\"alert(1)\nx\n```",
    "`<script>alert(1)</script>`",
    "| <script>alert(1)</script> |\n|:-:|\n| <img src=x onerror=alert(1)> |",
    "# <img src=x onerror=alert(1)>",
    "> <object data=javascript:alert(1)>",
    "99999999. <embed src=javascript:alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]  # fmt: skip
SAFE: dict[str, set[str]] = {
    **{tag: set() for tag in ("p", "h3", "pre", "blockquote", "ul", "li", "em")},
    **{tag: set() for tag in ("table", "thead", "tbody", "tr")},
    "a": {"href", "title", "rel", "target"},
    "code": {"class"},
    "div": {"class", "role", "aria-label", "tabindex"},
    "ol": {"start"},
    "th": {"style"},
    "td": {"style"},
}


class Made(HTMLParser):
    """Every tag that a browser would see, with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("markdown", HOSTILE)
def test_hostile_markdown_makes_nothing_but_plain_text_and_safe_links(markdown: str) -> None:
    try:
        html = to_html(markdown)
    except ProseError:
        return
    for tag, attributes in Made(html).tags:
        assert attributes.keys() <= SAFE[tag]
        assert (attributes.get("href") or "https://").startswith(("https://", "http://", "mailto:"))
        assert attributes.get("style") in (None, "text-align:center")


@pytest.mark.parametrize("html", HOSTILE)
def test_the_second_guard_holds_without_the_first(html: str) -> None:
    for tag, attributes in Made(KEPT.clean(html)).tags:
        assert attributes.keys() <= SAFE[tag]
        assert not attributes.get("href")


def test_the_second_guard_leaves_alone_what_our_markdown_makes() -> None:
    html = to_html(
        "# One\n\n*a* **b** ~~c~~ `d`\\\ne\n\n> f\n\n- g\n\n3. h\n\n***\n\n"
        "| `i_` | j |\n|---|--:|\n| k | l |\n\n```sql\nselect 1\n```\n"
    )
    assert {tag for tag, _ in Made(html).tags} == (BLOCKS | TABLES | WITHIN_LINES) - NOT_HERE
    assert '<ol start="3">' in html
    assert '<td style="text-align:right">l</td>' in html
    assert '<code class="language-sql">' in html


NOT_HERE = {"a", "h4", "h5", "h6"}


@pytest.mark.parametrize("silent", ["[](https://example.org/)", "See [ ](https://example.org/)."])
def test_a_link_that_a_screen_reader_could_not_name_is_refused(silent: str) -> None:
    with pytest.raises(ProseError, match=r"the link to https://example\.org/ has no words"):
        to_html(silent)
