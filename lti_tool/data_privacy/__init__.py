"""Data privacy: an LMS's administrator sees, takes out and erases what is kept of its people.

Start at routes.py; lti_tool/administrators.py says who is there, lti_tool/privacy.py what is kept.
"""
