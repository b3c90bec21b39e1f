"""Other laboratories' digital certificates, read without trusting them (DCC 3.0.0 to 3.3.0).

`reading.read(data)` is the way in: bytes of an XML, or of a PDF with one inside, to plain data
(`shapes`); what cannot be leaned on is refused with the line and the reason.
"""
