"""The pages of whoever runs the tool: which LMSs may launch it, and whether that works.

Start at sessions.py (a link from the command line signs in) and door.py (its pages), then
platforms.py, adding.py and invites.py, a file for each part of the pages. forms.py checks
what is typed. standing.py says how a platform stands and checking.py checks it, for the
command line (commands.py) too.
"""
