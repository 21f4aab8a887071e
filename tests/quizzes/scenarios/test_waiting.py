"""What a reason says of rebuilds to come is played on the ledger, and true."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given

from quizzes.orchestrators.events import Materialize
from quizzes.orchestrators.ledger import Ledger, Status
from quizzes.orchestrators.staleness import after
from quizzes.scenarios.assets import (
    incidents,
    paint_after_failure,
    paint_after_new_code,
    reasons,
    rebuild_all,
    rebuild_in_order,
    rerun_upstream,
    stale_causes,
)
from quizzes.scenarios.assets.incidents import Incident
from quizzes.scenarios.assets.kinds import KINDS, built_here
from quizzes.what_if.answers import why_asset_is
from quizzes.what_if.lab import Lab
from tests.quizzes.what_if.labs import a_lab, labs
from tests.support.seeds import seeds

SEEDS = seeds(80, 6)
DRAWN = {
    "morning": lambda seed: [incidents.draw(kind, seed) for kind in KINDS],
    "failure": lambda seed: [paint_after_failure.draw("A", seed)],
    "new code": lambda seed: [paint_after_new_code.draw("A", seed)],
    "order": lambda seed: [rebuild_in_order.draw("A", seed)[0]],
    "reruns": lambda seed: [rerun_upstream.draw("A", seed)],
    "causes": lambda seed: [stale_causes.draw("A", seed)],
}
NEXT = re.compile(r"(?:^|: |; )([\w, ]+) gets? new data only with (?:its|their) next rebuild")
LATER = re.compile(
    r"(?:^|: |; )([\w, ]+) (?:is itself|are themselves) Fresh and gets? new data once ([\w, ]+) "
    r"have been rebuilt, in this order"
)


def names(said: str) -> list[str]:
    return re.split(r", | and ", said)


def rebuilt(now: Ledger, *assets: str) -> Ledger:
    for name in assets:
        now = after(now, Materialize((name,)))
    return now


def is_true_of_rebuilds(now: Ledger, why: str) -> Iterator[bool]:
    """Every claim about a rebuild to come, played."""
    for parent in (each for said in NEXT.findall(why) for each in names(said)):
        yield rebuilt(now, parent).data_version(parent) != now.data_version(parent)
    for parents, steps in LATER.findall(why):
        then = rebuilt(now, *names(steps))
        for parent in names(parents):
            yield now.status(parent).status is Status.FRESH
            yield rebuilt(now, parent).data_version(parent) == now.data_version(parent)
            yield then.data_version(parent) != now.data_version(parent)


def is_true_of_parents(now: Ledger, name: str, why: str) -> bool:
    """Whether no parent has other data than it read, where the reason says so."""
    read = now.records[name].inputs
    claimed = re.search("no new data|has not changed since|have not changed since", why)
    return not claimed or all(now.data_version(dep) == version for dep, version in read.items())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("which", DRAWN)
def test_what_a_question_says_of_the_next_rebuild_is_so(which: str, seed: int) -> None:
    for about in DRAWN[which](seed):
        for name in about.now.records.keys() & set(built_here(about.pipeline)):
            why = reasons.why(about, name)
            assert all(is_true_of_rebuilds(about.now, why)), why
            assert is_true_of_parents(about.now, name, why), why


@given(labs())
def test_what_the_lab_says_of_the_next_rebuild_is_so(lab: Lab) -> None:
    now = lab.now.ledger
    for name in built_here(now.pipeline):
        why = why_asset_is(lab, name)
        assert all(is_true_of_rebuilds(now, why)), why
        assert name not in now.records or is_true_of_parents(now, name, why), why


def swept(about: Incident) -> Ledger:
    return rebuilt(about.now, *(name for name in about.swept if name in about.to_rebuild))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_said_of_rebuilding_everything_is_so(seed: int) -> None:
    for about in [each for draw in DRAWN.values() for each in draw(seed)]:
        now, then = about.now, swept(about)
        for name in now.records.keys() & set(built_here(about.pipeline)):
            why = rebuild_all.why(about, name)
            data = {
                dep: (now.records[name].inputs.get(dep), then.data_version(dep))
                for dep in now.pipeline.parents(name)
            }
            if "Nothing to do" in why or "is Fresh without a rebuild" in why:
                assert all(read == found for read, found in data.values()), why
            for said in re.findall(r"but ([\w, ]+) must be rebuilt first", why):
                assert all(data[dep][0] != data[dep][1] for dep in names(said)), why


def test_a_fresh_parent_is_said_to_wait_for_what_it_reads() -> None:
    lab = a_lab("code:stg")
    assert why_asset_is(lab, "mart") == (
        "Fresh: stg gets new data only with its next rebuild, so mart's parent has no new data yet."
    )
    assert why_asset_is(lab, "report") == (
        "Fresh: mart is itself Fresh and gets new data once stg and mart have been rebuilt, in "
        "this order, so report's parent has no new data yet."
    )
    assert (
        "mart was rebuilt at 08:05 with the same code (version 1) and inputs; mart is itself Fresh"
    ) in why_asset_is(a_lab("code:stg", "rerun:mart"), "report")
