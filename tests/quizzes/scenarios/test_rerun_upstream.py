"""Upstream assets ran again, some of them without a code version: who is stale by that?"""

import re

from quizzes.items.item import Answer, Item
from quizzes.orchestrators.events import Materialize
from quizzes.scenarios.assets import rerun_upstream
from tests.quizzes.scenarios.by_hand import causes_by_hand
from tests.support.seeds import seeds

SEEDS = seeds(100, 20)
INCIDENTS = [rerun_upstream.draw("A", seed) for seed in SEEDS]
SCENARIOS = [rerun_upstream.ask(about) for about in INCIDENTS]
BOTH = list(zip(INCIDENTS, SCENARIOS, strict=True))


def test_what_is_stale_was_built_from_other_data():
    for about, scenario in BOTH:
        assert scenario.key == {name for name, causes in causes_by_hand(about).items() if causes}


def test_after_the_night_there_are_only_runs():
    for about in INCIDENTS:
        assert all(isinstance(event, Materialize) for step in about.steps[1:] for event in step)


def test_some_of_what_ran_again_has_a_code_version_and_some_has_none():
    for about in INCIDENTS:
        again = {name for step in about.steps[1:] for event in step for name in event.assets}
        versions = {about.pipeline.asset(name).code_version for name in again}
        assert None in versions
        assert len(versions) > 1


def test_a_run_with_the_same_code_version_and_inputs_stales_nobody():
    for about, scenario in BOTH:
        for name in again_in_vain(about):
            for child in about.pipeline.children(name):
                others = set(about.pipeline.parents(child)) - {name}
                changed = {other for other in others if has_new_data(about, other)}
                assert changed or child not in scenario.key


def again_in_vain(about):
    ran = {name for step in about.steps[1:] for event in step for name in event.assets}
    return {name for name in ran if not has_new_data(about, name)}


def has_new_data(about, name):
    night = about.history[len(about.steps[0])]
    return night.data_version(name) != about.now.data_version(name)


def test_in_every_scenario_something_ran_again_in_vain():
    assert all(map(again_in_vain, INCIDENTS))


def test_every_asset_shows_its_code_version_or_that_it_has_none():
    for scenario in SCENARIOS:
        for name in scenario.place_names:
            version = scenario.pipeline.asset(name).code_version
            words = f"code version {version}" if version else "no code version"
            assert scenario.badges[name] == words
            assert words in scenario.notes[name]


def test_a_reason_says_that_a_parent_without_a_code_version_has_new_data_by_every_run():
    said = 0
    for about, scenario in BOTH:
        for name in scenario.key:
            why = scenario.place(name).why
            for cause in about.now.status(name).causes:
                has_none = scenario.pipeline.asset(cause.dep).code_version is None
                assert (f"{cause.dep} has no code version, so its run at" in why) == has_none
                said += has_none
    assert said > len(SEEDS) / 2


def test_a_reason_says_stale_or_fresh_as_the_key_does():
    for scenario in SCENARIOS:
        for place in scenario.places:
            assert place.why.startswith("Stale: " if place.right else "Fresh: ")
            assert "None" not in place.why


def test_a_reason_names_a_time_at_which_something_happened():
    for scenario in SCENARIOS:
        times = {line.at for line in scenario.log}
        for place in scenario.places:
            assert times.issuperset(re.findall(r"\d\d:\d\d", place.why))


def test_who_takes_every_run_or_every_newer_time_for_a_change_gets_it_wrong():
    for scenario in SCENARIOS:
        wrong = {each.name: each.answer for each in scenario.misreadings}
        assert {"every_run_changes_data", "newer_means_stale", "staleness_is_transitive"} == set(
            wrong
        )
        assert wrong["every_run_changes_data"] != wrong["staleness_is_transitive"]
        item = Item("q", 1, scenario)
        assert all(item.earned(Answer("q", answer)) < 1 for answer in wrong.values())


def test_every_scenario_is_as_hard_as_declared():
    assert all(map(rerun_upstream.DIFFICULTY.fits, SCENARIOS))
