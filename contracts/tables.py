"""Tables that people bring, as `common.tables` takes and mends them."""

from common.tables import ENDINGS, LONGEST_CELL, MOST_BYTES, ending, file_faults, mended

__all__ = ["ENDINGS", "LONGEST_CELL", "MOST_BYTES", "ending", "file_faults", "mended"]
