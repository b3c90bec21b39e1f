"""What a paper says, gathered once from the rows and then frozen."""

from contracts.papers.facts.making import Making, Terms, facts_of

__all__ = ["Making", "Terms", "facts_of"]
