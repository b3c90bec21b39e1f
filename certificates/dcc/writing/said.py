"""The fixed words of a digital certificate: names of its parts, in both languages."""

from common.pairs import pair

AGREED_INTERVAL = pair(
    "Ngày hiệu chuẩn lại theo thỏa thuận với khách hàng",
    "Recalibration date as agreed with the customer",
)
ACCEPTANCE_LOWER = pair("Giới hạn chấp nhận dưới", "Lower acceptance limit")
ACCEPTANCE_UPPER = pair("Giới hạn chấp nhận trên", "Upper acceptance limit")
AS_FOUND = pair("Kết quả trước hiệu chỉnh", "Results as found")
AUTHORITY_ABOVE = pair("Cơ quan chủ quản", "Parent organisation")
CARD = pair("Thẻ kiểm định viên số", "Officer's card No.")
CERTIFICATE_OF_STANDARD = pair(
    "Giấy chứng nhận hiệu chuẩn của chuẩn", "Calibration certificate of the standard"
)
CHANGED = pair("Thay đổi so với giấy cũ", "Changes to the former certificate")
CHECK_PAGE = pair("Trang kiểm tra tình trạng của giấy", "Page that tells the certificate's state")
CHECKS = pair("Kiểm tra", "Inspections")
CONCLUSION = pair("Kết luận", "Conclusion")
CONDITION = pair("Tình trạng khi nhận", "Condition on receipt")
CONDITIONS = pair("Điều kiện môi trường", "Ambient conditions")
CUSTOMER_TAG = pair("Mã thiết bị của khách hàng", "Customer's equipment code")
DECISION_RULE = pair("Quy tắc ra quyết định", "Decision rule")
DEGREES_OF_FREEDOM = pair("Bậc tự do hiệu dụng ν_eff", "Effective degrees of freedom ν_eff")
DESIGNATION = pair("Quyết định chỉ định", "Designation")
ERROR = pair("Sai số", "Measurement error")
EXPANDED = pair("Độ không đảm bảo đo mở rộng", "Expanded measurement uncertainty")
FACTOR = pair("Hệ số phủ k", "Coverage factor k")
FORMER = pair("Giấy chứng nhận được thay thế", "Certificate that is replaced")
FORMER_DIGEST = pair(
    "SHA-256 của bản ghi nội dung giấy được thay thế",
    "SHA-256 of the record that the replaced certificate states",
)
INDICATION = pair("Số chỉ của phương tiện đo", "Indication of the item")
IN_SCOPE = pair(
    "Giá trị true: kết quả nằm trong phạm vi công nhận và U không nhỏ hơn CMC.",
    "true: the result lies within the accredited scope and U is not smaller than the CMC.",
)
INVENTORY = pair("Mã quản lý của phòng thí nghiệm", "Laboratory's inventory code")
KIND = pair("Loại giấy", "Kind of document")
LARGEST = pair("Lớn nhất", "Maximum")
LIMIT_LOWER = pair("Giới hạn cho phép dưới", "Lower limit")
LIMIT_UPPER = pair("Giới hạn cho phép trên", "Upper limit")
METHOD_UNKNOWN = pair("Phương pháp nêu trong biên bản", "Method as told in the record")
MINIMUM = pair("Nhỏ nhất", "Minimum")
NO_NUMBERS = pair(
    "Giấy này không nêu kết quả bằng số.", "This document states no numerical results."
)
NOT_STATED = pair("Không nêu trong giấy này.", "Not stated in this document.")
NUMBER = pair("Số giấy", "Number of the document")
OFF_SCOPE = pair("Phạm vi công nhận", "Scope of accreditation")
OVERALL = pair("Kết luận chung về sự phù hợp", "Overall statement of conformity")
PAPER_RECORD = pair("Biên bản", "Record")
PLACE = pair("Nơi thực hiện", "Place of the work")
REFERENCE = pair("Giá trị chuẩn", "Reference value")
REGIME = pair("Chế độ kiểm định", "Regime of verification")
RESULTS = pair("Kết quả", "Results")
SAMPLE = pair("Mẫu", "Sample")
SERIAL = pair("Số chế tạo", "Serial number")
STANDARDS_USED = pair("Chuẩn đã dùng", "Standards used")
STICKER = pair("Tem kiểm định", "Verification sticker")
TAX_CODE = pair("Mã số thuế của khách hàng", "Customer's tax code")
TYPE_APPROVAL = pair("Ký hiệu phê duyệt mẫu", "Type approval")
VALID_UNTIL = pair("Có giá trị đến", "Valid until")
VERDICT = pair("Kết luận từng điểm", "Verdict at each point")
YEAR = pair("Năm sản xuất", "Year of manufacture")
ADJUSTMENT = pair("Hiệu chỉnh", "Adjustment")
MARK = pair("Ký hiệu của giấy", "Mark of the document")
REASON = pair("Lý do thay thế", "Reason for the replacement")
FROM = pair("từ", "from")
TO = pair("đến", "to")
