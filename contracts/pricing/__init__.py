"""The price list: which price an instrument gets, surcharges, norms, the list as a workbook.

`choosing` finds the price of an instrument by its range; `surcharges`, `norms` and `book` change
rows; `workbook` writes and reads the list as xlsx; `views`, `forms`, `api` are the doors.
"""
