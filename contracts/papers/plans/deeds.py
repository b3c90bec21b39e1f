"""While the contract runs and when it ends: handover, acceptance, liquidation, request to pay."""

from typing import Final

from contracts.papers.plans import shared
from contracts.papers.plans.parts import (
    Column,
    Head,
    Heading,
    If,
    Para,
    Plan,
    Signatures,
    Signer,
    Sum,
    Table,
    Title,
)

_CODE: Final = Column("Mã nhận", "{{ row.code|dash }}", 1.5)
_ACCESSORIES: Final = Column("Phụ kiện kèm theo", "{{ row.accessories|dash }}", 1.5)
_VALUES: Final = Table(
    "values",
    (
        Column("Nội dung", "{{ row.label }}", 5),
        Column("Số tiền (đồng)", "{{ row.amount|dong }}", 2, "right"),
    ),
)

RECEIVED: Final[Plan] = (
    Head(),
    Title("BIÊN BẢN GIAO NHẬN", "Nhận phương tiện đo, mẫu của khách hàng"),
    Para(shared.BASED_ON_CONTRACT, "basis"),
    Para("Hôm nay, {{ dated_on|long_day }}, hai bên giao nhận các phương tiện đo, mẫu sau:"),
    Para("Bên giao: {{ customer.name }}, đại diện {{ handed_by|blank }}", "item"),
    Para("Bên nhận: {{ centre.name }}, đại diện {{ taken_by|blank }}", "item"),
    Table(
        "items",
        (
            shared.NUMBER,
            shared.THING,
            shared.SERIAL,
            _CODE,
            Column("Tình trạng khi nhận", "{{ row.condition|dash }}", 2.2),
            _ACCESSORIES,
            Column("Ngày nhận", "{{ row.moved_on|day }}", 1.5, "center"),
        ),
    ),
    Para("Tổng số: {{ items|length }} phương tiện đo, mẫu."),
    Para(
        "Hai bên đã kiểm tra và thống nhất tình trạng như trên. Biên bản lập thành 02 bản có giá "
        "trị "
        "như nhau, mỗi bên giữ 01 bản."
    ),
    Signatures(
        (Signer("BÊN GIAO", "{{ handed_by }}"), Signer("BÊN NHẬN", "{{ taken_by }}")),
    ),
)

RETURNED: Final[Plan] = (
    Head(),
    Title("BIÊN BẢN GIAO NHẬN", "Trả phương tiện đo, mẫu cho khách hàng"),
    Para(shared.BASED_ON_CONTRACT, "basis"),
    Para("Hôm nay, {{ dated_on|long_day }}, hai bên giao nhận các phương tiện đo, mẫu sau:"),
    Para("Bên giao: {{ centre.name }}, đại diện {{ handed_by|blank }}", "item"),
    Para("Bên nhận: {{ customer.name }}, đại diện {{ taken_by|blank }}", "item"),
    Table(
        "items",
        (
            shared.NUMBER,
            shared.THING,
            shared.SERIAL,
            _CODE,
            Column("Tình trạng khi nhận", "{{ row.condition|dash }}", 1.7),
            Column("Tình trạng khi trả", "{{ row.condition_out|dash }}", 1.7),
            _ACCESSORIES,
            Column("Ngày trả", "{{ row.moved_on|day }}", 1.6, "center"),
        ),
    ),
    Para("Tổng số: {{ items|length }} phương tiện đo, mẫu."),
    Para(
        "Hai bên đã kiểm tra và thống nhất tình trạng như trên. Biên bản lập thành 02 bản có giá "
        "trị "
        "như nhau, mỗi bên giữ 01 bản."
    ),
    Signatures(
        (Signer("BÊN GIAO", "{{ handed_by }}"), Signer("BÊN NHẬN", "{{ taken_by }}")),
    ),
)

ACCEPTANCE: Final[Plan] = (
    Head(),
    Title("BIÊN BẢN NGHIỆM THU", "{{ title }}"),
    Para(shared.BASED_ON_CONTRACT, "basis"),
    Para("Căn cứ kết quả thực hiện,", "basis"),
    Para(shared.TODAY),
    *shared.PARTIES,
    Para("Hai bên nghiệm thu kết quả thực hiện hợp đồng như sau:"),
    If(
        "items",
        (
            Heading("Điều 1. Kết quả từng phương tiện đo, mẫu"),
            Table(
                "items",
                (
                    shared.NUMBER,
                    shared.THING,
                    shared.SERIAL,
                    shared.SERVICE,
                    Column("Kết quả", "{{ row.outcome|dash }}", 1.0),
                    Column("Số giấy chứng nhận", "{{ row.certificates|join(', ')|dash }}", 1.4),
                    Column("Số tem", "{{ row.stickers|join(', ')|dash }}", 1.4),
                ),
            ),
        ),
        (
            Heading("Điều 1. Kết quả thực hiện"),
            Para("Bên B đã hoàn thành các nội dung ghi tại Điều 2."),
        ),
    ),
    Heading("Điều 2. Khối lượng và giá trị"),
    shared.lines(),
    _VALUES,
    Para("Giá trị nghiệm thu bằng chữ: {{ totals.words }}.", "note"),
    Heading("Điều 3. Kết luận"),
    Para(
        "Bên B đã hoàn thành công việc theo hợp đồng; Bên A đồng ý nghiệm thu và nhận đủ giấy "
        "chứng "
        "nhận, tem nêu trên. Biên bản lập thành 04 bản có giá trị như nhau, mỗi bên giữ 02 bản."
    ),
    shared.SIDES,
)

LIQUIDATION: Final[Plan] = (
    Head(),
    Title("BIÊN BẢN THANH LÝ HỢP ĐỒNG", "Hợp đồng số {{ contract.number }}"),
    Para("Căn cứ Bộ luật Dân sự số 91/2015/QH13;", "basis"),
    Para(shared.BASED_ON_CONTRACT, "basis"),
    If(
        "contract.accepted_on",
        (Para("Căn cứ biên bản nghiệm thu ngày {{ contract.accepted_on|day }},", "basis"),),
    ),
    Para(shared.TODAY),
    *shared.PARTIES,
    Para("Hai bên thống nhất thanh lý hợp đồng với các nội dung sau:"),
    Heading("Điều 1. Thực hiện hợp đồng"),
    Para(
        "{% if contract.accepted_on %}Bên B đã thực hiện, Bên A đã nghiệm thu các nội dung của hợp "
        "đồng.{% else %}Hợp đồng chưa được nghiệm thu; hai bên thống nhất chấm dứt thực hiện các "
        "nội "
        "dung còn lại.{% endif %}"
    ),
    Heading("Điều 2. Giá trị và thanh toán"),
    _VALUES,
    If("due.amount", (Para("Còn phải thanh toán, bằng chữ: {{ due.words }}.", "note"),)),
    Heading("Điều 3. Cam kết"),
    Para(
        "{% if due.amount > 0 %}Bên A thanh toán phần còn lại trong vòng {{ terms.payment_days }} "
        "ngày "
        "làm việc kể từ ngày ký biên bản này; từ khi thanh toán đủ, hai bên không còn nghĩa vụ nào "
        "theo hợp đồng.{% elif due.back > 0 %}Bên B hoàn trả phần đã nhận thừa trong vòng "
        "{{ terms.payment_days }} ngày làm việc kể từ ngày ký biên bản này.{% else %}Hai bên đã "
        "hoàn thành mọi nghĩa vụ và không còn khiếu nại nào về hợp "
        "đồng.{% endif %} Biên bản lập thành 04 bản có giá trị như nhau, mỗi bên giữ 02 bản."
    ),
    shared.SIDES,
)

PAYMENT: Final[Plan] = (
    Head(),
    Title("GIẤY ĐỀ NGHỊ THANH TOÁN"),
    Para("Kính gửi: {{ customer.name }}", "bold"),
    Para(shared.BASED_ON_CONTRACT, "basis"),
    If(
        "contract.accepted_on",
        (Para("Căn cứ biên bản nghiệm thu ngày {{ contract.accepted_on|day }},", "basis"),),
    ),
    Para("{{ centre.name }} đề nghị Quý khách hàng thanh toán như sau:"),
    If(
        "invoices",
        (
            Table(
                "invoices",
                (
                    Column("TT", "{{ row.position }}", 0.5, "center"),
                    Column("Hóa đơn", "{{ row.number }}", 2.4),
                    Column("Ngày", "{{ row.issued_on|day }}", 1.3, "center"),
                    Column("Tiền có thuế (đồng)", "{{ row.gross|dong }}", 1.8, "right"),
                    Column("Đã thanh toán (đồng)", "{{ row.paid|dong }}", 1.8, "right"),
                    Column("Còn lại (đồng)", "{{ row.left|dong }}", 1.8, "right"),
                ),
                (Sum("Số tiền đề nghị thanh toán", "{{ due.amount|dong }}", strong=True),),
            ),
        ),
        (
            shared.lines(
                sums=(
                    *shared.TOTALS,
                    Sum("Đã nhận", "{{ due.paid|dong }}"),
                    Sum("Số tiền đề nghị thanh toán", "{{ due.amount|dong }}", strong=True),
                )
            ),
        ),
    ),
    Para("Bằng chữ: {{ due.words }}.", "note"),
    Heading("Thông tin chuyển khoản"),
    Para("Đơn vị nhận: {{ centre.name }}", "item"),
    Para("Số tài khoản: {{ centre.bank_account|blank }}", "item"),
    Para("Tại: {{ centre.bank_name|blank }}", "item"),
    Para("Nội dung: {{ customer.name }} thanh toán hợp đồng {{ contract.number }}", "item"),
    Signatures(
        (
            Signer("NGƯỜI LẬP", "{{ made_by }}", "(Ký, ghi rõ họ tên)"),
            Signer(
                "{{ (centre.representative_title or 'Đại diện đơn vị')|upper }}",
                "{{ centre.representative }}",
                "(Ký, ghi rõ họ tên, đóng dấu)",
            ),
        )
    ),
)
