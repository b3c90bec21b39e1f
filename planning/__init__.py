"""What was promised: targets, with every adjustment kept."""
