"""Demo data: rows made by the product's own services, never totals."""
