"""What each migration keeps, what it promises, and that it can be taken back.

One walk for all of it: to make tables anew for every question would take minutes.
"""

from typing import Any

from tests.migrations.filling import Rows
from tests.migrations.promises import PROMISES
from tests.migrations.walking import walk
from tests.support.restoring import opened


def gone(before: Rows, later: Rows) -> list[tuple[str, dict[str, Any]]]:
    """Return the rows that are not there as they were; what a row says besides is no matter."""
    return [
        (table, row)
        for table, known in before.items()
        for row in known
        if not any(row.items() <= found.items() for found in later[table])
    ]


def test_a_migration_keeps_every_row_does_what_it_promises_and_leaves_no_trace_if_taken_back(
    empty_url: str,
) -> None:
    database = opened(empty_url)
    walked = set()
    for step in walk(database.engine):
        assert {len(rows) for rows in step.before.values()} <= {2}, step.revision
        assert gone(step.before, step.after) == [], step.revision
        assert gone(step.before, step.back) == [], step.revision
        assert step.schema_back == step.schema_before, step.revision
        for promise in PROMISES.get(step.revision, ()):
            assert promise(step), promise.__name__
        walked.add(step.revision)
    database.close()
    assert set(PROMISES) <= walked
