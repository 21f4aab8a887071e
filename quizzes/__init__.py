"""Quizzes and readings: what is asked, what was answered, what it earned.

Start at content/activity.py (what authors write), then scenarios/ (the frozen
situations that are asked about) and grading.py (pure marking), then attempts.py
(what learners do) and placements.py (where, and when). The answer keys come from
orchestrators/, never from a person; what_if/ lets learners play with these.
Nothing here knows of Flask, LTI or HTTP.
"""
