"""All that speaks LTI: who the platforms are, what they send us, what we ask of them.

Start at login.py (a platform announces a launch) and validation.py (what a launch must
hold to be believed), then launch.py (the last place that sees a claim) and arrivals.py
(what a believed launch leaves in the database; opened_links.py: its link).
registrations.py, keys.py and key_sets.py say whom we trust and by which keys;
services.py calls the platforms back, by way of calls.py, tokens.py and http.py
(refusals.py says what a refusal means, addresses.py what we never call, deadlines.py
when a call ends), and rosters.py keeps the class lists that come of it (members.py
reads those), group_rosters.py the groups (course_groups.py). install.py is how a
platform comes to be registered by a link: invites.py lets it, dynamic_registration.py
does it. deep_linking.py and link_settings.py put links into a course. products.py and
canvas.py say what is particular to an LMS, and self_check/ whether one works.
pylti1p3 is imported in validation.py only.
"""
