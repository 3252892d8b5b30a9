"""Steps, stock and part field to what is left and what happened on the way."""
