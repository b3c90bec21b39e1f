"""The signed-off validation report of the computing core (ISO/IEC 17025:2017, 7.11.2).

`collect` gathers everything the report says as plain data with its digest, `printing` turns that
data, and nothing else, into a PDF.
"""
