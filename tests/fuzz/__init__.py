"""A million logins, launches, registrations and service answers, each a bit wrong.

Start at mutations.py (how something good is made wrong), then the four modules named for what
they send: logins.py, launches.py, registrations.py, services.py. world.py is the tool that they
meet, with platforms in memory (wire.py); running.py sends, watches and counts.
`make fuzz` is python -m tests.fuzz; docs/fuzzing.md says what came of it.
"""
