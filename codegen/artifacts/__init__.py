"""Files: STEP, STL, DXF, manifest; normalised headers, atomic writes."""
