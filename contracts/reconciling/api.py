"""Reconciliation through the API."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from common.errors import Fault, InvalidInput
from common.period import FIRST_YEAR, LAST_YEAR
from contracts.reconciling.checks import Check
from contracts.reconciling.finding import StageSum, disagreements, prove


class StageSumOutput(serializers.Serializer[Any]):
    """How many contracts, their value without and with VAT, in đồng."""

    stage = serializers.CharField()
    count = serializers.IntegerField()
    net = serializers.IntegerField()
    gross = serializers.IntegerField()


class DisagreementOutput(serializers.Serializer[Any]):
    """A contract and by how much it disagrees, in đồng; 0 where it is not of money."""

    contract = serializers.IntegerField()
    amount = serializers.IntegerField()


class ReconcilingCheckOutput(serializers.Serializer[Any]):
    """One check and the contracts that fail it."""

    check = serializers.ChoiceField(choices=Check.choices)
    contracts = DisagreementOutput(many=True)


class ReconciliationOutput(serializers.Serializer[Any]):
    """Signed by the definition of revenue, signed as the sum of the stages; the disagreements."""

    centre = serializers.CharField()
    on = serializers.DateField()
    holds = serializers.BooleanField()
    signed = StageSumOutput()
    summed = StageSumOutput()
    stages = StageSumOutput(many=True)
    checks = ReconcilingCheckOutput(many=True)


class ReconciliationDoor(Door):
    """The proof and the disagreements of a centre at the end of a day."""

    verb = Can.SEE_FIGURES

    @extend_schema(
        parameters=[OpenApiParameter("centre", str), OpenApiParameter("on", str)],
        responses=ReconciliationOutput,
    )
    def get(self, request: Request) -> Response:
        seen = self.person.centres(Can.SEE_FIGURES).order_by("path")
        code = request.query_params.get("centre", "").replace("\x00", "?")
        centre = (seen.filter(code=code) if code else seen).first()
        if centre is None:
            allowed = ", ".join(seen.values_list("code", flat=True))
            fault = Fault("centre", _("Không có trung tâm này."), code="unknown", found=code[:60],
                          allowed=allowed)  # fmt: skip
            raise InvalidInput(fault)
        on = _day(request.query_params.get("on", ""))
        proof = prove(centre, on)
        found = disagreements(centre, on, proof=proof)
        checks = [
            {
                "check": check.value,
                "contracts": [{"contract": pk, "amount": n} for pk, n in sorted(ids.items())],
            }
            for check, ids in found.items()
        ]
        return Response(
            {
                "centre": centre.code,
                "on": on.isoformat(),
                "holds": proof.holds,
                "signed": _said(proof.signed),
                "summed": _said(proof.summed),
                "stages": [_said(one) for one in proof.stages],
                "checks": checks,
            }
        )


def _day(text: str) -> date:
    """The day that is asked, today when none is; InvalidInput (field "on") says the form."""
    if not text:
        return timezone.localdate()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        allowed = f"{FIRST_YEAR}-01-01 … {LAST_YEAR}-12-31"
        message = _("Không hiểu ngày này. Hãy viết như 2026-12-31.")
        raise InvalidInput(Fault("on", message, code="bad_day", found=text[:60], allowed=allowed))
    return day


def _said(one: StageSum) -> dict[str, Any]:
    return {"stage": one.stage.value, "count": one.count, "net": one.net, "gross": one.gross}
