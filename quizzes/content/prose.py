"""Markdown, as authors write it, into HTML that is safe to show."""

import re
from collections.abc import Iterator
from itertools import takewhile

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

FIRST_HEADING = 3  # the page has the h1, the section's title is its h2
LINKS = ("https://", "http://", "mailto:")
TABLE = {"class": "table-scroll", "role": "group", "aria-label": "Table", "tabindex": "0"}
TABLE_HTML = re.compile("<table>.*?</table>", re.DOTALL)
CODE_HTML = re.compile("<code>.*?</code>", re.DOTALL)

BLOCKS = {"h3", "h4", "h5", "h6", "p", "blockquote", "pre", "hr", "ol", "ul", "li", "div"}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
WITHIN_LINES = {"a", "br", "code", "em", "s", "strong", "wbr"}

# All that our Markdown makes, and nothing else. It lets no raw HTML through by itself; this stands
# behind it in case that it is mistaken once.
KEPT = nh3.Cleaner(
    tags=BLOCKS | TABLES | WITHIN_LINES,
    attributes={
        "a": {"href", "title", "rel", "target"},
        "code": {"class"},  # the language of a block
        "div": set(TABLE),
        "ol": {"start"},
        "td": {"style"},
        "th": {"style"},
    },
    filter_style_properties={"text-align"},
    url_schemes={"https", "http", "mailto"},
    url_relative="deny",
    link_rel=None,  # said below
)


class ProseError(ValueError):
    """Markdown that a page could not show as its author meant it."""


def to_html(markdown: str) -> str:
    """Render Markdown with raw HTML shown as text; refuse pictures and links to nowhere."""
    parser = MarkdownIt("js-default")
    tokens = parser.parse(markdown)
    for token in _all(tokens):
        _suit_to_page(token)
        _refuse_silence(token)
    rendered = parser.renderer.render(list(_with_scrolling_tables(tokens)), parser.options, {})
    return KEPT.clean(TABLE_HTML.sub(_with_breaking_names, str(rendered)))


def _all(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])


def _suit_to_page(token: Token) -> None:
    if token.type == "image":
        raise ProseError(f"pictures cannot be shown yet ({token.attrGet('src')})")
    if token.type == "link_open":
        _suit_link(token)
    elif token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + FIRST_HEADING - 1, 6)}"


def _suit_link(token: Token) -> None:
    address = str(token.attrGet("href"))
    if not address.startswith(LINKS):
        raise ProseError(f"a link must begin with one of {', '.join(LINKS)}, not {address!r}")
    token.attrSet("rel", "noopener")
    if not address.startswith("mailto:"):
        token.attrSet("target", "_blank")


def _refuse_silence(token: Token) -> None:
    """A link that has no words is one that a screen reader cannot name."""
    inside = iter(token.children or [])
    for opened in (each for each in inside if each.type == "link_open"):
        words = takewhile(lambda each: each.type != "link_close", inside)
        if not "".join(each.content for each in words).strip():
            raise ProseError(f"the link to {opened.attrGet('href')} has no words")


def _with_scrolling_tables(tokens: list[Token]) -> Iterator[Token]:
    """Put each table in a box that scrolls sideways by itself, so that the page need not."""
    for token in tokens:
        if token.type == "table_open":
            yield Token("scroll_open", "div", 1, attrs=dict(TABLE), block=True)
        yield token
        if token.type == "table_close":
            yield Token("scroll_close", "div", -1, block=True)


def _with_breaking_names(table: re.Match[str]) -> str:
    """Let a long name in a cell break after an underscore, so that a phone has room for it."""
    return CODE_HTML.sub(lambda code: code[0].replace("_", "_<wbr>"), table[0])
