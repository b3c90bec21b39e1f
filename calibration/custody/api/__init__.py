"""The API about things in custody."""
