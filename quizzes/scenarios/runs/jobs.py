"""The nightly jobs of a web shop: DAGs of 7 to 9 tasks, one or two with a trigger rule of its own.

Some lanes load data, a task joins them, and others use the result. Closers, such as a clean-up
or a call for help, wait for some of these by a rule that is not all_success.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from quizzes.orchestrators.dags import Dag, Kind, Task
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.scenarios.difficulty import is_easy_to_read

NODES, DEPTH = (7, 9), (4, 5)
LEAVES, OWN_RULES = (2, 3), (1, 2)  # how many end the DAG, how many have a rule of their own
MOST_PARENTS = 3

SUBJECTS = (
    "orders",
    "payments",
    "customers",
    "products",
    "returns",
    "invoices",
    "prices",
    "reviews",
    "refunds",
    "visits",
    "stock",
    "vouchers",
)
CARE = ("check", "clean", "mask", "count")
JOINS = ("build_totals", "join_tables", "update_facts", "build_features", "match_records")
JOIN_RULES = ("all_success", "all_success", "one_success", "none_failed", "all_done")
USES = (
    "publish_dashboard",
    "train_forecast",
    "export_finance",
    "mail_summary",
    "score_customers",
    "update_search",
    "write_report",
)
CLOSERS = {
    "drop_temp_tables": "all_done",
    "release_lock": "all_done",
    "close_batch": "all_done",
    "write_run_log": "all_done",
    "notify_oncall": "one_failed",
    "open_ticket": "one_failed",
    "refresh_cache": "one_success",
    "publish_preview": "one_success",
    "archive_files": "none_failed",
    "stamp_snapshot": "none_failed",
}

_task = partial(Task, retries=1)  # so that each may try twice


def a_job(rng: Random, suits: Callable[[Dag], bool] = lambda _: True) -> Dag:
    """A DAG that suits a question and in which everything succeeds, as hard to read as any."""
    while True:
        tasks = _tasks(rng)
        if not _are_right_in_number(tasks):
            continue
        dag = Dag(tasks)
        ends = LEAVES[0] <= len(dag.leaves) <= LEAVES[1]
        if ends and suits(dag) and is_easy_to_read(as_pipeline(dag), DEPTH):
            return dag


def as_pipeline(dag: Dag) -> Pipeline:
    """The same graph, to be drawn."""
    return Pipeline(tuple(Asset(task.name, task.deps) for task in dag.tasks))


def own_rules(dag: Dag) -> dict[str, str]:
    """Name -> trigger rule, of the tasks that have another one than all_success."""
    return {task.name: task.trigger_rule for task in dag.tasks if _has_own_rule(task)}


def _has_own_rule(task: Task) -> bool:
    return task.trigger_rule != "all_success"


def _are_right_in_number(tasks: Sequence[Task]) -> bool:
    return (
        NODES[0] <= len(tasks) <= NODES[1]
        and OWN_RULES[0] <= sum(map(_has_own_rule, tasks)) <= OWN_RULES[1]
        and all(len(task.deps) <= MOST_PARENTS for task in tasks)
    )


def _tasks(rng: Random) -> tuple[Task, ...]:
    first, *others = rng.sample(SUBJECTS, rng.choice((2, 2, 3)))
    branches = rng.random() < 1 / 3
    lanes = [(_branching_lane if branches else _lane)(rng, first)]
    lanes += [_lane(rng, subject) for subject in others]
    loaded = tuple(name for lane in lanes for name in _ends(lane))
    rule = "none_failed" if branches else rng.choice(JOIN_RULES)
    join = _task(rng.choice(JOINS), loaded, rule)
    uses = [_task(name, (join.name,)) for name in rng.sample(USES, rng.choice((1, 2)))]
    closers = _closers(rng, loaded, join.name, tuple(task.name for task in uses))
    last = [_after(closers[-1])] * rng.randrange(2)
    return (*(task for lane in lanes for task in lane), join, *uses, *closers, *last)


def _closers(rng: Random, loaded: tuple[str, ...], join: str, uses: tuple[str, ...]) -> list[Task]:
    """One or two that wait for what is loaded, joined or used."""
    last = loaded[-1]
    spots = [uses, (*uses, last), (join, last), loaded, (last,), (join,)]
    drawn = rng.sample(list(CLOSERS.items()), rng.choice((1, 1, 2)))
    return [_task(name, rng.choice(spots), rule) for name, rule in drawn]


def _after(closer: Task) -> Task:
    called = closer.trigger_rule == "one_failed"
    return _task("log_incident" if called else "mark_day_done", (closer.name,))


def _lane(rng: Random, subject: str) -> list[Task]:
    """What is loaded, and up to two tasks that take care of it."""
    load = _task(f"load_{subject}")
    cares = rng.sample(CARE, rng.choice((0, 1, 1, 2)))
    return [load, *(_task(f"{care}_{subject}", (load.name,)) for care in cares)]


def _ends(lane: list[Task]) -> list[str]:
    followed = {dep for task in lane for dep in task.deps}
    return [task.name for task in lane if task.name not in followed]


def _branching_lane(rng: Random, subject: str) -> list[Task]:
    """Either everything is loaded, or what is new; what joins them must bear a skipped parent."""
    loads = (f"load_all_{subject}", f"load_new_{subject}")
    branch = _task("branch_by_day", kind=Kind.BRANCH, follow=(rng.choice(loads),))
    return [branch, *(_task(name, (branch.name,)) for name in loads)]
