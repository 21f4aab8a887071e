"""The way of a change through a pipeline, to what is stale because of it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizzes.scenarios.assets.incidents import Incident


def path_to(told: Incident, name: str) -> tuple[str, ...]:
    """From where the change came into the pipeline, along new data versions, to a stale asset."""
    causes = told.now.status(name).causes
    deps = [cause.dep for cause in causes if cause.dep and cause.category == "DATA"]
    if not deps:
        return (name,)
    path = [name, deps[0]]
    while above := _changed_by(told, path[-1]):
        path.append(above)
    return tuple(reversed(path))


def _changed_by(told: Incident, name: str) -> str | None:
    """What gave an asset the data version that it has now; None if its own code did."""
    for before, now in pairwise(told.history):
        if before.data_version(name) != now.data_version(name):
            old, new = before.records.get(name), now.records[name]
    changed = [dep for dep in new.inputs if old and old.inputs.get(dep) != new.inputs[dep]]
    return changed[0] if changed else None
