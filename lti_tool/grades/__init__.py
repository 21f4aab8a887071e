"""Scores owed -> scores delivered: the outbox between an answer and a gradebook.

outbox.py queues the newest score in the transaction that earned it and says which are
due; delivery.py sends one; words.py says, to everyone concerned, what became of it.
"""
