"""Pages of the price list: its workbook, surcharges, norms, and the list for everybody."""
