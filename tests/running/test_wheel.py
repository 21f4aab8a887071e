"""The wheel holds everything: installed alone, it serves a whole course."""

from pathlib import Path

from tests.faults.conftest import launch
from tests.running.conftest import options
from tests.support.forms import Browser
from tests.support.launching import registration
from tests.support.platform import Platform
from tests.support.processes import free_port
from tests.support.stack import Tool


def test_the_wheel_alone_upgrades_a_new_database_serves_and_is_launched(
    environment: Path, platform: Platform, tmp_path: Path
) -> None:
    script = environment / "bin" / "lineage-lab"
    tool = Tool(tmp_path, free_port(), f"sqlite:///{tmp_path / 'lab.db'}", (script,))
    assert "up to date" in tool.run("db", "upgrade")
    tool.run("platforms", "add", *options(registration(platform)))
    with tool.serving():
        browser = Browser()
        page = launch(browser, tool, platform)
        style = browser.session.get(f"{tool.url}/static/style.css", timeout=30)
    assert "Airflow vs Dagster" in page.words
    assert style.status_code == 200
