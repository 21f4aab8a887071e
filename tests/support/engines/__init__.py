"""Three browser engines behind one small interface, for journeys that each of them goes.

Start at tab.py (what a journey does in a tab). Chromium is driven by Playwright, Firefox by
WebDriver BiDi, WebKit by WebDriver; where the system has no Firefox or WebKit to be driven so,
Playwright brings its own.
"""
