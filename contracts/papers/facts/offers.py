"""Offer, review of the request, appendix: what comes before and beside the contract."""

import json
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Refused
from contracts.models import Appendix, Contract, ContractLine, Quotation, Review
from contracts.papers.facts.lines import shown, totals_facts
from contracts.states import Place
from contracts.words import in_words
from metrology.conformity.decisions import DECISION_RULES

# ISO/IEC 17025:2017, 7.1.1 a to c, and the columns of the review that answer them.
CHECKS: Final = (
    ("understood", "Yêu cầu của khách hàng đã rõ, được hiểu và lập thành văn bản"),
    ("capable", "Đủ năng lực và nguồn lực đáp ứng yêu cầu"),
    ("suitable", "Phương pháp phù hợp và đáp ứng được yêu cầu của khách hàng"),
)
_OWN: Final = (
    "number",
    "version",
    "dated_on",
    "valid_until",
    "title",
    "centre",
    "customer",
    "skipped",
)


def quotation(found: Quotation | None) -> dict[str, Any]:
    """What a version of the offer says: its statement, and the whole in words."""
    if found is None:
        message = _("Chưa có bản báo giá nào: hãy lập một bản báo giá trước.")
        raise Refused(message, code="no_quotation")
    said = json.loads(found.statement)
    return {
        **{name: said[name] for name in _OWN},
        "lines": [{**line, "type": line.get("type_vi", "")} for line in said["lines"]],
        "totals": {**said["totals"], "words": in_words(said["totals"]["gross"])},
        "outside": any(line["scope"] == "outside" for line in said["lines"]),
    }


def review(contract: Contract) -> dict[str, Any]:
    """The review of the request; blanks to fill in by hand where there is none yet."""
    found = Review.objects.filter(contract=contract).select_related("by").first()
    checks = [
        {"text": text, "met": getattr(found, name) if found else False} for name, text in CHECKS
    ]
    return {"review": _reviewed(found), "checks": checks}


def _reviewed(found: Review | None) -> dict[str, Any]:
    names = ("method", "subcontracted", "wishes", "differences")
    if found is None:
        blank = (*names, "place", "decision_rule", "interval", "by", "on")
        return dict.fromkeys(blank, "")
    months = found.interval_months
    return {
        **{name: getattr(found, name) for name in names},
        "place": str(Place(found.place).label),
        "decision_rule": _rule(found.decision_rule),
        "interval": f"{months} tháng" if months else "",
        "by": found.by.full_name,
        "on": timezone.localdate(found.at).isoformat(),
    }


def _rule(code: str) -> str:
    return DECISION_RULES[code].text_vi if code in DECISION_RULES else code


def appendix(contract: Contract, found: Appendix | None) -> dict[str, Any]:
    """Lines that an appendix brought and struck, and the contract's value before and after it."""
    if found is None:
        message = _("Hợp đồng chưa có phụ lục nào.")
        raise Refused(message, code="no_appendix")
    rows = list(contract.lines.select_related("added_by", "struck_by"))
    before = totals_facts([line for line in rows if _stands(line, found.number - 1)])
    after = [line for line in rows if _stands(line, found.number)]
    totals = totals_facts(after)
    return {
        "appendix": {
            "number": found.number,
            "title": found.title,
            "signed_on": found.signed_on.isoformat(),
            "due_on": found.due_on.isoformat() if found.due_on else "",
        },
        "added": shown([line for line in rows if line.added_by_id == found.pk]),
        "struck": shown([line for line in rows if line.struck_by_id == found.pk]),
        "lines": shown(after),
        "totals": totals,
        "before": before,
        "values": [
            {"label": "Giá trị trước phụ lục, gồm thuế GTGT", "amount": before["gross"]},
            {"label": "Giá trị sau phụ lục, gồm thuế GTGT", "amount": totals["gross"]},
        ],
    }


def _stands(line: ContractLine, number: int) -> bool:
    """Whether a line counts after the appendix of a number (0: the contract itself)."""
    brought = line.added_by is None or line.added_by.number <= number
    return brought and (line.struck_by is None or line.struck_by.number > number)
