"""A target, and what is to be rebuilt for it in order."""

import re
from itertools import pairwise

from quizzes.items.marking import ordered
from quizzes.orchestrators.events import Materialize
from quizzes.orchestrators.ledger import Status
from quizzes.orchestrators.staleness import play, rebuild_plan
from quizzes.scenarios.assets.rebuild_in_order import (
    BADGE,
    DIFFICULTY,
    MOST_STEPS,
    PAIRS,
    STEPS,
    ask,
    draw,
)
from tests.support.seeds import seeds

DRAWN = [draw("A", seed) for seed in seeds(100, 20)]
ALL = [(about, target, ask(about, target)) for about, target in DRAWN]


def steps(answer):
    """What is to be rebuilt, in the order of its numbers."""
    numbers = dict(sent.split("=") for sent in answer)
    return sorted(numbers, key=lambda name: int(numbers[name]))


def fresh_after(about, target, rebuilt):
    events = (*about.events, *(Materialize((name,)) for name in rebuilt))
    ledger = play(about.pipeline, events)
    wanted = ledger.pipeline.upstream([target])
    return all(ledger.status(name).status is Status.FRESH for name in wanted)


def test_the_key_is_the_engine_s_plan_for_the_target_in_its_order():
    for about, target, scenario in ALL:
        plan = rebuild_plan(about.pipeline, about.events, [target])
        assert steps(scenario.key) == list(plan)
        assert sorted(next(iter(place.right)) for place in scenario.places if place.right) == [
            str(number) for number in range(1, len(plan) + 1)
        ]


def test_the_key_makes_the_target_and_all_upstream_of_it_fresh_and_no_step_can_be_spared():
    for about, target, scenario in ALL:
        plan = steps(scenario.key)
        assert fresh_after(about, target, plan)
        for spared in plan:
            assert not fresh_after(about, target, [name for name in plan if name != spared])


def test_to_rebuild_in_the_opposite_order_does_not_do():
    for about, target, scenario in ALL:
        assert not fresh_after(about, target, steps(scenario.key)[::-1])


def test_the_target_is_named_in_the_prompt_and_the_rule_and_has_a_badge():
    for _, target, scenario in ALL:
        assert f"so that {target} and everything upstream of it are Fresh?" in scenario.prompt
        assert target in scenario.rule
        assert scenario.badges == {target: BADGE}


def test_something_has_to_be_rebuilt_that_the_target_does_not_need():
    for about, target, scenario in ALL:
        elsewhere = about.to_rebuild - scenario.pipeline.upstream([target])
        assert elsewhere
        assert not any(scenario.place(name).right for name in elsewhere)


def test_every_place_offers_the_same_numbers_and_there_are_enough_of_them():
    for _, target, scenario in ALL:
        offered = [str(number) for number in range(1, MOST_STEPS + 1)]
        assert all(list(place.choices) == offered for place in scenario.places)
        assert len(scenario.place_names & scenario.pipeline.upstream([target])) <= MOST_STEPS


def test_some_steps_must_come_one_before_the_other():
    for _, _, scenario in ALL:
        plan = steps(scenario.key)
        assert STEPS[0] <= len(plan) <= STEPS[1]
        after = [len(scenario.pipeline.ancestors(name).intersection(plan)) for name in plan]
        assert sum(after) >= PAIRS


def test_who_rebuilds_what_is_stale_now_stops_too_early():
    for about, target, scenario in ALL:
        wrong = {each.name: each.answer for each in scenario.misreadings}
        stale = set(steps(wrong["only_what_is_stale_now"]))
        assert stale == about.now.stale() & scenario.pipeline.upstream([target])
        assert stale < set(steps(scenario.key))


def test_who_rebuilds_all_downstream_of_the_change_picks_what_need_not_be():
    for _, _, scenario in ALL:
        wrong = {each.name: each.answer for each in scenario.misreadings}
        below = set(steps(wrong["all_below_the_change"]))
        assert below - set(steps(scenario.key))
        assert below < scenario.place_names


def test_misreadings_are_in_an_order_that_would_do_and_get_less_than_full_marks():
    for _, _, scenario in ALL:
        for wrong in scenario.misreadings:
            for first, later in pairwise(steps(wrong.answer)):
                assert later not in scenario.pipeline.ancestors(first)
            assert ordered(scenario, wrong.answer) < 1


def test_a_reason_says_that_something_is_a_step_where_it_is_one():
    must = re.compile(r"so it must be rebuilt|must follow")
    for _, target, scenario in ALL:
        wanted = scenario.pipeline.upstream([target])
        for place in scenario.places:
            assert bool(must.search(place.why)) == bool(place.right)
            assert (f"{target} does not read {place.name}" in place.why) == (
                place.name not in wanted
            )


def test_a_path_leads_along_the_graph_to_every_step():
    for _, _, scenario in ALL:
        for place in scenario.places:
            assert place.path[-1:] == ((place.name,) if place.right else ())
            for above, below in pairwise(place.path):
                assert above in scenario.pipeline.parents(below)


def test_each_is_as_hard_as_declared_and_none_is_like_another():
    assert all(DIFFICULTY.fits(scenario) for _, _, scenario in ALL)
    assert len({(each.pipeline, each.log, each.prompt) for _, _, each in ALL}) == len(ALL)
