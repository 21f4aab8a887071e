"""How long our answers take and how much memory: `make bench`, printed as docs/bench.md has it.

__main__.py measures each subject in a new process of its own; figures.py says what is measured
and how; the subjects are engines.py, with its material in pipelines.py, scenarios.py, classes.py,
and deliveries.py, which has workers of its own.
"""
