"""The instructor's pages: who needs help, what is misunderstood, whether the grades arrived.

A module for each page: overview.py, roster_page.py (everyone), items.py (questions), exports.py,
student.py (one of them, with students.py, which says who may be looked at); routes.py puts them
together. roster.py, class_groups.py and class_figures.py ask the database; class_words.py says
what came of it, charts.py draws it; export_rows.py, spreadsheets.py and workbooks.py write files.
"""
