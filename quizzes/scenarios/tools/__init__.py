"""Questions about both tools at once: what each knows, and what to re-run in each."""
