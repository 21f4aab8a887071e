"""Everything that was captured from a real Moodle is replayed by some test of this folder."""

from pathlib import Path

from tests.support.replaying import EXCHANGES

NOT_OURS = {"ags_lineitem_delete_standalone", "delete_coupled"}
"""Deleting columns is nothing that we do."""


def test_every_captured_exchange_is_replayed() -> None:
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    captured = {path.stem for path in EXCHANGES.glob("*.json")}
    assert {name for name in captured if f'"{name}"' not in tests} == set()
    assert captured >= NOT_OURS
