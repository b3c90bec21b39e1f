"""What the laboratory states, and what becomes of it when a standard turns out wrong."""

from certificates.models.certificates import (
    Certificate,
    CertificateRows,
    Check,
    Counter,
    Rendering,
    Statement,
    public_id,
)
from certificates.models.impact import ImpactCase, ImpactCaseRows, ImpactDecision, ImpactItem

__all__ = [
    "Certificate",
    "CertificateRows",
    "Check",
    "Counter",
    "ImpactCase",
    "ImpactCaseRows",
    "ImpactDecision",
    "ImpactItem",
    "Rendering",
    "Statement",
    "public_id",
]
