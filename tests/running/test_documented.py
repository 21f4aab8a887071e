"""What the docs promise about running it: each setting, each test that is named, each example."""

import ast
import re
from pathlib import Path

import pytest

from lti_tool.config import SETTINGS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
HELD_BY = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
NAMED = sorted(set(HELD_BY.findall((DOCS / "security.md").read_text())))
SETTING = re.compile(r"^\| `(LINEAGE_LAB_\w+)`", re.MULTILINE)


def test_the_table_of_settings_is_complete() -> None:
    table = SETTING.findall((DOCS / "operating.md").read_text())
    assert sorted(table) == sorted(SETTINGS)


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_the_test_that_holds_a_threat_is_there(file: str, test: str) -> None:
    tests = {
        node.name
        for node in ast.walk(ast.parse((ROOT / file).read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert not test or test in tests


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_every_link_of_the_docs_leads_to_a_file(page: Path) -> None:
    linked = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text())
    assert [link for link in linked if not (page.parent / link).exists()] == []
