"""Tables and sentences that more than one kind of paper has."""

from typing import Final

from contracts.papers.plans.parts import Column, Part, Party, Signatures, Signer, Sum, Table

NUMBER: Final = Column("TT", "{{ row.position }}", 0.5, "center")

TOTALS: Final = (
    Sum("Cộng chưa thuế GTGT", "{{ totals.net|dong }}"),
    Sum("Thuế GTGT {{ row.percent|percent }}", "{{ row.vat|dong }}", each="totals.rates"),
    Sum("Tổng cộng, gồm thuế GTGT", "{{ totals.gross|dong }}", strong=True),
)


def lines(rows: str = "lines", sums: tuple[Sum, ...] = TOTALS) -> Table:
    """Priced lines, with their sums."""
    return Table(
        rows,
        (
            NUMBER,
            Column(
                "Nội dung",
                "{{ row.description }}"
                "{% if row.discount %} – giảm giá {{ row.discount|dong }} đ{% endif %}"
                "{% if row.scope == 'outside' %} – ngoài phạm vi"
                "{% if row.note %}: {{ row.note }}{% endif %}{% endif %}",
                4.2,
            ),
            Column("ĐVT", "{{ row.unit }}", 0.9, "center"),
            Column("Số lượng", "{{ row.quantity|dong }}", 0.9, "right"),
            Column("Đơn giá (đồng)", "{{ row.price|dong }}", 1.6, "right"),
            Column("Thuế GTGT", "{{ row.vat_percent|percent }}", 0.9, "center"),
            Column("Thành tiền chưa thuế (đồng)", "{{ row.amount|dong }}", 1.9, "right"),
        ),
        sums,
    )


THING: Final = Column(
    "Phương tiện đo, mẫu",
    "{{ row.name }}{% if row.model %}, kiểu {{ row.model }}{% endif %}"
    "{% if row.maker %}, {{ row.maker }}{% endif %}",
    2.8,
)
SERIAL: Final = Column("Số chế tạo", "{{ row.serial|dash }}", 1.5)
MEASURES: Final = Column(
    "Phạm vi đo, cấp chính xác",
    "{{ row.range|dash }}{% if row.accuracy %}; {{ row.accuracy }}{% endif %}",
    1.9,
)
SERVICE: Final = Column(
    "Dịch vụ", "{{ row.service }}{% if row.regime %} {{ row.regime }}{% endif %}", 1.8
)

PARTIES: Final[tuple[Part, ...]] = (
    Party("customer", "BÊN A (Bên sử dụng dịch vụ)"),
    Party("centre", "BÊN B (Bên cung cấp dịch vụ)"),
)
SIDES: Final = Signatures(
    (
        Signer(
            "ĐẠI DIỆN BÊN A",
            "{{ customer.representative }}",
            "(Ký, ghi rõ họ tên, đóng dấu nếu có)",
        ),
        Signer("ĐẠI DIỆN BÊN B", "{{ centre.representative }}", "(Ký, ghi rõ họ tên, đóng dấu)"),
    )
)
BASED_ON_CONTRACT: Final = (
    "Căn cứ hợp đồng số {{ contract.number }}"
    "{% if contract.signed_on %} ký ngày {{ contract.signed_on|day }}{% endif %}"
    " giữa {{ customer.name }} và {{ centre.name }};"
)
TODAY: Final = "Hôm nay, {{ dated_on|long_day }}, chúng tôi gồm:"
