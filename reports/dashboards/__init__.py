"""Pages that answer at a glance: the director's, the department head's, the quality officer's."""
