"""All that speaks LTI: who the platforms are, what they send us, what we ask of them.

Start at login.py (a platform announces a launch) and validation.py (what a launch must
hold to be believed), then launch.py (the last place that sees a claim) and arrivals.py
(what a believed launch leaves in the database). registrations.py, keys.py and
key_sets.py say whom we trust and by which keys; services.py calls the platforms back.
pylti1p3 is imported in this package only.
"""
