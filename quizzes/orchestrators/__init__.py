"""The engines: what Airflow and Dagster would say, without running either.

Start at pipeline.py (the graph), then staleness.py (Dagster's rules over its assets),
then misconceptions.py (the same questions, answered wrongly in each known way).
The recorded answers of the real tools that these must agree with are in tests/data.
"""
