"""Lists of what was entered: found by an address, counted, paged, taken out as files."""
