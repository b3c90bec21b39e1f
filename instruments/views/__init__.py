"""Pages of instruments, their kinds, and the centre's standards."""
