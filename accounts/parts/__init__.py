"""Sites and contacts of a customer: changed, and removed where nothing stands on them."""
