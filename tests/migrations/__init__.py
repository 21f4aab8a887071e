"""Each migration, up and down and up again, on both databases with rows in every table.

Start at walking.py (what is done), then filling.py (with which rows), promises.py (what
must come of them) and test_migrations.py.
"""
