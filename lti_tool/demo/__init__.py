"""A course to try class pages with: `lineage-lab demo-data --students N`, the same each time.

Start at course.py (who is there, and everything that is stored), then answers.py (what they
answer, by how able they are and how hard it is) and writing.py (who they are, what they write).
"""
