"""Every kind of question, built from one seed after another, as attempts begin."""

from __future__ import annotations

from functools import partial
from itertools import count

from quizzes.scenarios import BUILDERS
from tests.bench.figures import Figure, slowest_but_few


def figures(seeds: int = 200) -> list[Figure]:
    """Measure each builder over as many seeds, none of which it has seen before."""
    return [
        slowest_but_few(
            f"a scenario of {name}, 19 of 20 seeds",
            partial(next, map(partial(builder.build, name), count())),
            most=20,
            times=seeds,
        )
        for name, builder in BUILDERS.items()
    ]
