"""Job to motion commands."""
