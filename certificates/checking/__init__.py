"""What an outsider learns of a certificate or of a file, and the record of having asked.

Nothing is imported here: `apart` reads files in a process of its own, without Django's models.
"""
