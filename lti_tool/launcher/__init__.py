"""`make run`: the practice LMS and the tool side by side on this machine, until Ctrl-C.

Start at running.py (both are started and watched), then preparing.py (what has to be there
first), place.py (the ports, the folder for everything that is kept, and its settings), program.py
(one of the two as a process with its log) and terminal.py (what the person there is told).
`python -m lti_tool.launcher` is __main__.py.

The only place that knows both. It starts each as a program of its own, imports nothing of
either, and keeps all that they write in one folder, so that a second start goes on from there.
"""
