"""The instructor's pages: who is where in the activity, and whether the grades arrived.

Start at routes.py; roster.py joins people, progress and scores.
"""
