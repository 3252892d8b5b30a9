"""Pages of the catalogue for what the reader and the simulation find, one to a file."""
