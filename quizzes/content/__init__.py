"""Packs: what authors write, as files, and what the rest of the house reads of them.

Start at activity.py (the frozen values), then catalogue.py (finds, reads and keeps packs; files.py
has their files). schema.py says what an activity.yaml may hold, with written.py (ids and words),
graphs.py (pipelines and what happens to them), reactions.py (pictures that react) and fixed.py
(questions that an author writes whole: engine_answers.py has the engine's word on them, telling.py
words where the author wrote none).
translations.py puts in the words of another language, prose.py makes HTML of Markdown, trying.py
builds every question to see that it can be. packs/ has one folder for each activity that ships.
"""
