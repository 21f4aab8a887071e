"""How many seeds a builder of scenarios is tried with: all by `make scenarios`, else some."""

import os

EVERY_SEED = "LINEAGE_LAB_EVERY_SEED"


def seeds(every: int, some: int) -> range:
    """The first seeds: `every` of them where that is asked for, else `some`."""
    return range(every if EVERY_SEED in os.environ else some)
