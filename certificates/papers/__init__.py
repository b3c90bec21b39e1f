"""What a centre sets about its papers without code: templates, pictures, patterns of numbers."""
