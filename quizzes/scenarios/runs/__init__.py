"""Questions about a run of an Airflow DAG: how tasks end, whether it is green, what runs again."""
