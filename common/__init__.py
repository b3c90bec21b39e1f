"""Django plumbing without domain words: errors, states, money, text, task rows, API answers."""
