"""What every page of papers is."""

from accounts.doors import Page
from certificates.papers.addressed import OfCentre


class PaperPage(OfCentre, Page):
    """A page about the papers of a centre."""
