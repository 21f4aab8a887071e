"""Scores owed -> delivered -> compared: the outbox between an answer and a gradebook.

outbox.py queues the newest score in the transaction that earned it, closings.py what was open when
an activity closed. courier.py sends what is due, platform by platform: leases.py takes it from the
database, lanes.py says how much at a time, delivery.py sends one, dispositions.py writes what
became of it, troubles.py why a platform takes none at all. columns.py finds or makes the grade
column of a link that has none (wanted.py says how it should look, canvas.py what Canvas wants
besides). comparing.py holds what was sent against what is there. settling.py finds who is owed
another score after settings or marks changed, remarking.py marks by a later version of a pack,
catching_up.py reckons the marks of attempts from before marks were kept.
state.py counts how the scores of each platform stand, words.py says, to everyone concerned, what
became of one; workers.py knows who delivers.
"""
