"""The questions: how each type is answered, marked and explained.

Start at item.py (what a question is), then types.py (the types, a line each) and marking.py
(their formulas). answering.py reads what is sent, misreadings.py tells which misconception an
answer shows, text.py writes a question out, stored.py reads back what an attempt kept.
"""
