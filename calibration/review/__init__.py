"""What a reviewer is shown first: the rules, what they read, how they are said."""
