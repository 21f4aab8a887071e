"""What tests lean on: an LMS to order, people who launch, servers, databases, browsers.

Start at ../conftest.py, whose fixtures are all that most tests need. launching.py goes
through the tool in this process, stack.py runs it in its own; forms.py is a browser without
scripts, platform.py an LMS that a test tells what to answer. processes.py starts a server
and ends it for sure, postgres.py and browsers.py are built on the same promise: whatever
a test run started is gone when it ends, however it ends.
prepare.py, pins.py and python.sh belong to `make` and need no package installed;
pictures.py is `make pictures`.
"""
