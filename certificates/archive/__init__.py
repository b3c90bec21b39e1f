"""A customer's or a year's certificates as one file, with an index and the digests of each.

`services.ask` writes the row and the task, `tasks.make` the file: certificate after certificate
into a zip on disk, then into storage. Nothing is deleted, here or anywhere: see `retention`.
"""
