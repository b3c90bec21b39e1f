"""Before and around the contract: offer, request with its review, contract with annex, appendix."""

from typing import Final

from contracts.papers.plans import shared
from contracts.papers.plans.parts import (
    Column,
    Each,
    Head,
    Heading,
    If,
    NewPage,
    Para,
    Plan,
    Signatures,
    Signer,
    Table,
    Title,
)

QUOTATION: Final[Plan] = (
    Head(),
    Title("BÁO GIÁ", "{{ title }}"),
    Para("Kính gửi: {{ customer.name }}", "bold"),
    If("customer.address", (Para("Địa chỉ: {{ customer.address }}"),)),
    If("customer.tax_code", (Para("Mã số thuế: {{ customer.tax_code }}"),)),
    Para(
        "{{ centre.name }} trân trọng gửi đến Quý khách hàng báo giá dịch vụ"
        "{% if version > 1 %} (bản thứ {{ version }}, thay các bản trước){% endif %} như sau:"
    ),
    shared.lines(),
    Para("Bằng chữ: {{ totals.words }}.", "note"),
    If(
        "skipped",
        (
            Heading("Chưa đưa vào báo giá"),
            Each(
                "skipped",
                "Dòng {{ row.row }}: {{ row.name }}{% if row.serial %}, số {{ row.serial }}"
                "{% endif %} – {{ row.why_vi }}",
            ),
        ),
    ),
    Heading("Ghi chú"),
    If(
        "outside",
        (
            Para(
                "Dòng ghi “ngoài phạm vi” được thực hiện và cấp giấy không mang dấu công nhận.",
                "item",
            ),
        ),
    ),
    Para("Báo giá có hiệu lực đến hết {{ valid_until|long_day }}.", "item"),
    Para("Đơn giá chưa gồm thuế GTGT; thuế suất theo quy định tại ngày ký hợp đồng.", "item"),
    If(
        "centre.phone",
        (Para("Mọi chi tiết xin liên hệ điện thoại {{ centre.phone }}.", "item"),),
    ),
    Signatures(
        (
            Signer(
                "XÁC NHẬN CỦA KHÁCH HÀNG",
                "{{ customer.representative }}",
                "(Ký, ghi rõ họ tên, đóng dấu nếu có)",
            ),
            Signer(
                "{{ (centre.representative_title or 'Đại diện đơn vị')|upper }}",
                "{{ centre.representative }}",
                "(Ký, ghi rõ họ tên, đóng dấu)",
            ),
        )
    ),
)

_CHECKS: Final = Table(
    "checks",
    (
        Column("Nội dung xem xét (TCVN ISO/IEC 17025:2017, 7.1)", "{{ row.text }}", 6),
        Column("Đạt", "{{ row.met|box }}", 1, "center"),
    ),
)

REQUEST: Final[Plan] = (
    Head(),
    Title("PHIẾU YÊU CẦU DỊCH VỤ VÀ XEM XÉT YÊU CẦU", "{{ title }}"),
    Heading("I. Yêu cầu của khách hàng"),
    Para("Khách hàng: {{ customer.name }}", "item"),
    Para("Địa chỉ: {{ customer.address|blank }}", "item"),
    Para(
        "Mã số thuế: {{ customer.tax_code|blank }}; điện thoại: {{ customer.phone|blank }}", "item"
    ),
    Para("Nơi thực hiện: {{ review.place|blank }}", "item"),
    Para("Phương pháp yêu cầu: {{ review.method|blank }}", "item"),
    Para("Kết luận về sự phù hợp và quy tắc quyết định: {{ review.decision_rule|blank }}", "item"),
    Para("Chu kỳ ghi trên giấy và tem: {{ review.interval|blank }}", "item"),
    Para("Việc giao thầu phụ: {{ review.subcontracted|blank }}", "item"),
    Para("Yêu cầu khác: {{ review.wishes|blank }}", "item"),
    Table(
        "items",
        (
            shared.NUMBER,
            shared.THING,
            shared.SERIAL,
            shared.MEASURES,
            shared.SERVICE,
            Column("Nơi sử dụng", "{{ row.site|dash }}", 1.5),
        ),
    ),
    If(
        "more_lines",
        (
            Para("Dịch vụ khác:"),
            Each("more_lines", "{{ row.description }}: {{ row.quantity|dong }} {{ row.unit }}"),
        ),
    ),
    Heading("II. Xem xét yêu cầu"),
    _CHECKS,
    Para("Khác biệt và cách giải quyết: {{ review.differences|blank }}", "item"),
    Para(
        "Người xem xét: {{ review.by|blank }}"
        "{% if review.on %}, ngày {{ review.on|day }}{% endif %}",
        "item",
    ),
    Signatures(
        (
            Signer("KHÁCH HÀNG", "{{ customer.representative }}"),
            Signer("NGƯỜI XEM XÉT", "{{ review.by }}"),
        )
    ),
)

CONTRACT: Final[Plan] = (
    Head(numbered=False),
    Title("HỢP ĐỒNG DỊCH VỤ", "Số: {{ contract.number }}"),
    Para("Căn cứ Bộ luật Dân sự số 91/2015/QH13;", "basis"),
    Para("Căn cứ Luật Thương mại số 36/2005/QH11;", "basis"),
    Para("Căn cứ Luật Đo lường số 04/2011/QH13;", "basis"),
    If(
        "contract.framework",
        (Para("Căn cứ hợp đồng nguyên tắc số {{ contract.framework }};", "basis"),),
    ),
    Para("Căn cứ nhu cầu và khả năng của hai bên,", "basis"),
    Para(shared.TODAY),
    *shared.PARTIES,
    Para("Hai bên thống nhất ký hợp đồng với các điều khoản sau:"),
    Heading("Điều 1. Nội dung công việc"),
    Para(
        "1. Bên A giao, Bên B nhận thực hiện: {{ title }}. Danh mục, số lượng và đơn giá ghi tại "
        "Phụ lục I, là phần không tách rời của hợp đồng."
    ),
    Para(
        "2. Bên B thực hiện theo đúng quy trình, thủ tục đo lường hiện hành và cấp giấy chứng "
        "nhận, "
        "tem cho từng phương tiện đo theo quy định."
    ),
    Heading("Điều 2. Thời gian thực hiện"),
    Para(
        "{% if contract.due_on %}Chậm nhất vào {{ contract.due_on|long_day }}, với điều kiện Bên A "
        "đã giao đủ phương tiện đo, mẫu.{% else %}Theo thỏa thuận của hai bên khi giao phương tiện "
        "đo, mẫu.{% endif %}"
    ),
    Heading("Điều 3. Giá trị hợp đồng"),
    Para(
        "1. Giá trị hợp đồng gồm thuế GTGT là {{ totals.gross|dong }} đồng. "
        "Bằng chữ: {{ totals.words }}."
    ),
    Para(
        "2. Trong đó giá trị chưa thuế là {{ totals.net|dong }} đồng, thuế GTGT là "
        "{{ totals.vat|dong }} đồng. Khi pháp luật thay đổi thuế suất thì áp dụng thuế suất tại "
        "thời "
        "điểm lập hóa đơn."
    ),
    Para(
        "3. Giá trị thanh toán tính theo khối lượng được nghiệm thu; thay đổi khối lượng, đơn giá "
        "được ghi bằng phụ lục hợp đồng."
    ),
    Heading("Điều 4. Thanh toán"),
    Para(
        "Bên A thanh toán trong vòng {{ terms.payment_days }} ngày làm việc kể từ ngày nghiệm thu "
        "và "
        "nhận hóa đơn, bằng chuyển khoản{% if centre.bank_account %} vào tài khoản số "
        "{{ centre.bank_account }}{% if centre.bank_name %} tại {{ centre.bank_name }}{% endif %}"
        "{% endif %} hoặc bằng tiền mặt theo quy định."
    ),
    Heading("Điều 5. Trách nhiệm của các bên"),
    Para(
        "1. Bên A bàn giao phương tiện đo, mẫu và tài liệu kèm theo; bảo đảm điều kiện làm việc, "
        "an "
        "toàn khi thực hiện tại nơi sử dụng; thanh toán đúng hạn."
    ),
    Para(
        "2. Bên B bảo quản phương tiện đo, mẫu khi nhận; bảo mật thông tin của Bên A; chịu trách "
        "nhiệm về kết quả; sửa sai sót trên giấy chứng nhận khi Bên A báo trong vòng "
        "{{ terms.correction_days }} ngày kể từ ngày nhận."
    ),
    Heading("Điều 6. Vi phạm hợp đồng"),
    Para(
        "Bên vi phạm chịu phạt {{ terms.penalty_percent }} % giá trị phần nghĩa vụ bị vi phạm và "
        "bồi "
        "thường thiệt hại theo quy định của pháp luật. Tranh chấp được giải quyết bằng thương "
        "lượng; "
        "không thương lượng được thì đưa ra tòa án có thẩm quyền."
    ),
    If(
        "terms.extra",
        (Heading("Điều 7. Thỏa thuận khác"), Each("terms.extra", "{{ row }}", "body")),
    ),
    Heading("{% if terms.extra %}Điều 8{% else %}Điều 7{% endif %}. Hiệu lực"),
    Para(
        "Hợp đồng có hiệu lực từ ngày ký, được thanh lý khi hai bên đã hoàn thành nghĩa vụ; lập "
        "thành "
        "04 bản có giá trị như nhau, mỗi bên giữ 02 bản."
    ),
    shared.SIDES,
    NewPage(),
    Title(
        "PHỤ LỤC I",
        "Danh mục, số lượng, đơn giá kèm theo hợp đồng số {{ contract.number }}",
    ),
    shared.lines(),
    Para("Bằng chữ: {{ totals.words }}.", "note"),
    If(
        "items",
        (
            Heading("Danh mục phương tiện đo, mẫu"),
            Table(
                "items",
                (
                    shared.NUMBER,
                    shared.THING,
                    shared.SERIAL,
                    shared.MEASURES,
                    shared.SERVICE,
                    Column("Nơi sử dụng", "{{ row.site|dash }}", 1.5),
                ),
            ),
        ),
    ),
)


APPENDIX: Final[Plan] = (
    Head(numbered=False),
    Title(
        "PHỤ LỤC HỢP ĐỒNG SỐ {{ '%02d'|format(appendix.number) }}",
        "Kèm theo hợp đồng số {{ contract.number }}",
    ),
    Para(shared.BASED_ON_CONTRACT, "basis"),
    Para("Căn cứ thỏa thuận của hai bên,", "basis"),
    Para("Hôm nay, {{ appendix.signed_on|long_day }}, chúng tôi gồm:"),
    *shared.PARTIES,
    Para("Hai bên thống nhất sửa đổi, bổ sung hợp đồng như sau: {{ appendix.title }}."),
    Heading("Điều 1. Nội dung sửa đổi, bổ sung"),
    If("added", (Para("Bổ sung các dòng sau:"), shared.lines("added", ()))),
    If("struck", (Para("Bỏ các dòng sau:"), shared.lines("struck", ()))),
    If(
        "appendix.due_on",
        (Para("Thời hạn thực hiện mới: hết {{ appendix.due_on|long_day }}."),),
    ),
    Heading("Điều 2. Giá trị hợp đồng"),
    Table(
        "values",
        (
            Column("Giá trị", "{{ row.label }}", 5),
            Column("Số tiền (đồng)", "{{ row.amount|dong }}", 2, "right"),
        ),
    ),
    Para("Giá trị sau phụ lục bằng chữ: {{ totals.words }}.", "note"),
    Heading("Điều 3. Điều khoản chung"),
    Para(
        "Phụ lục là phần không tách rời của hợp đồng, có hiệu lực từ ngày ký; các điều khoản khác "
        "của "
        "hợp đồng giữ nguyên. Phụ lục lập thành 04 bản có giá trị như nhau, mỗi bên giữ 02 bản."
    ),
    shared.SIDES,
)
