"""Pages: the technician's day, jobs, the bench, review, procedures."""
