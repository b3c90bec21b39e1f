"""Pages about things in custody."""
