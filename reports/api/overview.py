"""The overview and revenue summed by what one likes, through the API."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from accounts.permissions import Can
from common.errors import Fault, InvalidInput
from common.period import Period
from contracts.revenue import ALL_KINDS, SERVICE_KINDS, Base, sums
from contracts.states import Strand
from reports.api import overview_shapes as shapes
from reports.overview.asking import wanted
from reports.overview.computing import Overview, overview

BY = ("base", "month", "kind", "customer", "centre", "contract")
CENTRE = OpenApiParameter("centre", str, description="code; the first one sees, if left out")


class _Figures(Door):
    verb: ClassVar[Can | None] = Can.SEE_FIGURES

    def centre(self, request: Request) -> Centre:
        """The centre asked for, else the first; one that is not seen does not exist."""
        code = request.query_params.get("centre", "").replace("\x00", "?")
        seen: Any = self.person.centres(Can.SEE_FIGURES)
        found: Centre | None = (seen.filter(code=code) if code else seen).first()
        if found is None:
            raise Http404
        return found


class OverviewDoor(_Figures):
    """Revenue by month against plan and last year; stages, what is coming, what is owed."""

    @extend_schema(
        responses=shapes.OverviewOutput,
        parameters=[
            CENTRE,
            OpenApiParameter("year", int),
            OpenApiParameter("base", str, enum=Base.values),
            OpenApiParameter("kind", str, description="service, all, or a kind of service"),
            OpenApiParameter("vat", str, enum=["gross", "net"]),
        ],
    )
    def get(self, request: Request) -> Response:
        today = timezone.localdate()
        asked = wanted(request.query_params, self.centre(request), today)
        return Response(shapes.OverviewOutput(_plain(overview(asked, today))).data)


def _plain(found: Overview) -> dict[str, Any]:
    asked = found.wanted
    return {
        "centre": asked.centre.code,
        "year": asked.year,
        "base": asked.base,
        "vat": asked.vat,
        "kind": asked.kind,
        "now": found.now,
        "last_year": found.then,
        "plan": found.plan.whole,
        "months": found.months,
        "kinds": found.kinds,
        "stages": [
            {"stage": stage, "count": part.count, "net": part.net, "gross": part.gross,
             "debt": part.debt}
            for stage, part in found.found.stages
        ],
        "waiting": [
            {"waiting": code, "count": part.count, "gross": part.gross}
            for code, _label, part in found.found.waits
        ],
        "pipeline": found.steps,
        "debts": [
            {"age": age, "invoices": n, "open": open_} for age, n, open_ in found.owing.by_age()
        ],
    }  # fmt: skip


class RevenueSumsDoor(_Figures):
    """Revenue summed by base, month, kind, customer, centre, contract, or some of them."""

    @extend_schema(
        responses=shapes.RevenueSumsOutput,
        parameters=[
            CENTRE,
            OpenApiParameter("period", str, required=True, description="2026, 2026-Q1, 2026-03"),
            OpenApiParameter("by", str, description=f"comma-separated, of {', '.join(BY)}"),
            OpenApiParameter("bases", str, description="comma-separated; all when left out"),
            OpenApiParameter("kinds", str, description="comma-separated; without consulting"),
            OpenApiParameter("strand", str, enum=["service", "duty"]),
        ],
    )
    def get(self, request: Request) -> Response:
        period = Period.parse(request.query_params.get("period", ""))
        by = _list(request, "by", BY) or ("base", "month")
        strand = _list(request, "strand", Strand.values)
        found = sums(
            centre=self.centre(request),
            start=period.start,
            end=period.end,
            by=by,
            bases=[Base(one) for one in _list(request, "bases", Base.values) or Base.values],
            kinds=_list(request, "kinds", sorted(ALL_KINDS)) or SERVICE_KINDS,
            strand=strand[0] if strand else None,
        )
        whole = {
            "centre": self.centre(request).code,
            "period": period.code,
            "start": period.start,
            "end": period.end,
            "by": by,
            "sums": [
                dict(zip(by, one.key, strict=True))
                | {"net": one.net, "vat": one.vat, "gross": one.gross}
                for one in found
            ],
        }
        return Response(shapes.RevenueSumsOutput(whole).data)


def _list(request: Request, name: str, allowed: Iterable[str]) -> tuple[str, ...]:
    """The comma-separated choices of a parameter, each once, in our order."""
    known = [str(one) for one in allowed]
    asked = {part for part in request.query_params.get(name, "").split(",") if part}
    if unknown := asked - set(known):
        message = _("Không có lựa chọn này.")
        found = ", ".join(sorted(unknown))[:60].replace("\x00", "?")
        raise InvalidInput(
            Fault(name, message, code="unknown", found=found, allowed=", ".join(known))
        )
    return tuple(one for one in known if one in asked)
