"""A procedure against the laboratory's old workbook: recomputed and compared cell by cell."""
