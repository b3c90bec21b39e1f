"""Lists that people bring as a table: read, each row judged, mended in place, entered whole.

`fields` says what a column may be and reads its cells, `subjects` is the registry: an app room adds
its own kind of list by one `Subject`. Nothing is written before all of it can be.
"""
