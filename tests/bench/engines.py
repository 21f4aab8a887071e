"""The two engines: everything that is asked about one large pipeline, and about a question's."""

from __future__ import annotations

from functools import partial

from quizzes.orchestrators.chronicle import Chronicle
from quizzes.orchestrators.dags import Dag, Task
from quizzes.orchestrators.explanations import explain
from quizzes.orchestrators.pipeline import Pipeline
from quizzes.orchestrators.run_states import result
from quizzes.orchestrators.staleness import rebuild_plan, statuses
from quizzes.orchestrators.task_runs import first_run
from tests.bench.figures import Figure, duration, peak_memory
from tests.bench.pipelines import Material, a_dag, material

SECOND = 1000  # ms


def figures(size: int = 10_000, edges: int = 30_000, events: int = 1_000) -> list[Figure]:
    """Measure both; memory is asked before anything that the limit is not about."""
    large = material(size, edges, events)
    what = f"{len(large.assets):,} assets, {large.edges:,} edges, {len(large.events):,} events"
    small, tasks = material(14, 20, 12), a_dag(14)
    question = partial(duration, most=1, times=500)
    return [
        duration(f"{what}: every status, with its causes", partial(table, large), most=SECOND),
        peak_memory(f"{what}: the process that found them", most=200),
        duration(f"{what}: a plan that rebuilds all", partial(plan, large), most=SECOND),
        question("14 assets, 12 events: every status, with its causes", partial(table, small)),
        question("14 assets, 12 events: a plan that rebuilds all", partial(plan, small)),
        question("14 assets, 12 events: why every status", partial(explained, small)),
        question("14 tasks: every state, and the run's", partial(run, tasks)),
    ]


def table(given: Material) -> object:
    """Every status, from the declarations and events on."""
    return statuses(Pipeline(given.assets), given.events)


def plan(given: Material) -> object:
    """What to rebuild for everything to be fresh, likewise."""
    return rebuild_plan(Pipeline(given.assets), given.events, [each.name for each in given.assets])


def explained(given: Material) -> object:
    """Why every asset has its status, likewise."""
    told = Chronicle(Pipeline(given.assets), given.events)
    return [explain(told, asset.name) for asset in given.assets]


def run(tasks: tuple[Task, ...]) -> object:
    """How a run ends, from the declarations on."""
    return result(first_run(Dag(tasks)))
