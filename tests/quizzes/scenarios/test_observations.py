"""Sources were observed, and one has again the data that was read: who is stale?"""

import re

from quizzes.items.item import Answer, Item
from quizzes.orchestrators.events import Observe
from quizzes.scenarios.assets import observations
from tests.quizzes.scenarios.by_hand import causes_by_hand
from tests.support.seeds import seeds

SEEDS = seeds(100, 20)
INCIDENTS = [observations.draw("A", seed) for seed in SEEDS]
SCENARIOS = [observations.ask(about) for about in INCIDENTS]
BOTH = list(zip(INCIDENTS, SCENARIOS, strict=True))


def seen(about):
    """The data versions that were observed of each source, in order."""
    found = {}
    for event in about.events:
        if isinstance(event, Observe):
            found.setdefault(event.asset, []).append(event.data_version)
    return found


def test_what_is_stale_was_built_from_other_data():
    for about, scenario in BOTH:
        assert scenario.key == {name for name, causes in causes_by_hand(about).items() if causes}


def test_one_source_has_its_old_data_again_and_one_has_new_data():
    for about in INCIDENTS:
        assert ["v1", "v2", "v1"] in seen(about).values()
        assert ["v1", "v2"] in seen(about).values()


def test_the_log_tells_each_observation_with_its_data_version():
    for about, scenario in BOTH:
        for source, versions in seen(about).items():
            told = re.findall(
                rf"{source} was observed.*?\(data version (v\d)",
                " ".join(line.text for line in scenario.log),
            )
            assert told == versions[1:]


def test_only_what_was_not_there_before_is_called_new():
    for scenario in SCENARIOS:
        for line in scenario.log:
            assert ("with new data" in line.text) == ("(data version v2, before: v1)" in line.text)


def test_every_source_shows_the_data_version_that_was_last_seen():
    for about, scenario in BOTH:
        shown = {name: f"data version {versions[-1]}" for name, versions in seen(about).items()}
        assert scenario.badges == shown


def test_something_is_fresh_because_its_source_came_back():
    again = re.compile(r"has had data version (v\d) again since .* last built from \1, at ..:..")
    for about, scenario in BOTH:
        back = [place for place in scenario.places if again.search(place.why)]
        assert back
        for place in back:
            assert not place.right
            assert any(
                len(seen(about).get(dep, [])) == 3 for dep in about.pipeline.parents(place.name)
            )


def test_what_was_built_in_between_may_be_stale_because_its_source_came_back():
    words = "has data version v1, and"
    assert any(words in place.why for scenario in SCENARIOS for place in scenario.places)


def test_a_reason_says_stale_or_fresh_as_the_key_does():
    for scenario in SCENARIOS:
        for place in scenario.places:
            assert place.why.startswith("Stale: " if place.right else "Fresh: ")


def test_a_reason_names_a_time_at_which_something_happened():
    for scenario in SCENARIOS:
        times = {line.at for line in scenario.log}
        for place in scenario.places:
            assert times.issuperset(re.findall(r"\d\d:\d\d", place.why))


def test_nothing_is_said_not_to_have_changed_that_was_seen_with_other_data_in_between():
    for about, scenario in BOTH:
        for place in scenario.places:
            if re.search("not changed|no new data", place.why):
                for source, versions in seen(about).items():
                    built = about.now.records[place.name].tick
                    later = about.now.records[source].tick > built
                    came_back = len(versions) == 3 and later
                    assert not (came_back and source in about.pipeline.parents(place.name))


def test_who_takes_every_observation_for_a_change_gets_it_wrong():
    for scenario in SCENARIOS:
        wrong = {each.name: each.answer for each in scenario.misreadings}
        assert set(wrong) >= {
            "every_observation_changes_data",
            "newer_means_stale",
            "staleness_is_transitive",
        }
        item = Item("q", 1, scenario)
        assert all(item.earned(Answer("q", answer)) < 1 for answer in wrong.values())


def test_every_scenario_is_as_hard_as_declared():
    assert all(map(observations.DIFFICULTY.fits, SCENARIOS))
