"""Markdown becomes HTML that is safe and fits under a section's title."""

import pytest

from quizzes.content.prose import to_html


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
        '<div class="table-scroll" role="region" aria-label="Table" tabindex="0">\n<table>'
    )
    assert html.endswith("</table>\n</div>\n")
    assert html.count("<div") == html.count("</div>") == 1
