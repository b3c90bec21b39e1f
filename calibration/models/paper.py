"""Results of work whose worksheet is on paper, keyed in so that a certificate can state them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from calibration.models.jobs import Job
from common.fields import NfcCharField
from instruments.models import StandardCalibration


class PaperSheet(models.Model):
    """What a certificate must say of work on paper beside its results (ISO/IEC 17025, 7.8).

    The document applied, the air (one number or two: what it was from and to), the standards with
    the calibrations that held on the day. Replaced as a whole until the job is approved.
    """

    job = models.OneToOneField(Job, models.CASCADE, related_name="paper_sheet")
    method_number = NfcCharField(_("số văn bản kỹ thuật"), max_length=80, blank=True)
    method_title = NfcCharField(_("tên văn bản, phương pháp"), max_length=200, blank=True)
    temperature = models.CharField(_("nhiệt độ, °C"), max_length=40, blank=True)  # "22.8 23.4"
    humidity = models.CharField(_("độ ẩm, %RH"), max_length=40, blank=True)
    standards = models.ManyToManyField(StandardCalibration, related_name="+")

    def __str__(self) -> str:
        return f"{self.job_id} {self.method_number}"


class PaperResult(models.Model):
    """One point as the paper has it: digits as written, already rounded, one unit for the row.

    Blank is not zero. Whoever approves the job approves these; the statement freezes them.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="paper_results")
    position = models.PositiveSmallIntegerField()
    point = NfcCharField(_("điểm đo"), max_length=120, blank=True)
    unit = models.CharField(_("đơn vị"), max_length=30, blank=True)  # a code of the catalogue
    reference = models.CharField(_("giá trị chuẩn"), max_length=40, blank=True)
    indication = NfcCharField(_("số chỉ hoặc kết quả"), max_length=120, blank=True)
    error = models.CharField(_("sai số"), max_length=40, blank=True)
    expanded = models.CharField("U", max_length=40, blank=True)
    k = models.CharField("k", max_length=12, blank=True)
    limit = models.CharField(_("giới hạn"), max_length=40, blank=True)
    verdict = models.CharField(pgettext_lazy("điểm đo", "kết luận"), max_length=8, blank=True)

    class Meta:
        ordering = ("job", "position")
        constraints = (
            models.UniqueConstraint(fields=["job", "position"], name="paper_result_once"),
        )

    def __str__(self) -> str:
        return f"{self.job_id} {self.position}"
