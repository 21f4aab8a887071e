"""A course to try class pages with: `lineage-lab demo-data --students N`, the same each time.

Start at course.py, which makes it. people.py says who is there and what each of them did,
writing.py what they are called and write, answers.py what they answer, by how able they are and
how hard it is. rows.py turns that into rows, storing.py stores these; commands.py is the command.
"""
