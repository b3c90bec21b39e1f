"""The PDF of a statement: the same statement gives the same bytes, today and in ten years.

Nothing but the statement goes in, and the pictures and the data file that it stands beside. A
statement names its layout; the folder of a layout is never edited once papers were issued with it.
"""

from certificates.pdf.rendering import pages, qr, render
from certificates.pdf.signs import named, unprintable, unprintable_in

__all__ = ["named", "pages", "qr", "render", "unprintable", "unprintable_in"]
