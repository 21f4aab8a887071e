"""Pipelines that leave no place for an incident or a decoy do not break anything."""

from random import Random

import pytest

from quizzes.orchestrators.events import Materialize, Observe, SetCodeVersion
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.orchestrators.staleness import play
from quizzes.scenarios.assets import reasons
from quizzes.scenarios.assets.incidents import Incident, with_a_decoy
from quizzes.scenarios.assets.kinds import KINDS

ROW = Pipeline((Asset("s", external=True), Asset("a", ("s",), "1"), Asset("b", ("a",), "1")))
NIGHT = (Observe("s", "v1"), Materialize(("a", "b")))
NEW_CODE = (SetCodeVersion("a", "2"),)


def data(steps):
    ledger = play(ROW, [event for step in steps for event in step])
    return {name: ledger.data_version(name) for name in ROW.names}


@pytest.mark.parametrize(
    "kind", ["rebuilt_partway", "new_source_data", "half_released", "run_failed"]
)
def test_in_a_pipeline_that_never_forks_most_incidents_have_no_place(kind):
    assert KINDS[kind](Random(1), ROW) is None


@pytest.mark.parametrize("seed", range(8))
def test_a_decoy_is_one_more_step_that_changes_no_data(seed):
    steps = [NIGHT, NEW_CODE, (Materialize(("a",)),)]
    decoyed = with_a_decoy(Random(seed), ROW, steps)
    assert len(decoyed) == len(steps) + 1
    assert data(decoyed) == data(steps)


def test_without_anything_to_be_tempted_by_there_is_no_decoy():
    small = Pipeline(ROW.assets[:2])
    steps = [(Observe("s", "v1"), Materialize(("a",))), NEW_CODE]
    assert with_a_decoy(Random(1), small, steps) == steps


def test_an_asset_without_parents_or_a_code_version_has_its_reasons_too():
    alone, night = Pipeline((Asset("a"),)), (Materialize(("a",)),)
    kept = Incident(alone, (night,), ("02:00",))
    assert reasons.why(kept, "a") == "Fresh: a was built at 02:00, without a code version."
    changed = Incident(alone, (night, (SetCodeVersion("a", "1"),)), ("02:00", "09:10"))
    assert reasons.why(changed, "a") == (
        "Stale: a's code is now version 1, and its last build had no code version."
    )
