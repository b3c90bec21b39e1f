"""What each figure is called, counts, and is measured in: beside every printed number."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from contracts.revenue import Base
from contracts.states import Stage, Strand

CONTRACT, JOB, INVOICE, PAYMENT = (
    "contracts.contract",
    "calibration.job",
    "contracts.invoice",
    "contracts.payment",
)


@dataclass(frozen=True)
class Definition:
    """The words of one figure. `base` and `vat` are blank unless it is money."""

    label: Any
    definition: Any
    unit: str
    model: str
    base: Any = ""
    vat: Any = ""


GROSS, NET = _("gồm thuế GTGT"), _("chưa thuế GTGT")
BASE_LABELS = {
    Base.SIGNED: _("theo hợp đồng ký trong kỳ"),
    Base.ACCEPTED: _("theo nghiệm thu trong kỳ"),
    Base.INVOICED: _("theo hóa đơn trong kỳ"),
    Base.COLLECTED: _("thực thu trong kỳ"),
}
_LABELS = {
    Base.SIGNED: _("Doanh thu theo hợp đồng"),
    Base.ACCEPTED: _("Doanh thu theo nghiệm thu"),
    Base.INVOICED: _("Doanh thu theo hóa đơn"),
    Base.COLLECTED: _("Doanh thu thực thu"),
}
_COUNTED = {
    Base.SIGNED: _(
        "Giá trị các dòng dịch vụ của hợp đồng ký trong kỳ, kể cả dòng thêm sau; hợp đồng đã hủy "
        "không tính. Thuế tính theo từng thuế suất của hợp đồng. Không gồm tư vấn và mảng quản lý "
        "nhà nước."
    ),
    Base.ACCEPTED: _(
        "Giá trị hợp đồng có ngày nghiệm thu trong kỳ. Không gồm tư vấn và mảng quản lý nhà nước."
    ),
    Base.INVOICED: _(
        "Số tiền ghi trên hóa đơn có ngày trong kỳ; hóa đơn điều chỉnh cộng theo chênh lệch, hóa "
        "đơn bị thay thế hoặc hủy không tính. Không gồm tư vấn và mảng quản lý nhà nước."
    ),
    Base.COLLECTED: _(
        "Tiền đã thu trong kỳ; phần chưa thuế theo tỷ lệ của hóa đơn được trả. Không gồm tư vấn và "
        "mảng quản lý nhà nước."
    ),
}
_MODELS = {
    Base.SIGNED: CONTRACT,
    Base.ACCEPTED: CONTRACT,
    Base.INVOICED: INVOICE,
    Base.COLLECTED: PAYMENT,
}
_AT_CUT_OFF = _("Hợp đồng còn theo dõi ở trạng thái này vào ngày chốt; giá trị gồm thuế GTGT.")
_OF_STRAND = _("Hợp đồng ký trong kỳ của mảng này; mỗi hợp đồng thuộc đúng một mảng.")

DEFINITIONS: dict[str, Definition] = {
    "contracts": Definition(
        _("Hợp đồng dịch vụ"),
        _(
            "Hợp đồng mảng dịch vụ có ngày ký trong kỳ và có dòng kiểm định, hiệu chuẩn, thử "
            "nghiệm hoặc khác; hợp đồng chỉ tư vấn đếm riêng, hợp đồng đã hủy không tính."
        ),
        "contract",
        CONTRACT,
    ),
    "instruments": Definition(
        _("Phương tiện đo đã thực hiện"),
        _(
            "Lượt phương tiện đo của hợp đồng dịch vụ có ngày thực hiện trong kỳ và kết quả đã "
            "duyệt; không đạt cũng là đã thực hiện."
        ),
        "instrument",
        JOB,
    ),
    "instruments_verification": Definition(
        _("Phương tiện đo đã kiểm định"),
        _("Phần kiểm định của số phương tiện đo đã thực hiện."),
        "instrument",
        JOB,
    ),
    "instruments_calibration": Definition(
        _("Phương tiện đo đã hiệu chuẩn"),
        _("Phần hiệu chuẩn của số phương tiện đo đã thực hiện."),
        "instrument",
        JOB,
    ),
    "instruments_failed": Definition(
        _("Phương tiện đo không đạt"),
        _("Phần có kết luận không đạt của số phương tiện đo đã thực hiện."),
        "instrument",
        JOB,
    ),
    "samples": Definition(
        _("Mẫu thử nghiệm"),
        _(
            "Mẫu của hợp đồng dịch vụ có ngày thực hiện trong kỳ và kết quả đã duyệt; không cộng "
            "vào phương tiện đo."
        ),
        "sample",
        JOB,
    ),
    "consulting_contracts": Definition(
        _("Hợp đồng tư vấn (đếm riêng)"),
        _("Hợp đồng mảng dịch vụ ký trong kỳ chỉ có tư vấn; không nằm trong số hợp đồng dịch vụ."),
        "contract",
        CONTRACT,
    ),
    "average_contract_gross": Definition(
        _("Bình quân một hợp đồng"),
        _("Doanh thu theo hợp đồng (gồm thuế GTGT) chia cho số hợp đồng, tính từ hai tổng."),
        "dong",
        CONTRACT,
        BASE_LABELS[Base.SIGNED],
        GROSS,
    ),
    "instruments_per_contract": Definition(
        _("Phương tiện đo bình quân một hợp đồng"),
        _("Số phương tiện đo đã thực hiện chia cho số hợp đồng dịch vụ, tính từ hai tổng."),
        "instrument",
        JOB,
    ),
}

for _base in Base:
    for _kind, _vat in (("gross", GROSS), ("net", NET)):
        DEFINITIONS[f"revenue_{_base}_{_kind}"] = Definition(
            _LABELS[_base], _COUNTED[_base], "dong", _MODELS[_base], BASE_LABELS[_base], _vat
        )
for _kind, _vat in (("gross", GROSS), ("net", NET)):
    DEFINITIONS[f"consulting_signed_{_kind}"] = Definition(
        _("Doanh thu tư vấn (tính riêng)"),
        _("Giá trị các dòng tư vấn của hợp đồng dịch vụ ký trong kỳ; hợp đồng đã hủy không tính."),
        "dong",
        CONTRACT,
        BASE_LABELS[Base.SIGNED],
        _vat,
    )
for _stage in (*Stage, "all"):
    _words = Stage(_stage).label if _stage in Stage.values else _("mọi trạng thái")
    DEFINITIONS[f"state_{_stage}_count"] = Definition(_words, _AT_CUT_OFF, "contract", CONTRACT)
    DEFINITIONS[f"state_{_stage}_gross"] = Definition(
        _words, _AT_CUT_OFF, "dong", CONTRACT, _("giá trị hợp đồng tại ngày chốt"), GROSS
    )
for _strand in (*Strand, "all"):
    _words = Strand(_strand).label if _strand in Strand.values else _("cộng hai mảng")
    DEFINITIONS[f"strand_{_strand}_contracts"] = Definition(
        _words, _OF_STRAND, "contract", CONTRACT
    )
    DEFINITIONS[f"strand_{_strand}_instruments"] = Definition(
        _words,
        _("Lượt phương tiện đo đã thực hiện trong kỳ của hợp đồng thuộc mảng này."),
        "instrument",
        JOB,
    )
    for _kind, _vat in (("gross", GROSS), ("net", NET)):
        DEFINITIONS[f"strand_{_strand}_{_kind}"] = Definition(
            _words, _OF_STRAND, "dong", CONTRACT, BASE_LABELS[Base.SIGNED], _vat
        )
