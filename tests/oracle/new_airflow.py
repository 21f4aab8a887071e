"""New cases for Airflow, at random, in the form of the recorded ones."""

from __future__ import annotations

from random import Random
from typing import Any

Case = dict[str, Any]
RULES = (
    "all_failed",
    "all_done",
    "all_done_min_one_success",
    "all_skipped",
    "always",
    "none_failed",
    "none_failed_min_one_success",
    "none_skipped",
    "one_done",
    "one_failed",
    "one_success",
)
# One try after the other, the last one repeats; fails and successes more often than skips.
ATTEMPTS = (
    *[["success"]] * 5,
    *[["fail"]] * 2,
    ["skip"],
    ["fail", "success"],
    ["fail", "fail", "success"],
)


def a_case(seed: str, number: int) -> Case:
    """Every tenth has a setup and a teardown; the same numbers give the same case."""
    random = Random(f"airflow {seed} {number}")
    if number % 10 == 9:
        return {"id": f"s{seed}-{number}", "family": "setup_teardown", **with_setup(random)}
    return {"id": f"r{seed}-{number}", "family": "trigger_rules", **with_rules(random)}


def with_rules(random: Random) -> Case:
    """Three to seven tasks with any trigger rule; half of the runs are cleared afterwards."""
    names = [f"t{place}" for place in range(random.randint(3, 7))]
    deps = {
        name: sorted(random.sample(names[:place], random.randint(0, min(3, place))))
        for place, name in enumerate(names)
    }
    children = {name: [child for child in names if name in deps[child]] for name in names}
    tasks = {name: a_task(random, deps[name], children[name]) for name in names}
    return {"tasks": tasks, **a_clear(random, names)}


def a_task(random: Random, deps: list[str], children: list[str]) -> Case:
    task: Case = {
        "deps": deps,
        "trigger_rule": "all_success" if random.random() < 0.45 else random.choice(RULES),
        "retries": random.choice([0, 0, 1, 2]),
        "kind": "task",
        "attempts": random.choice(ATTEMPTS),
    }
    chance = random.random()
    if chance < 0.1:
        task["kind"], task["attempts"] = "short_circuit", [random.choice(["success", "false"])]
        task["only_direct"] = random.random() < 0.5
    elif chance < 0.2 and children:
        task["kind"] = "branch"
        task["attempts"] = random.choice([tries for tries in ATTEMPTS if "skip" not in tries])
        task["follow"] = sorted(random.sample(children, random.randint(1, len(children))))
    return task


def a_clear(random: Random, names: list[str]) -> Case:
    if random.random() < 0.5:
        return {}
    clear = {
        "task": random.choice(names),
        "downstream": random.random() < 0.7,
        "only_failed": random.random() < 0.3,
    }
    return {"clear": clear}


def with_setup(random: Random) -> Case:
    """A setup, one to three tasks in its scope, its teardown, and mostly a task behind them."""
    work = [f"work{place}" for place in range(random.randint(1, 3))]
    tasks = {"setup": an_outcome(random, []) | {"setup": True}}
    for place, name in enumerate(work):
        tasks[name] = an_outcome(random, [random.choice(["setup", *work[:place]])])
    last = [name for name in work if not any(name in task["deps"] for task in tasks.values())]
    if random.random() < 0.7:
        tasks["report"] = an_outcome(random, [random.choice(last)])
    tasks["teardown"] = an_outcome(random, ["setup", *last]) | {
        "trigger_rule": "all_done_setup_success",
        "teardown": True,
    }
    fails = random.random() < 0.5
    return {"on_failure_fail_dagrun": fails, "tasks": tasks, **a_clear(random, list(tasks))}


def an_outcome(random: Random, deps: list[str]) -> Case:
    return {
        "deps": deps,
        "trigger_rule": "all_success",
        "kind": "task",
        "attempts": [random.choice(["success", "success", "fail", "skip"])],
        "retries": 0,
    }
