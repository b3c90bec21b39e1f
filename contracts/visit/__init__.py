"""A customer's visit from one screen: who came, with what, for which services, at which price."""
