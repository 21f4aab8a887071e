"""docs/conformance.md says what is measured, and that we are stricter than the library alone."""

from pathlib import Path

from tests.certification.conformance import document

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"


def test_the_page_says_what_is_measured() -> None:
    assert document() == PAGE.read_text(), "run make conformance"
