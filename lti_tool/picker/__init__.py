"""The picker: an instructor chooses, inside the LMS, which activities go into a course.

Start at routes.py; selections.py says whose page it is, form.py reads what was filled in
into the choices that lti_tool/platforms/deep_linking.py sends.
"""
