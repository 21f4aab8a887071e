"""Scores owed -> scores delivered: the outbox between an answer and a gradebook.

outbox.py queues the newest score in the transaction that earned it and says which are
due; claims.py puts one into a worker's hands, delivery.py sends it; columns.py finds or
makes the grade column of a link that has none (wanted.py says how it should look, canvas.py
what Canvas wants besides); words.py says, to everyone concerned, what became of a score.
"""
