"""Who may do what on a day: cards, designations, registrations, accreditations; rooms."""
