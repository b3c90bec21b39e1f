"""From what is known about inputs to a stated result with its budget."""
