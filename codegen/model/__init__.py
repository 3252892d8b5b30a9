"""Frozen values that the stages share. No I/O, no CAD kernel. Lengths are mm, angles are radians unless a name says ``_deg``."""
