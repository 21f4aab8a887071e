"""What tests lean on: child processes, a throwaway PostgreSQL, browsers, and what installs them.

Start at ../conftest.py, whose fixtures are all that most tests need. processes.py
starts a server and ends it for sure, postgres.py and browsers.py are built on the
same promise: whatever a test run started is gone when it ends, however it ends.
prepare.py, pins.py and python.sh belong to `make` and need no package installed;
pictures.py is `make pictures`.
"""
