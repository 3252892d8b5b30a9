"""Findings about intent, job, program, steps and results: one file a rule."""
