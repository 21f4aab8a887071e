"""The engines: what Airflow and Dagster would say, without running either.

The asset view: pipeline.py (the graph), events.py (what can happen to it), ledger.py (what Dagster
records and compares), then staleness.py (what it says after these events, and what to rebuild);
chronicle.py and explanations.py (which of the events make a status what it is, and
explanation_words.py how that is said).
The task view: dags.py (the graph), trigger_rules.py, then task_runs.py (a run of it), run_states.py
(is it green), clearing.py (what runs again), races.py (does timing matter), reasons.py (why).
Then knowledge.py (which tool knows what), and misconceptions/ (the same questions, answered
wrongly in each known way); wording.py has what only English needs. The recorded answers of the
real tools that these must agree with are in tests/data; airflow_cases.py and dagster_cases.py read
them.
"""
