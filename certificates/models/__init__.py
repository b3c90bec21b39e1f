"""What the laboratory states, how it is numbered, printed, sealed and shared."""

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
from certificates.models.papers import NumberPattern, Picture, Template, TemplateDraft
from certificates.models.sharing import (
    Archive,
    ArchiveRows,
    ForeignFile,
    ForeignFileRows,
    Letter,
)
from certificates.models.signing import SigningKey, SigningKeyRows, TrustAnchor
from certificates.models.stickers import (
    SeriesRows,
    Sticker,
    StickerMove,
    StickerRows,
    StickerSeries,
    StickerWish,
)

__all__ = [
    "Archive",
    "ArchiveRows",
    "Certificate",
    "CertificateRows",
    "Check",
    "Counter",
    "ForeignFile",
    "ForeignFileRows",
    "ImpactCase",
    "ImpactCaseRows",
    "ImpactDecision",
    "ImpactItem",
    "Letter",
    "NumberPattern",
    "Picture",
    "Rendering",
    "SeriesRows",
    "SigningKey",
    "SigningKeyRows",
    "Statement",
    "Sticker",
    "StickerMove",
    "StickerRows",
    "StickerSeries",
    "StickerWish",
    "Template",
    "TemplateDraft",
    "TrustAnchor",
    "public_id",
]
