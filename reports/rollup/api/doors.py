"""The roll-up of a tree or a block."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from reports.rollup.api import shapes
from reports.rollup.asking import asked
from reports.rollup.shapes import From, Part, RollUp, Row, type_of_number


class RollUpDoor(Door):
    """Units by indicators with sums of sums; units that have not reported are named, not nought."""

    verb = Can.SEE_FIGURES

    @extend_schema(
        responses=shapes.RollUpOutput,
        parameters=[
            OpenApiParameter("centre", str, description="code; the first one sees, if left out"),
            OpenApiParameter("block", str, description="code of a block, in place of a centre"),
            OpenApiParameter("period", str, description="2026, 2026-H1; this quarter if left out"),
            OpenApiParameter("codes", str, description="indicators, comma-separated"),
            OpenApiParameter("by", str, enum=From.values, description="of a tree: rows or reports"),
        ],
    )
    def get(self, request: Request) -> Response:
        wanted = asked(request.query_params, self.person, timezone.localdate())
        found = wanted.found()
        answer = {
            "centre": wanted.centre.code,
            "block": wanted.block.code if wanted.block else None,
            "period": found.period.code,
            "by": From.REPORTED if wanted.block else wanted.by,
            "columns": found.columns,
            "rows": [_row(row) for row in found.rows],
            "totals": list(_totals(found)),
            "missing": [unit.code for unit in found.missing],
            "covered": found.covered,
        }
        return Response(shapes.RollUpOutput(answer).data)


def _row(row: Row) -> dict[str, Any]:
    figures = [_part(code, part) for code, part in row.parts.items()]
    return {
        "unit": row.unit,
        "source": row.source,
        "version": row.version,
        "cut_off": row.cut_off,
        "figures": figures,
    }


def _part(code: str, part: Part) -> dict[str, Any]:
    return {
        **_numbers(code, part.value, part.numerator, part.denominator),
        "kind": str(part.kind),
        "words": part.words,
        "version": part.version,
    }


def _totals(found: RollUp) -> Iterator[dict[str, Any]]:
    for code, one in found.totals.items():
        yield {
            **_numbers(code, one.value, one.numerator, one.denominator),
            "units": one.units,
            "kind": str(one.kind),
            "why": str(one.why),
        }


def _numbers(code: str, *numbers: type_of_number) -> dict[str, Any]:
    names = ("value", "numerator", "denominator")
    texts = (None if one is None else str(one) for one in numbers)
    return {"code": code, **dict(zip(names, texts, strict=True))}
