"""Intent to job: resolving expressions, setups, tool choice, feeds, order."""
