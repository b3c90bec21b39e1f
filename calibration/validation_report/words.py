"""The fixed words of the report, Vietnamese and English."""

from collections.abc import Mapping
from typing import NamedTuple


class Pair(NamedTuple):
    """One text in both languages."""

    vi: str
    en: str


TITLE = Pair("Báo cáo xác nhận giá trị sử dụng phần mềm", "Software validation report")
SUBTITLE = Pair(
    "Lõi tính toán đo lường của Chuẩn · ISO/IEC 17025:2017, 7.11.2",
    "The computing core of Chuẩn · ISO/IEC 17025:2017, 7.11.2",
)

# What each kind of case asks of the core, and the documents it follows.
KINDS: Mapping[str, Pair] = {
    "anova": Pair(
        "Phân tích phương sai một yếu tố (GUM H.5, NIST StRD)",
        "One-way analysis of variance (GUM H.5, NIST StRD)",
    ),
    "cmc_floor": Pair(
        "U công bố không nhỏ hơn CMC (ILAC-P14:09/2020, 5.4)",
        "The reported U is never below the CMC (ILAC-P14:09/2020, 5.4)",
    ),
    "conformity": Pair(
        "Kết luận sự phù hợp theo quy tắc quyết định (ILAC-G8:09/2019, JCGM 106:2012)",
        "Statements of conformity by decision rule (ILAC-G8:09/2019, JCGM 106:2012)",
    ),
    "coverage_factor": Pair(
        "Hệ số phủ theo phân bố Student và chuẩn (GUM bảng G.2, EA-4/02 bảng E.1)",
        "Coverage factors, Student's t and normal (GUM table G.2, EA-4/02 table E.1)",
    ),
    "guard_band": Pair(
        "Dải bảo vệ và nguy cơ riêng (ILAC-G8:09/2019 bảng 1, JCGM 106:2012, NCSLI RP-10)",
        "Guard bands and specific risk (ILAC-G8:09/2019 table 1, JCGM 106:2012, NCSLI RP-10)",
    ),
    "interval": Pair(
        "Chu kỳ hiệu chuẩn (NCSLI RP-1 phương pháp A3, NASA-HDBK-8739.19-5)",
        "Calibration intervals (NCSLI RP-1 method A3, NASA-HDBK-8739.19-5)",
    ),
    "line_fit": Pair(
        "Đường thẳng hiệu chuẩn và dự báo ngược (GUM H.3, NIST StRD, EURACHEM/CITAC CG 4)",
        "Calibration lines and inverse prediction (GUM H.3, NIST StRD, EURACHEM/CITAC CG 4)",
    ),
    "propagation": Pair(
        "Lan truyền độ không đảm bảo: bậc nhất, bậc hai, Monte Carlo (JCGM 100, 101, 102)",
        "Propagation of uncertainty: first order, second order, Monte Carlo (JCGM 100, 101, 102)",
    ),
    "risk": Pair(
        "Nguy cơ chấp nhận sai và loại bỏ sai (JCGM 106:2012, NCSLI RP-19)",
        "Global risks of false acceptance and rejection (JCGM 106:2012, NCSLI RP-19)",
    ),
    "rounding": Pair(
        "Làm tròn kết quả công bố (GUM 7.2.6, ISO 80000-1 phụ lục B)",
        "Rounding of stated results (GUM 7.2.6, ISO 80000-1 annex B)",
    ),
    "type_a": Pair(
        "Đánh giá loại A (GUM 4.2, NIST StRD)", "Type A evaluation (GUM 4.2, NIST StRD)"
    ),
    "type_b": Pair(
        "Đánh giá loại B: các phân bố (GUM 4.3, GUM-S1 6.4)",
        "Type B evaluation: distributions (GUM 4.3, GUM-S1 6.4)",
    ),
    "unit_factor": Pair(
        "Đơn vị: hệ số chuyển đổi (NIST SP 811 phụ lục B)",
        "Units: conversion factors (NIST SP 811 appendix B)",
    ),
    "unit_transform": Pair(
        "Đơn vị: chuyển đổi không chỉ là hệ số (nhiệt độ, mức, áp suất dư, khối lượng quy ước)",
        "Units: conversions that are not a factor (temperature, levels, gauge pressure, "
        "conventional mass)",
    ),
}

# README.md of the cases, said in both languages.
CONFIDENCES: Mapping[str, Pair] = {
    "document": Pair(
        "tài liệu gốc đã được xem trực tiếp", "the published document itself was seen"
    ),
    "secondary": Pair(
        "con số được trích trong một nguồn công khai có nêu tên tài liệu gốc",
        "the number was found quoted in a public source that names the document",
    ),
    "peer_tool": Pair(
        "kết quả của một công cụ đã công bố; chưa thấy chữ số trong tài liệu gốc",
        "the output of another published tool; the document's own digits were not seen",
    ),
    "memory": Pair(
        "ghi theo trí nhớ rồi tính lại; khi có khác biệt phải tra tài liệu gốc",
        "from memory, then reproduced by computation; a disagreement is a reason to look it up",
    ),
    "rule": Pair(
        "quy tắc đã công bố, con số là giá trị tính theo quy tắc",
        "the rule is published, the number is its evaluation",
    ),
    "": Pair("không nêu", "not stated"),
}

METHOD: tuple[Pair, ...] = (
    Pair(
        "Mỗi con số đã công bố được hỏi lại chính các hàm dùng để lập giấy chứng nhận; bài kiểm "
        "chỉ chuyển dữ liệu vào, không tự tính gì.",
        "Each published number is asked of the very functions that certificates are made with; "
        "the runner only hands over the data and computes nothing itself.",
    ),
    Pair(
        "Đạt khi |giá trị tính được − giá trị công bố| ≤ dung sai của bài (từng phần tử đối với "
        "danh sách); “=” là phải bằng nhau; “<”, “≤” là so một phía. Dung sai thường bằng nửa đơn "
        "vị của chữ số cuối được in.",
        "A number passes when |computed − published| ≤ the tolerance of the case (each element of "
        "a list); “=” means must be equal; “<” and “≤” are one-sided. The tolerance is usually "
        "half a unit of the last printed digit.",
    ),
    Pair(
        "Số được viết với dấu chấm thập phân, như trong các tài liệu gốc.",
        "Numbers are written with a decimal point, as in the documents.",
    ),
    Pair(
        "Monte Carlo: {draws} lần rút (ít hơn khi có trên bốn đại lượng ra) với mầm cố định "
        "{seed}; chạy lại cho cùng kết quả.",
        "Monte Carlo: {draws} draws (fewer for more than four outputs) with the fixed seed {seed}; "
        "a repetition gives the same numbers.",
    ),
    Pair(
        "Không bài nào được xử lý riêng. Chạy lại: manage.py validate --pdf TỆP; từng bài: "
        "manage.py evaluate.",
        "No case is treated specially. To repeat: manage.py validate --pdf FILE; case by case: "
        "manage.py evaluate.",
    ),
)

NOT_COVERED: tuple[Pair, ...] = (
    Pair(
        "Quy trình, mẫu biên bản và công thức riêng của phòng thí nghiệm: mỗi quy trình phải được "
        "xác nhận bằng các bài riêng.",
        "The laboratory's own procedures, worksheets and formulas: each needs cases of its own.",
    ),
    Pair(
        "Việc chép số đọc từ phương tiện đo, việc nhập liệu và việc truyền dữ liệu.",
        "Taking readings from the instrument, entering them, and transferring data.",
    ),
    Pair(
        "Cách trình bày trên giấy chứng nhận; việc đưa kết quả lên giấy được kiểm riêng "
        "(docs/validation.md).",
        "The layout of certificates; how results get there is tested apart (docs/validation.md).",
    ),
    Pair(
        "Mô hình đo có đúng với phép đo thực hay không: phần mềm tính mô hình được cho.",
        "Whether a measurement model is right for the measurement: the software computes the "
        "model it is given.",
    ),
    Pair(
        "Văn bản ĐLVN và các tài liệu gốc có độ chắc chắn “memory”: chưa được đối chiếu.",
        "The ĐLVN texts, and documents marked “memory”: not compared with the originals.",
    ),
    Pair(
        "Máy tính, hệ điều hành và phiên bản khác với những gì nêu ở trên.",
        "Computers, operating systems and versions other than those named above.",
    ),
)

TEXTS: Mapping[str, Pair] = {
    "software": Pair("Phần mềm được xác nhận", "The software validated"),
    "method": Pair("Đã xác nhận gì, bằng cách nào", "What was validated, and how"),
    "summary": Pair("Kết quả chung", "Summary of results"),
    "disagreements": Pair("Các số không đạt", "Disagreements"),
    "not_covered": Pair("Những gì báo cáo này không bao gồm", "What is not covered"),
    "statement": Pair("Tuyên bố của phòng thí nghiệm", "Statement of the laboratory"),
    "results": Pair("Kết quả từng bài", "Results, case by case"),
    "digests": Pair("Mã băm", "Digests"),
    "name": Pair("Tên phần mềm", "Software"),
    "version": Pair("Phiên bản", "Version"),
    "unreleased": Pair("chưa phát hành", "unreleased"),
    "commit": Pair("Commit", "Commit"),
    "source_digest": Pair("SHA-256 của mã nguồn lõi", "SHA-256 of the core's source"),
    "environment": Pair("Môi trường", "Environment"),
    "made_at": Pair("Lập lúc", "Made at"),
    "unknown": Pair("không rõ", "not known"),
    "kind": Pair("Nhóm", "Kind"),
    "cases": Pair("Bài", "Cases"),
    "numbers": Pair("Số", "Numbers"),
    "passed": Pair("Đạt", "Passed"),
    "failed": Pair("Không đạt", "Failed"),
    "total": Pair("Tổng", "Total"),
    "confidence": Pair("Độ chắc chắn của nguồn", "Confidence of the source"),
    "confidence_word": Pair("độ chắc chắn", "confidence"),
    "meaning": Pair("Nghĩa", "Meaning"),
    "none_failed": Pair(
        "Không có: mọi số đều đạt.", "None: every number was met."
    ),
    "asked": Pair("Đại lượng, phương pháp", "Quantity, method"),
    "expected": Pair("Công bố ± dung sai", "Published ± tolerance"),
    "computed": Pair("Tính được", "Computed"),
    "verdict": Pair("Kết quả", "Result"),
    "pass": Pair("đạt", "pass"),
    "fail": Pair("KHÔNG ĐẠT", "FAIL"),
    "source": Pair("nguồn", "source"),
    "no_case": Pair(
        "Các câu hỏi phần mềm trả lời được nhưng chưa có số công bố nào trong bộ bài:",
        "Questions the software answers but no published number of the pack asks:",
    ),
    "own_statement": Pair(
        "Phòng thí nghiệm ghi tại đây mục đích sử dụng, các bài kiểm bổ sung và kết luận.",
        "The laboratory writes its intended use, further checks and conclusion here.",
    ),
    "intended_use": Pair("Mục đích sử dụng", "Intended use"),
    "own_checks": Pair("Kiểm tra bổ sung của phòng thí nghiệm", "Further checks of the laboratory"),
    "fit": Pair("Phù hợp với mục đích sử dụng", "Fit for the intended use"),
    "fit_limited": Pair("Phù hợp với các giới hạn nêu trên", "Fit within the limits above"),
    "not_fit": Pair("Không phù hợp", "Not fit"),
    "laboratory": Pair("Phòng thí nghiệm", "Laboratory"),
    "person": Pair("Họ tên, chức vụ", "Name, position"),
    "signature": Pair("Chữ ký", "Signature"),
    "date": Pair("Ngày", "Date"),
    "file": Pair("Tệp", "File"),
    "data_digest": Pair(
        "SHA-256 của dữ liệu báo cáo này: JSON chuẩn tắc (khóa xếp thứ tự, không dấu cách), trừ "
        "trường “digest”; dữ liệu đính kèm trong tệp PDF (report.json)",
        "SHA-256 of this report's data: canonical JSON (sorted keys, no blanks) without the field "
        "“digest”; the data are attached to the PDF (report.json)",
    ),
    "page": Pair("Trang", "Page"),
    "end": Pair("Hết", "End of report"),
    "verdict_all": Pair(
        "{passed} trên {numbers} số đạt; {failed} không đạt.",
        "{passed} of {numbers} numbers met; {failed} not met.",
    ),
}  # fmt: skip
