"""The learner's pages: read, reflect, answer, see what it earned.

Start at routes.py, then attempts.py and steps.py, which is an attempt question by question;
words.py is where progress is put into sentences. lab.py is the what-if lab.
"""
