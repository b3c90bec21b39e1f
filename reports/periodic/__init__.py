"""Period reports: begun, reviewed, closed with every row they hold, and what moved since."""
