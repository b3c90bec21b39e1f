"""What we calibrate, and the standards we calibrate with; units in the database."""
