"""The learner's pages: read, reflect, answer, see what it earned.

Start at routes.py; words.py is where progress is put into sentences.
"""
