"""Another laboratory's digital certificate becomes a calibration event of a standard.

The file is read and kept as a draft (`services.keep`), a person says which columns are what
(`mapping`), looks at the lines, and confirms (`services.confirm`).
"""
