"""The same questions, answered wrongly in each known way.

A scenario in which one of these gets the right answer teaches nothing, and is rejected; a
learner who gives one of these answers is told the sentence, their instructor another. Start at
misconception.py (what one is), then about_assets.py, about_task_runs.py and about_tools.py (what
they get wrong); by_name.py finds what is said of students.
"""
