"""How fast we are, and beside whom: `make bench`, which writes docs/benchmarks.md.

page.py is that page, a section for each kind of measurement. peers/ launches us and other tools
in turn; profile.py says where a launch's time goes. For how long our answers take, __main__.py
measures each subject in a new process of its own, by figures.py: engines.py, with its material
in pipelines.py, scenarios.py, classes.py, and deliveries.py, which has workers of its own.
"""
