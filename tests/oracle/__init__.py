"""Ask the real Dagster and the real Airflow about new cases, and compare: `make oracle`.

Start at __main__.py, then new_dagster.py and new_airflow.py (random cases, as the recorded ones),
ask_dagster.py and ask_airflow.py (which run where the real tools are, and import nothing of ours),
asking.py (which starts them) and comparing.py. test_oracle.py tries all but the real tools.
"""
