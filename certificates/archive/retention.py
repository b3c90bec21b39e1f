"""How long certificates and what stands behind them are kept.

The product deletes no certificate, statement, reading or event; the database refuses it. These
are the spans that a laboratory's own rule (ISO/IEC 17025:2017, 8.4) is held against.
"""

from collections.abc import Mapping, Sequence

Pair = Mapping[str, str]

NEVER: Pair = {
    "vi": "Phần mềm không xóa giấy chứng nhận, nội dung đã cấp, số đọc hay sự kiện nào: cơ sở dữ"
    " liệu từ chối việc đó. Kho lưu này là bản sao; bản gốc vẫn ở hệ thống.",
    "en": "The software deletes no certificate, no stated content, no reading and no event: the"
    " database refuses it. This archive is a copy; the originals stay in the system.",
}
RULES: Sequence[tuple[Pair, Pair, Pair]] = (
    (
        {"vi": "Hồ sơ kỹ thuật, hồ sơ khách hàng",
         "en": "Technical records, customers' records"},
        {"vi": "theo quy định của phòng thí nghiệm, phù hợp với hợp đồng; nhiều nơi giữ 10 năm và"
         " ít nhất 5 năm",
         "en": "by the laboratory's own rule, consistent with its contracts; many keep 10 years"
         " and at least 5"},
        {"vi": "ISO/IEC 17025:2017, 8.4", "en": "ISO/IEC 17025:2017, 8.4"},
    ),
    (
        {"vi": "Hồ sơ chỉ định, cùng hồ sơ chuẩn được chứng nhận và thẻ kiểm định viên",
         "en": "Designation dossier, with those of certified standards and officers' cards"},
        {"vi": "đến 5 năm sau khi quyết định hết hiệu lực hoặc bị hủy bỏ",
         "en": "until 5 years after the decision expires or is cancelled"},
        {"vi": "TT 24/2013/TT-BKHCN, Điều 16, 25, 33",
         "en": "Circular 24/2013/TT-BKHCN, Articles 16, 25, 33"},
    ),
    (
        {"vi": "Biên bản sau sửa chữa và giấy chứng nhận của cột đo xăng dầu (bản ở cửa hàng)",
         "en": "After-repair record and certificate of a fuel dispenser (the station's copy)"},
        {"vi": "12 tháng sau khi kiểm định đạt",
         "en": "12 months after it passed"},
        {"vi": "TT 15/2015/TT-BKHCN, Điều 6", "en": "Circular 15/2015/TT-BKHCN, Article 6"},
    ),
)  # fmt: skip
