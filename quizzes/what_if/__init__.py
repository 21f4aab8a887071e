"""The what-if lab: somebody makes things happen to a pipeline, and both engines answer.

Start at actions.py (what can be done, and how an address writes it), then happening.py (what that
is to Dagster) and task_view.py (what it is to Airflow), then lab.py (all of it, played one action
after another). telling.py puts it into words; guessing.py says what somebody foresaw; trying.py
what could be done next. No rule of either tool stands here: every status is the engines'.
"""
