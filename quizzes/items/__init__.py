"""The types of question, one module each: how it is asked, answered, marked and explained.

pick_nodes.py: pick some assets of a graph, for a share of the points.
"""
