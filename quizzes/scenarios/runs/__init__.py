"""Questions about a run of an Airflow DAG: how tasks end, whether it is green, what runs again.

jobs.py draws a DAG, nights.py how a run of it went; telling.py puts it into words. Each question
is a module of its own: task_states.py, run_state.py and clear.py.
"""
