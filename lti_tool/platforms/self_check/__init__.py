"""Does a platform work, and if not, which setting is missing?

Start at running.py (a whole check). history.py looks at what is known, platform.py asks the
LMS, ourselves.py asks our own address as the LMS would; each answers in findings.py's words.
settings.py is where each LMS's own names for its settings stand.
"""
