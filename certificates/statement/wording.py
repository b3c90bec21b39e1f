"""The fixed words of certificates, in both languages. A statement keeps a copy of what it uses."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from calibration.states import Outcome, Regime, Service
from certificates.states import Kind
from common.pairs import Pair, pair
from metrology.wording import Wording


def said(wording: Wording) -> Pair:
    """A rule's words with the clause they come from."""
    return pair(
        f"{wording.text_vi} ({wording.reference})", f"{wording.text_en} ({wording.reference})"
    )


TITLES = {
    Kind.VERIFICATION: pair("Giấy chứng nhận kiểm định", "Certificate of verification"),
    Kind.CALIBRATION: pair("Giấy chứng nhận hiệu chuẩn", "Certificate of calibration"),
    Kind.TESTING: pair("Giấy chứng nhận thử nghiệm", "Certificate of testing"),
    Kind.NOTICE: pair(
        "Thông báo kết quả kiểm định không đạt", "Notice of rejection after verification"
    ),
}

# TT 24/2013 Art. 41.6: a verification certificate says that the requirements are met; the other
# two send the reader to the results. {page} is filled in when the pages are laid out.
CONCLUSIONS = {
    Kind.VERIFICATION: pair(
        "Đạt yêu cầu kỹ thuật đo lường", "Meets the metrological technical requirements"
    ),
    Kind.CALIBRATION: pair(
        "Xem kết quả hiệu chuẩn tại trang {page}", "See the calibration results on page {page}"
    ),
    Kind.TESTING: pair(
        "Xem kết quả thử nghiệm tại trang {page}", "See the test results on page {page}"
    ),
    Kind.NOTICE: pair(
        "Không đạt yêu cầu kỹ thuật đo lường",
        "Does not meet the metrological technical requirements",
    ),
}

# Work that an inspection ended before there was anything to calibrate or to test.
NOT_DONE_TITLES = {
    Service.CALIBRATION: pair("Thông báo không hiệu chuẩn được", "Notice of a refused calibration"),
    Service.TESTING: pair("Thông báo không thử nghiệm được", "Notice of a refused test"),
}
NOT_DONE = pair(
    "Không đạt kiểm tra trước khi đo", "Did not pass the inspections before measurement"
)

REGIMES = {
    Regime.INITIAL: pair("Ban đầu", "Initial"),
    Regime.PERIODIC: pair("Định kỳ", "Periodic"),
    Regime.AFTER_REPAIR: pair("Sau sửa chữa", "After repair"),
}

VERDICTS = {
    Outcome.PASS: pair("Đạt", "Pass"),
    Outcome.FAIL: pair("Không đạt", "Fail"),
}

PERFORMERS = {
    Kind.VERIFICATION: pair("Kiểm định viên", "Verification officer"),
    Kind.CALIBRATION: pair("Người hiệu chuẩn", "Calibrated by"),
    Kind.TESTING: pair("Người thử nghiệm", "Tested by"),
    Kind.NOTICE: pair("Kiểm định viên", "Verification officer"),
}

# TT 24/2013 Art. 29: an officer verifies; what was sent for calibration or test met none.
NOT_DONE_PERFORMERS = {
    Service.CALIBRATION: pair("Người kiểm tra", "Inspected by"),
    Service.TESTING: pair("Người kiểm tra", "Inspected by"),
}
APPROVER = pair("Người phê duyệt", "Approved by")

ON_SITE = pair("Tại hiện trường", "On site")
IN_LABORATORY = pair("Tại phòng đo của đơn vị cấp", "In the issuing laboratory")


def seen_on_site(condition: str) -> Pair:
    """A condition as it was seen where the thing is used."""
    return pair(f"Khi xem tại hiện trường: {condition}", f"As seen on site: {condition}")


ERROR = pair("Sai số", "Error")
EXPANDED = pair("U", "U")
FACTOR = pair("k", "k")
EFFECTIVE_DOF = pair("ν_eff", "ν_eff")
LIMIT = pair("Giới hạn cho phép", "MPE")
VERDICT = pair("Kết luận", "Verdict")
POINT = pair("Điểm đo", "Point")
REFERENCE = pair("Giá trị chuẩn", "Reference value")
TEMPERATURE = pair("Nhiệt độ", "Temperature")
HUMIDITY = pair("Độ ẩm tương đối", "Relative humidity")
UNIT = pair("Đơn vị", "Unit")

# ISO/IEC 17025:2017, 7.8.4.1 d: results before and after an adjustment.
AS_FOUND = pair("trước hiệu chỉnh", "as found")
AS_LEFT = pair("sau hiệu chỉnh", "as left")
ADJUSTED = pair(
    "Phương tiện đo đã được hiệu chỉnh; kết quả trước và sau hiệu chỉnh nêu riêng.",
    "The instrument was adjusted; results as found and as left are given apart.",
)
NOT_ADJUSTED = pair("Phương tiện đo không được hiệu chỉnh.", "The instrument was not adjusted.")
FIRST_TIME = pair(
    "Hiệu chuẩn lần đầu: không có kết quả trước hiệu chỉnh.",
    "First calibration: there are no results as found.",
)
CMC_FLOOR = pair(
    "U tính được ở một số điểm nhỏ hơn CMC đã công nhận và được nêu bằng CMC (k = 2, xác suất phủ "
    "khoảng 95 %).",
    "At some points the computed U was below the accredited CMC and is stated as the CMC (k = 2, "
    "coverage probability about 95 %).",
)
BEYOND_CMC = pair(
    "Có điểm ngoài khả năng đo và hiệu chuẩn (CMC) đã công nhận.",
    "There are points beyond the accredited calibration and measurement capability (CMC).",
)
# ISO/IEC 17025:2017, 7.8.4.1 a: why a result of a calibration stands without U.
NO_U_OF_ITS_OWN = pair(
    "Bảng này không nêu U: kết quả là phép thử trung gian, đã tính trong U của bảng sai số.",
    "No U is stated in this table: an intermediate test, accounted for in the U of the errors.",
)
QUALITATIVE = pair(
    "Kết quả định tính: không có độ không đảm bảo đo.",
    "A qualitative result: there is no uncertainty of measurement.",
)
ABOUT_95 = pair("Xác suất phủ khoảng 95 % (EA-4/02).", "Coverage probability about 95 % (EA-4/02).")
CONFORMS = pair(
    "Theo quy tắc đã thỏa thuận, mọi điểm được kết luận là phù hợp với giới hạn.",
    "By the rule agreed, every judged point conforms with its limit.",
)
CONFORMS_NOT = pair(
    "Theo quy tắc đã thỏa thuận, có điểm không phù hợp với giới hạn.",
    "By the rule agreed, there are points that do not conform with their limit.",
)
# ISO/IEC 17025:2017, 7.8.6.2 a: to which results the statement of conformity applies.
NOT_REACHED = pair(
    "Điểm không có giới hạn thì không kết luận.",
    "Points for which there is no limit are not judged.",
)
RISK_OF_NORMAL = pair(
    "Mức nguy cơ của quy tắc là của phân bố chuẩn; ở các điểm có nêu ν_eff nguy cơ lớn hơn.",
    "The risk of the rule is that of a normal distribution; it is larger at the points with a "
    "stated ν_eff.",
)
RISK_NOT_STATED = pair(
    "Không nêu mức nguy cơ cho các điểm mà xác suất phủ không xác định được.",
    "No risk is stated for the points whose coverage probability is not defined.",
)
NOT_ACCREDITED = pair(
    "Kết quả này không thuộc phạm vi công nhận và không mang dấu công nhận.",
    "These results are not within the scope of accreditation and bear no accreditation mark.",
)

ONLY_THIS_ITEM = pair(
    "Kết quả chỉ có giá trị đối với đối tượng nêu trên, tại thời điểm thực hiện.",
    "The results relate only to the item described above, at the time of the work.",
)
WHOLE_ONLY = pair(
    "Không sao chép từng phần nếu không có sự đồng ý bằng văn bản của đơn vị cấp.",
    "Not to be reproduced except in full without the issuer's written consent.",
)
# STAMEQ's letter 2222/TĐC-ĐL of 10/8/2022 asks for these two on calibration certificates.
NOT_A_VERIFICATION = pair(
    "Giấy này không thay cho giấy chứng nhận kiểm định đối với phương tiện đo nhóm 2.",
    "This certificate does not replace verification of an instrument under legal control.",
)
NOT_A_CERTIFIED_STANDARD = pair(
    "Chuẩn được hiệu chuẩn theo giấy này không vì thế mà được dùng trực tiếp để kiểm định phương "
    "tiện đo nhóm 2.",
    "A standard calibrated by this certificate may not for that reason be used directly to verify "
    "instruments under legal control.",
)
NO_USE = pair(
    "Phương tiện đo không được dùng cho mục đích phải kiểm định cho tới khi kiểm định lại đạt.",
    "The instrument must not be used where verification is required until it passes again.",
)
NO_CONFORMITY = pair(
    "Không đưa ra nhận định về sự phù hợp với giới hạn.",
    "No statement of conformity with a limit is made.",
)
TRACEABLE = pair(
    "Kết quả được liên kết chuẩn đo lường qua các chuẩn nêu ở trên.",
    "The results are traceable through the standards listed above.",
)
# ISO/IEC 17025:2017, 7.8.2.2 and 7.8.5: who drew the sample.
AS_RECEIVED = pair(
    "Mẫu do khách hàng lấy và cung cấp; kết quả áp dụng cho mẫu như khi nhận.",
    "The sample was taken and supplied by the customer; the results apply to it as received.",
)
SUPPLIED = pair(
    "Tên và địa chỉ của khách hàng, đơn vị sử dụng do khách hàng cung cấp.",
    "Names and addresses of the customer and the user were supplied by the customer.",
)


def conforms(*, all_pass: bool, all_judged: bool) -> Pair:
    """What came of an agreed statement of conformity, and that it does not reach every point."""
    told = CONFORMS if all_pass else CONFORMS_NOT
    if all_judged:
        return told
    return pair(*(f"{told[lang]} {NOT_REACHED[lang]}" for lang in ("vi", "en")))


def traceable(standards: Sequence[Mapping[str, Any]]) -> Pair | None:
    """That the results are traceable: true where every standard named is (7.8.4.1 c)."""
    known = [bool(str(one["traceable_to"]).strip()) for one in standards]
    return TRACEABLE if known and all(known) else None


def title(kind: Kind, service: str) -> Pair:
    """The title of a kind; a notice says which service it comes from."""
    return (
        NOT_DONE_TITLES.get(Service(service), TITLES[kind])
        if kind == Kind.NOTICE
        else (TITLES[kind])
    )


def conclusion(kind: Kind, service: str) -> Pair:
    """The conclusion of a kind; see `title`."""
    refused = kind == Kind.NOTICE and service in NOT_DONE_TITLES
    return NOT_DONE if refused else CONCLUSIONS[kind]


def performer(kind: Kind, service: str) -> Pair:
    """How who did the work is called; see `title`."""
    refused = kind == Kind.NOTICE and service in NOT_DONE_PERFORMERS
    return NOT_DONE_PERFORMERS[Service(service)] if refused else PERFORMERS[kind]


def notes(kind: Kind, service: str, *, of_sample: bool = False) -> list[Pair]:
    """The small print of a kind; only a verification bars an instrument from use."""
    own = {
        Kind.CALIBRATION: [NOT_A_VERIFICATION, NOT_A_CERTIFIED_STANDARD],
        Kind.NOTICE: [NO_USE] if service == Service.VERIFICATION else [],
        Kind.TESTING: [AS_RECEIVED] if of_sample else [],
    }.get(kind, [])
    return [ONLY_THIS_ITEM, *own, SUPPLIED, WHOLE_ONLY]


def on_paper(record: str) -> Pair:
    """What stands in place of the results when the worksheet is a paper one."""
    return pair(
        f"Kết quả đo được ghi trong biên bản giấy số {record}, lưu tại đơn vị cấp.",
        f"The results of measurement are on paper record No. {record}, kept by the issuer.",
    )


def kept_on_paper(record: str) -> Pair:
    """Where the original observations are when the results are stated here."""
    return pair(
        f"Số liệu gốc ghi trong biên bản giấy số {record}, lưu tại đơn vị cấp.",
        f"The original observations are on paper record No. {record}, kept by the issuer.",
    )


def replaces(number: str) -> Pair:
    """How a corrected certificate names the one before it (ISO/IEC 17025:2017, 7.8.8)."""
    return pair(
        f"Thay thế giấy số {number}; giấy số {number} không còn hiệu lực.",
        f"Replaces No. {number}, which is no longer valid.",
    )


def expanded_with(factors: list[str]) -> Pair:
    """How U came about, with the coverage factors that were used."""
    vi = " … ".join(factor.replace(".", ",") for factor in factors)
    return pair(
        f"U là độ không đảm bảo đo mở rộng: độ không đảm bảo đo chuẩn tổng hợp nhân với hệ số "
        f"phủ k = {vi}.",
        f"U is the expanded uncertainty: the combined standard uncertainty multiplied by the "
        f"coverage factor k = {' … '.join(factors)}.",
    )


def low_coverage(found: list[str]) -> Pair:
    """What k = 2 covers at the points whose ν_eff is below 10 (EA-4/02, annex E)."""
    ends = found if len(found) == 1 else [found[0], found[-1]]
    shown = " … ".join(str(int(Decimal(p) * 100)) for p in ends)
    return pair(
        f"Xác suất phủ ở các điểm có nêu ν_eff: {shown} %.",
        f"Coverage probability at the points with a stated ν_eff: {shown} %.",
    )


def risk_beyond(percent: str, *, rejecting: bool) -> Pair:
    """The risk that a guard band leaves at the points with few data behind U (JCGM 106, 9.4)."""
    vi, en = ("loại sai", "rejection") if rejecting else ("chấp nhận sai", "acceptance")
    return pair(
        f"Mức nguy cơ trên là của phân bố chuẩn; ở các điểm có nêu ν_eff nguy cơ {vi} lên tới "
        f"{percent.replace('.', ',')} %.",
        f"The risk above is that of a normal distribution; at the points with a stated ν_eff the "
        f"risk of false {en} is up to {percent} %.",
    )


def effective_dof(found: list[str]) -> Pair:
    """The effective degrees of freedom behind the coverage factors (EA-4/02, section 6)."""
    ends = found if len(found) == 1 else [found[0], found[-1]]
    shown = " … ".join(ends)
    return pair(
        f"Bậc tự do hiệu dụng (làm tròn xuống) ν_eff = {shown}.",
        f"Effective degrees of freedom (truncated) ν_eff = {shown}.",
    )
