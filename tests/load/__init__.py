"""Whole courses played against a tool that serves: how many it holds, and for how long.

students.py is one student's way from the launch to the result, playing.py lets many go it at
once with pauses for thinking, watching.py reads what the server takes meanwhile. `make load`
looks for the largest class that one process holds, `make soak` plays for half an hour.
"""
