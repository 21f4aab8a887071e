"""What the docs promise about running it: each setting, each test that is named, each example."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest

from lti_tool import administrators, opening
from lti_tool.admin import sessions
from lti_tool.config import SETTINGS
from lti_tool.platforms import state
from lti_tool.purges import RULES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
HELD_BY = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
NAMED = sorted(set(HELD_BY.findall((DOCS / "security.md").read_text())))
KEPT = re.compile(r"^\| `(\w+)` \| (?:until|(\d+) days? after) it ", re.MULTILINE)
SETTING = re.compile(r"^\| `(LINEAGE_LAB_\w+)`", re.MULTILINE)


def flowing(text: str) -> str:
    """Return a text without its lines' ends."""
    return " ".join(text.split())


def test_the_table_of_settings_is_complete() -> None:
    table = SETTING.findall((DOCS / "operating.md").read_text())
    assert sorted(table) == sorted(SETTINGS)


def test_what_is_deleted_by_itself_is_kept_for_as_long_as_the_table_says() -> None:
    table = KEPT.findall((DOCS / "privacy.md").read_text())
    rules = {since.class_.__tablename__: kept.days for since, kept in RULES}
    assert {name: int(days or 0) for name, days in table} == rules


def test_what_is_said_of_a_table_about_people_is_what_the_purges_do() -> None:
    sections = re.split(r"^### `", (DOCS / "privacy.md").read_text(), flags=re.MULTILINE)[1:]
    others = {each.partition("`")[0]: flowing(each) for each in sections}
    assert "Deleted by itself 30 days after it was last used;" in others.pop("visit")
    assert "Deleted by itself a day later;" in others.pop("selection")
    assert not [name for name, words in others.items() if "Deleted by itself" in words]


def test_cookies_last_as_long_as_they_are_said_to() -> None:
    words = flowing((DOCS / "privacy.md").read_text())
    assert "One for each visit, for eight hours," in words
    assert "one for ten minutes while somebody signs in" in words
    assert (
        "one for an hour for an administrator who answers requests about data, or who runs" in words
    )
    lasting = (opening.IDLE, state.LIFETIME, administrators.SESSION, sessions.IDLE)
    assert lasting == (timedelta(hours=8), timedelta(minutes=10), *[timedelta(hours=1)] * 2)


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_the_test_that_holds_a_threat_is_there(file: str, test: str) -> None:
    tests = {
        node.name
        for node in ast.walk(ast.parse((ROOT / file).read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert not test or test in tests


def test_every_module_that_the_map_names_is_there() -> None:
    named = set(re.findall(r"`([\w/]+\.py)(?::[^`]*)?`", (DOCS / "architecture.md").read_text()))
    there = [f"/{path.relative_to(ROOT)}" for path in ROOT.glob("[lqtmw]*/**/*.py")]
    there += [f"/{path.name}" for path in ROOT.glob("*.py")]
    assert named
    assert [name for name in named if not any(path.endswith(f"/{name}") for path in there)] == []


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_every_link_of_the_docs_leads_to_a_file(page: Path) -> None:
    linked = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text())
    assert [link for link in linked if not (page.parent / link).exists()] == []
