"""Questions about both tools at once: what each knows, and what to re-run in each.

failed_runs.py is the same failed run in both tools, failures.py what went on before it;
smallest_rerun.py asks about that. who_knows.py asks about the statements in statements.py.
"""
