"""Letters that bring a closed report to those who asked for it."""

from django.db import models

from reports.models.periodic import PeriodReport, Subscription


class ReportLetter(models.Model):
    """One closed report to one address: written when it was closed, sent once by a task."""

    report = models.ForeignKey(PeriodReport, models.PROTECT, related_name="letters")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="letters")
    to = models.EmailField(max_length=254)
    language = models.CharField(max_length=2)
    subject = models.TextField()
    text = models.TextField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("report", "pk")
        constraints = (models.UniqueConstraint(fields=["report", "to"], name="report_letter_once"),)

    def __str__(self) -> str:
        return f"{self.report} → {self.to}"
