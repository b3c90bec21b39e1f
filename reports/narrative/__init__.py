"""The words of a period report: templates with names of figures inside, and what people write."""
