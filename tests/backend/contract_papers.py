"""Papers of contracts for the world of every door, and the writes about them."""

from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from contracts.models import Contract, PaperTemplate
from contracts.papers.word.building import template
from contracts.states import PaperKind
from tests.factories import calibration, papers


def rows(lab: calibration.Lab, contract: Contract, now: Any) -> dict[str, Any]:
    """The signed contract as a paper, and a template of Word in force."""
    today = timezone.localdate(now)
    paper = papers.paper(contract, "contract", at=now, dated_on=today)
    return {
        "contract-papers": paper.pk, "paper-templates": _template(lab, now).pk,
        "paper-centres": lab.centre.pk,
    }  # fmt: skip


def _template(lab: calibration.Lab, now: Any) -> PaperTemplate:
    file = ContentFile(template(PaperKind.PAYMENT), name="mẫu.docx")
    return PaperTemplate.objects.create(
        centre=lab.centre, kind="payment", name="x", valid_from=timezone.localdate(now),
        file=file, file_name="mẫu.docx", sha256="0" * 64, by=lab.officer, at=now,
    )  # fmt: skip


def writes(write: Any, lab: calibration.Lab, known: dict[str, Any], now: Any) -> list[Any]:
    """One good body for each write."""
    today = timezone.localdate(now).isoformat()
    terms = {"payment_days": 15, "penalty_percent": 8, "correction_days": 60, "extra": ["x"]}
    facts = {
        "above_vi": "x", "place_vi": "x", "tax_code": "", "bank_account": "x", "bank_name": "x",
        "head_name": "x", "head_title_vi": "x",
    }  # fmt: skip
    return [
        write("post", "/api/v1/contracts/{id}/papers/",
              {"kind": "contract", "dated_on": today, "since": None, "version": None,
               "appendix": None, "terms": terms}, known["contracts"]),
        write("post", "/api/v1/paper-templates/{id}/end/", {"last_day": today},
              known["paper-templates"]),
        write("patch", "/api/v1/paper-centres/{id}/", facts, known["paper-centres"]),
    ]  # fmt: skip
