"""Motion commands to program text, for each controller. Knows nothing of the interpreter."""
