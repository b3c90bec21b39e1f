"""What comes before a contract: framework agreements, the review of a request, quotations."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Customer, User
from accounts.permissions import Can
from common.fields import NfcCharField
from contracts.models.contracts import Contract
from contracts.states import FrameworkState, OverCap, Place, QuotationState


class FrameworkRows(models.QuerySet["Framework"]):
    """Framework agreements, and which of them a person sees."""

    def visible_to(self, person: Any) -> "FrameworkRows":
        inside = Q(centre__in=person.centres(Can.SEE_CONTRACTS))
        client = Q(customer__in=person.customer_ids) & ~Q(state=FrameworkState.DRAFT)
        return self.filter(inside | client)


class Framework(models.Model):
    """A framework agreement (hợp đồng nguyên tắc), capped by value, by instruments, or both.

    Each order is a `Contract` with this as its `framework`; what is drawn is computed.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="frameworks")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="frameworks")
    number = NfcCharField(_("số hợp đồng nguyên tắc"), max_length=60)
    title = NfcCharField(_("nội dung"), max_length=250)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=FrameworkState, default=FrameworkState.DRAFT
    )
    signed_on = models.DateField(_("ngày ký"), null=True, blank=True)
    valid_to = models.DateField(_("có hiệu lực đến"))
    cap_gross = models.BigIntegerField(_("giá trị tối đa, đồng, gồm thuế"), null=True, blank=True)
    cap_items = models.PositiveIntegerField(_("số phương tiện, mẫu tối đa"), null=True, blank=True)
    over = models.CharField(_("khi vượt mức"), max_length=8, choices=OverCap, default=OverCap.BLOCK)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = FrameworkRows.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["centre", "number"], name="framework_number_once"),
            models.CheckConstraint(
                condition=Q(state=FrameworkState.DRAFT) | Q(signed_on__isnull=False),
                name="framework_signed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(cap_gross__gte=1) | Q(cap_items__gte=1), name="framework_has_a_cap"
            ),
        )

    def __str__(self) -> str:
        return self.number


class OverCapApproval(models.Model):
    """A manager let one order pass the cap of its framework, with the reason.

    `gross` and `items` are what the order was when it was approved: a larger one asks again.
    """

    contract = models.OneToOneField(Contract, models.PROTECT, related_name="over_cap")
    gross = models.BigIntegerField(_("giá trị được duyệt, đồng, gồm thuế"))
    items = models.PositiveIntegerField(_("số phương tiện, mẫu được duyệt"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = NfcCharField(_("lý do"), max_length=300)

    def __str__(self) -> str:
        return f"{self.contract} · {self.why}"


class Review(models.Model):
    """The customer's request and its review (ISO/IEC 17025:2017, 7.1), one for each contract."""

    contract = models.OneToOneField(Contract, models.CASCADE, related_name="review")
    place = models.CharField(_("nơi thực hiện"), max_length=8, choices=Place, default=Place.LAB)
    method = NfcCharField(_("phương pháp yêu cầu"), max_length=300, blank=True)
    decision_rule = models.CharField(_("quy tắc quyết định"), max_length=40, blank=True)
    interval_months = models.PositiveSmallIntegerField(_("chu kỳ đề nghị"), null=True, blank=True)
    subcontracted = NfcCharField(_("việc giao thầu phụ"), max_length=300, blank=True)
    wishes = models.TextField(_("yêu cầu khác"), blank=True)
    # 7.1.1: requirements understood, resources there, methods right, differences settled.
    understood = models.BooleanField(_("yêu cầu đã rõ"), default=False)
    capable = models.BooleanField(_("đủ năng lực, nguồn lực"), default=False)
    suitable = models.BooleanField(_("phương pháp phù hợp"), default=False)
    differences = models.TextField(_("khác biệt và cách giải quyết"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.contract)


class QuotationRows(models.QuerySet["Quotation"]):
    """Quotations, and which of them a person sees."""

    def visible_to(self, person: Any) -> "QuotationRows":
        inside = Q(contract__centre__in=person.centres(Can.SEE_CONTRACTS))
        client = Q(contract__customer__in=person.customer_ids, sent_on__isnull=False)
        return self.filter(inside | client)


class Quotation(models.Model):
    """One version of an offer (báo giá): the lines of a draft contract, frozen.

    `statement` is canonical JSON of what is offered and what was left out with the reason; pages,
    docx and PDF are made from it alone. `sha256` stands in the event of its making.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="quotations")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=QuotationState, default=QuotationState.DRAFT
    )
    valid_until = models.DateField(_("có hiệu lực đến"))
    statement = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_on = models.DateField(_("ngày gửi"), null=True, blank=True)
    answered_on = models.DateField(_("ngày trả lời"), null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    why = NfcCharField(_("lý do"), max_length=300, blank=True)

    objects = QuotationRows.as_manager()

    class Meta:
        ordering = ("contract", "-version")
        constraints = (
            models.UniqueConstraint(fields=["contract", "version"], name="quotation_version_once"),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state=QuotationState.ACCEPTED),
                name="quotation_accepted_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[QuotationState.DRAFT, QuotationState.REPLACED])
                | Q(sent_on__isnull=False),
                name="quotation_sent_has_day",
            ),
        )

    def __str__(self) -> str:
        return f"BG {self.contract.number} v{self.version}"
