"""A run failed midway: every status is asked for."""

import re

from quizzes.orchestrators.events import Materialize
from quizzes.orchestrators.staleness import play, statuses
from quizzes.scenarios.assets.paint_after_failure import BADGE, DIFFICULTY, ask, draw
from tests.support.seeds import seeds

INCIDENTS = [draw("A", seed) for seed in seeds(100, 20)]
BOTH = [(about, ask(about)) for about in INCIDENTS]


def failed_run(about):
    """How many events came before it, and the run; there is one only."""
    ((before, run),) = (
        (before, event)
        for before, event in enumerate(about.events)
        if isinstance(event, Materialize) and event.fail
    )
    return before, run


def painted(scenario):
    return {place.name: next(iter(place.right)) for place in scenario.places}


def test_the_key_is_what_the_engine_says():
    for about, scenario in BOTH:
        found = statuses(about.pipeline, about.events)
        assert painted(scenario) == {
            name: found[name].status.value for name in scenario.place_names
        }


def test_one_run_failed_at_one_asset_midway_and_only_that_has_a_badge():
    assert len(BADGE) <= 18
    for about, scenario in BOTH:
        _, run = failed_run(about)
        (failed,) = run.fail
        assert scenario.pipeline.children(failed)
        assert scenario.badges == {failed: BADGE}
        assert {name for name, note in scenario.notes.items() if BADGE in note} == {failed}


def test_nothing_that_failed_was_built_since():
    for about in INCIDENTS:
        before, run = failed_run(about)
        assert all(about.now.records[name].tick <= before for name in run.fail)


def test_the_log_says_what_was_run_and_where_it_failed():
    for about, scenario in BOTH:
        _, run = failed_run(about)
        (failed,) = run.fail
        (line,) = (line.text for line in scenario.log if "failed" in line.text)
        everything = set(run.assets) == scenario.place_names
        assert line.startswith("A run of all assets" if everything else f"A run of {run.assets[0]}")
        assert f" failed at {failed}: " in line


def test_whoever_takes_the_run_back_answers_as_if_it_had_never_been():
    for about, scenario in BOTH:
        wrong = {each.name: each.answer for each in scenario.misreadings}
        before, _ = failed_run(about)
        without = (*about.events[:before], *about.events[before + 1 :])
        found = statuses(about.pipeline, without)
        answer = {f"{name}={found[name].status.value}" for name in scenario.place_names}
        assert wrong["failure_undoes_the_run"] == answer != scenario.key


def test_whoever_taints_all_below_paints_stale_what_was_fresh_there():
    for about, scenario in BOTH:
        wrong = {each.name: each.answer for each in scenario.misreadings}
        (failed,) = failed_run(about)[1].fail
        below = scenario.pipeline.descendants(failed)
        fresh = {name for name, said in painted(scenario).items() if said == "Fresh"}
        tainted = {f"{name}=Stale" for name in below & fresh}
        assert tainted
        assert wrong["failure_taints_all_below"] - scenario.key == tainted


def test_what_failed_is_stale_in_some_scenarios_and_fresh_in_others():
    said = [painted(scenario)[name] for _, scenario in BOTH for name in scenario.badges]
    assert min(said.count("Stale"), said.count("Fresh")) > len(BOTH) / 10
    assert said.count("Missing") == 0


def test_something_is_missing_in_some_scenarios():
    missing = sum("Missing" in painted(scenario).values() for _, scenario in BOTH)
    assert len(BOTH) / 5 < missing < len(BOTH) * 4 / 5


def test_a_reason_says_what_the_run_did_to_an_asset():
    for about, scenario in BOTH:
        before, run = failed_run(about)
        then = play(about.pipeline, about.events[: before + 1]).records
        for place in scenario.places:
            assert place.why.startswith(f"{next(iter(place.right))}: ")
            assert 1 <= len(re.findall(r"\.(?: |$)", place.why)) <= 2
            if "the run failed at it" in place.why:
                assert place.name in run.fail
            if "the run skipped it" in place.why:
                assert place.name in set(run.assets) - run.fail
                assert place.name not in then or then[place.name].tick <= before
            if "built it at" in place.why:
                assert then[place.name].tick == before + 1
                assert about.now.records[place.name] == then[place.name]


def test_the_reason_of_what_failed_speaks_of_the_failure():
    for _, scenario in BOTH:
        for name in scenario.badges:
            assert "the run failed at it" in scenario.place(name).why


def test_each_is_as_hard_as_declared_and_none_is_like_another():
    assert all(DIFFICULTY.fits(scenario) for _, scenario in BOTH)
    assert len({(scenario.pipeline, scenario.log) for _, scenario in BOTH}) == len(BOTH)
