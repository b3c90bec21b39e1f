"""What somebody is typing into a draft procedure."""

from django.db import models

from accounts.models import User
from calibration.models.procedures import ProcedureVersion


class WorkingCopy(models.Model):
    """One person's form of a draft procedure, word for word as typed, wrong or unfinished.

    The draft itself always compiles; this need not. Two people have two copies, so nobody types
    over another; `base` is the digest of the definition that a copy began from.
    """

    procedure = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="working_copies")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    typed = models.TextField()  # canonical JSON of the form's texts
    sample = models.TextField(default="{}")  # canonical JSON of the sample's texts
    language = models.CharField(max_length=8)  # in which its numbers were typed
    base = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    window = models.CharField(max_length=16, default="")  # of the browser that kept it last
    at = models.DateTimeField()

    class Meta:
        ordering = ("procedure", "pk")
        constraints = (
            models.UniqueConstraint(fields=["procedure", "by"], name="working_copy_once"),
        )

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.by_id}"
