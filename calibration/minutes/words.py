"""The fixed words of the printed worksheet, in both languages."""

from calibration.states import Outcome, Regime, Service
from common.pairs import pair

TITLES = {
    Service.VERIFICATION: pair("Biên bản kiểm định", "Verification record"),
    Service.CALIBRATION: pair("Biên bản hiệu chuẩn", "Calibration record"),
    Service.TESTING: pair("Biên bản thử nghiệm", "Test record"),
}
PERFORMERS = {
    Service.VERIFICATION: pair("Người kiểm định", "Verified by"),
    Service.CALIBRATION: pair("Người hiệu chuẩn", "Calibrated by"),
    Service.TESTING: pair("Người thử nghiệm", "Tested by"),
}
REVIEWER = pair("Người soát lại", "Reviewed by")
REGIMES = {
    Regime.INITIAL: pair("Ban đầu", "Initial"),
    Regime.PERIODIC: pair("Định kỳ", "Periodic"),
    Regime.AFTER_REPAIR: pair("Sau sửa chữa", "After repair"),
}
OUTCOMES = {
    Outcome.PASS: pair("Đạt", "Pass"),
    Outcome.FAIL: pair("Không đạt", "Fail"),
    Outcome.REPORTED: pair("Đã có kết quả đo", "Results reported"),
}
ON_SITE = pair("Tại hiện trường", "On site")
IN_LABORATORY = pair("Tại phòng đo", "In the laboratory")

RANGE = pair("Phạm vi đo", "Measuring range")
RESOLUTION = pair("Giá trị độ chia", "Scale interval")
ACCURACY = pair("Cấp chính xác", "Accuracy class")

FOUND = pair("trước hiệu chỉnh", "as found")
LEFT = pair("sau hiệu chỉnh", "as left")
FIRST = pair(
    "Hiệu chuẩn lần đầu: không có số liệu trước hiệu chỉnh.",
    "First calibration: there is no as-found.",
)
NOT_ADJUSTED = pair(
    "Không hiệu chỉnh: số liệu trước và sau hiệu chỉnh là một.",
    "Not adjusted: as found is as left.",
)
UNIT = pair("Đơn vị", "Unit")
POINT = pair("Điểm", "Point")
ERROR = pair("Sai số công bố", "Stated error")
LIMIT = pair("Giới hạn", "Limit")
VERDICT = pair("Kết luận", "Verdict")
CMC = pair(
    "* U nhỏ hơn CMC của phạm vi công nhận, được nâng lên bằng CMC.",
    "* U was below the CMC of the accredited scope and was raised to it.",
)
PHASES = {"found": FOUND, "left": LEFT}
