"""Request to intent: offline, by a language model, or from a script; grounding; schema."""
