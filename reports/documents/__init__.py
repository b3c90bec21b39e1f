"""A report as files: docx, PDF, xlsx, JSON, charts. Each is made from plain facts, none is kept."""
