"""Packs: what authors write, as files, and what the rest of the house reads of them.

Start at activity.py (the frozen values), then catalogue.py (finds, reads and keeps packs).
schema.py says what an activity.yaml may hold, prose.py how its Markdown becomes HTML, and
packs/ has one folder for each activity.
"""
