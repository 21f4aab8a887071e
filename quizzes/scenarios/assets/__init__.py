"""Questions about Dagster's assets: what is stale, why, and what to rebuild.

shop.py draws a pipeline, kinds.py what somebody did to it in the morning, incidents.py throws
away what makes no good question. telling.py and reasons.py put what the engine recorded into
words, waiting.py what has to happen before there is new data, paths.py finds the way of a change.
Each question is a module of its own; stale_picks.py and statuses.py are what some share.
"""
