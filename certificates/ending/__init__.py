"""How a certificate ends: what a new one says in its place, and the difference shown."""
