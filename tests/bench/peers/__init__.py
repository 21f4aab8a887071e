"""The same launches by us and by others, in turn: `python -m tests.bench.peers PAGE`.

contestants.py says who they are and how each is started (apps/ and node/ are what we wrote for
them, after their READMEs), environments.py installs them. browsers.py logs in and launches as
browsers do, with launch material from tokens.py; measuring.py takes CPU, time and memory meanwhile,
round by round; floor.py is the least that a launch can cost; standings.py compares and writes.
"""
