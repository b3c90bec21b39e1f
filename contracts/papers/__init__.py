"""The papers of a contract: frozen facts, laid out as PDF by us and as docx by the centre.

`facts/` gathers what a paper says, `plans/` say in which order and words a layout prints it,
`word/` fills templates of Word. Nothing that is printed is read from the rows a second time.
"""
