"""The words of the coverage rules and of the reasons, with the clauses they come from."""

from collections.abc import Mapping

from metrology.wording import Wording

# What a procedure may choose: rules that need nothing but the budget itself.
COVERAGE_RULES: Mapping[str, Wording] = {
    "k2": Wording(
        "Hệ số phủ k = 2, xác suất phủ xấp xỉ 95 % với phân bố chuẩn.",
        "Coverage factor k = 2, coverage probability approximately 95 % for a normal distribution.",
        "EA-4/02 M:2022, section 5; JCGM 100:2008, G.6.6",
    ),
    "t95": Wording(
        "Hệ số phủ k = t(95,45 %; ν_eff) theo phân bố Student với bậc tự do hiệu dụng.",
        "Coverage factor k = t(95.45 %; ν_eff) from Student's distribution with the effective "
        "degrees of freedom.",
        "JCGM 100:2008, G.6.4; EA-4/02 M:2022, annex E",
    ),
    "dominant_rectangular": Wording(
        "Hệ số phủ k = 0,95·√3 ≈ 1,65 khi một thành phần phân bố đều trội hẳn; xác suất phủ xấp "
        "xỉ 95 %.",
        "Coverage factor k = 0.95·√3 ≈ 1.65 where one rectangular contribution dominates; "
        "coverage probability approximately 95 %.",
        "EA-4/02 M:2022, S9.14",
    ),
    "trapezoid": Wording(
        "Hệ số phủ k của phân bố hình thang khi hai thành phần phân bố đều trội hẳn; xác suất phủ "
        "xấp xỉ 95 %.",
        "Coverage factor k of a trapezoidal distribution where two rectangular contributions "
        "dominate; coverage probability approximately 95 %.",
        "EA-4/02 M:2022, S10.13 and S11.13",
    ),
    "automatic": Wording(
        "Hệ số phủ k chọn theo dạng phân bố của kết quả: đều, hình thang, hoặc Student với bậc tự "
        "do hiệu dụng; xác suất phủ xấp xỉ 95 %.",
        "Coverage factor k chosen by the distribution of the result: rectangular, trapezoidal, or "
        "Student's t with the effective degrees of freedom; coverage probability approximately "
        "95 %.",
        "EA-4/02 M:2022, section 5, S9.14, S10.13, annex E",
    ),
}

# Rules that need more: a probability p, or the interval of a Monte Carlo evaluation.
FREE_RULES: Mapping[str, Wording] = {
    "t": Wording(
        "Hệ số phủ k = t_p(ν_eff) với xác suất phủ p đã chọn và bậc tự do hiệu dụng làm tròn "
        "xuống.",
        "Coverage factor k = t_p(ν_eff) for the chosen coverage probability p, with the effective "
        "degrees of freedom truncated.",
        "JCGM 100:2008, G.6.4",
    ),
    "t_fractional": Wording(
        "Hệ số phủ k = t_p(ν_eff) với xác suất phủ p đã chọn và bậc tự do hiệu dụng không làm "
        "tròn.",
        "Coverage factor k = t_p(ν_eff) for the chosen coverage probability p, with the effective "
        "degrees of freedom not rounded.",
        "JCGM 100:2008, G.3.2 and G.4.1",
    ),
    "normal_p": Wording(
        "Hệ số phủ k của phân bố chuẩn với xác suất phủ p đã chọn.",
        "Coverage factor k of a normal distribution for the chosen coverage probability p.",
        "JCGM 100:2008, G.2.3 and table G.1",
    ),
    "monte_carlo": Wording(
        "Hệ số phủ k là nửa khoảng phủ theo phương pháp Monte Carlo chia cho độ không đảm bảo "
        "chuẩn.",
        "Coverage factor k is half of the coverage interval of the Monte Carlo method divided by "
        "the standard uncertainty.",
        "JCGM 101:2008, 7.7",
    ),
}

RULES: Mapping[str, Wording] = {**COVERAGE_RULES, **FREE_RULES}

REASONS: Mapping[str, Wording] = {
    "fixed": Wording(
        "k = 2 theo quy tắc đã chọn.", "k = 2 by the chosen rule.", "EA-4/02 M:2022, section 5"
    ),
    "fixed_low_dof": Wording(
        "k = 2 theo quy tắc đã chọn, nhưng bậc tự do hiệu dụng nhỏ hơn 10: xác suất phủ thấp hơn "
        "95 %.",
        "k = 2 by the chosen rule, but the effective degrees of freedom are below 10: the coverage "
        "probability is less than 95 %.",
        "EA-4/02 M:2022, annex E",
    ),
    "fixed_no_dof": Wording(
        "k = 2; bậc tự do hiệu dụng không xác định được vì các đại lượng vào tương quan, nên không "
        "nêu xác suất phủ.",
        "k = 2; the effective degrees of freedom are not defined because inputs are correlated, so "
        "no coverage probability is stated.",
        "JCGM 100:2008, G.4.1",
    ),
    "t_effective_dof": Wording(
        "k lấy từ phân bố Student với bậc tự do hiệu dụng làm tròn xuống.",
        "k from Student's distribution with the effective degrees of freedom truncated.",
        "JCGM 100:2008, G.6.4",
    ),
    "t_fractional_dof": Wording(
        "k lấy từ phân bố Student với bậc tự do hiệu dụng không làm tròn.",
        "k from Student's distribution with the effective degrees of freedom not rounded.",
        "JCGM 100:2008, G.3.2",
    ),
    "t_infinite_dof": Wording(
        "Bậc tự do hiệu dụng vô hạn: k = 2.",
        "Infinite effective degrees of freedom: k = 2.",
        "JCGM 100:2008, table G.2",
    ),
    "normal": Wording(
        "k lấy từ phân bố chuẩn với xác suất phủ đã chọn.",
        "k from the normal distribution for the chosen coverage probability.",
        "JCGM 100:2008, table G.1",
    ),
    "rectangular": Wording(
        "Một thành phần phân bố đều trội hẳn, phần còn lại nhỏ hơn 0,3 lần thành phần đó: "
        "k = p·√3, là 1,65 với 95 %.",
        "One rectangular contribution dominates, the rest is less than 0.3 of it: "
        "k = p·√3, 1.65 for 95 %.",
        "EA-4/02 M:2022, S9.14",
    ),
    "trapezoidal": Wording(
        "Hai thành phần phân bố đều trội hẳn, tổng của chúng có phân bố hình thang: k lấy theo "
        "hình thang đó.",
        "Two rectangular contributions dominate, their sum is trapezoidally distributed: k is that "
        "of the trapezoid.",
        "EA-4/02 M:2022, S10.13",
    ),
    "not_rectangular": Wording(
        "Không có một thành phần phân bố đều nào trội hẳn, nên k lấy từ phân bố Student "
        "(k = 2 khi bậc tự do vô hạn).",
        "No single rectangular contribution dominates, so k is from Student's distribution "
        "(k = 2 for infinite degrees of freedom).",
        "EA-4/02 M:2022, S9.14 and annex E",
    ),
    "not_trapezoidal": Wording(
        "Không có hai thành phần phân bố đều cùng trội hẳn, nên k lấy từ phân bố Student "
        "(k = 2 khi bậc tự do vô hạn).",
        "No two rectangular contributions dominate together, so k is from Student's distribution "
        "(k = 2 for infinite degrees of freedom).",
        "EA-4/02 M:2022, S10.13 and annex E",
    ),
    "monte_carlo": Wording(
        "k lấy từ khoảng phủ của phương pháp Monte Carlo.",
        "k from the coverage interval of the Monte Carlo method.",
        "JCGM 101:2008, 7.7",
    ),
}

# What a certificate must say beside the rule itself: the rule alone does not tell these.
SAID_REASONS = frozenset(
    {
        "fixed_low_dof",
        "fixed_no_dof",
        "rectangular",
        "trapezoidal",
        "not_rectangular",
        "not_trapezoidal",
    }
)
