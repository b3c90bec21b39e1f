"""A client's instrument list on its way into a contract: read, judged, mended, applied.

`headings` finds the table in a messy sheet, `kinds` knows what a name means, `judging` gives each
row its fate, `wording` says why in the reader's language, `reading` and `applying` write.
"""
