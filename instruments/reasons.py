"""Why something is refused, said in the reader's language; the list is that of `metrology`."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from metrology.reasons import Reason

REASONS: Mapping[str, object] = {
    # reading a formula
    Reason.ARGUMENTS: gettext_lazy("%(part)s có số đối số không đúng"),
    Reason.CHARACTER: gettext_lazy("“%(part)s” không thuộc ngôn ngữ biểu thức"),
    Reason.COMPARISON: gettext_lazy("phép so sánh này không thuộc ngôn ngữ biểu thức"),
    Reason.FUNCTION: gettext_lazy("các hàm được dùng là %(allowed)s"),
    Reason.NAME_TAKEN: gettext_lazy("“%(part)s” vừa là đại lượng vào vừa là kết quả"),
    Reason.NOT_DECIMAL: gettext_lazy("“%(part)s” không phải là số thập phân"),
    Reason.NOT_IN_LANGUAGE: gettext_lazy("“%(part)s” không có trong ngôn ngữ biểu thức"),
    Reason.NUMBER_NEEDED: gettext_lazy("“%(part)s” là đúng hay sai, ở đây cần một số"),
    Reason.ONLY_NONE: gettext_lazy("chỉ được viết “is None” và “is not None”"),
    Reason.OPERATOR: gettext_lazy("phép tính này không thuộc ngôn ngữ biểu thức"),
    Reason.POWER: gettext_lazy("số mũ là số nguyên từ -%(most)s đến %(most)s"),
    Reason.SYNTAX: gettext_lazy("từ chỗ đó không còn là biểu thức"),
    Reason.TOO_DEEP: gettext_lazy("lồng nhau quá %(most)s tầng"),
    Reason.TOO_LONG: gettext_lazy("dài quá %(most)s ký tự"),
    Reason.TOO_MANY_PARTS: gettext_lazy("có quá %(most)s thành phần"),
    Reason.TRUTH_NEEDED: gettext_lazy("“%(part)s” là một số, ở đây cần đúng hay sai"),
    Reason.UNREADABLE: gettext_lazy("không đọc được biểu thức này"),
    # computing a formula
    Reason.DIVIDES_BY_ZERO: gettext_lazy("chia cho không"),
    Reason.IS_LIST: gettext_lazy("kết quả là một danh sách"),
    Reason.KINK: gettext_lazy("đồ thị gãy tại đó nên không có đạo hàm"),
    Reason.LARGE_ANGLE: gettext_lazy("góc quá lớn"),
    Reason.LOGARITHM: gettext_lazy("lôgarit của một số không dương"),
    Reason.NEGATIVE_ROOT: gettext_lazy("căn của một số âm"),
    Reason.NO_DERIVATIVE: gettext_lazy("không có đạo hàm hữu hạn tại đó"),
    Reason.NO_DERIVATIVE_THERE: gettext_lazy(
        "không có đạo hàm hữu hạn tại %(count)s trong %(most)s điểm"
    ),
    Reason.NOT_DEFINED: gettext_lazy("không xác định tại đó"),
    Reason.NOT_FINITE_THERE: gettext_lazy(
        "không có giá trị hữu hạn tại %(count)s trong %(most)s điểm"
    ),
    Reason.NOT_NUMBER: gettext_lazy("đó không phải là số"),
    Reason.NOT_TRUTH: gettext_lazy("đó không phải là đúng hay sai"),
    Reason.TOO_FEW: gettext_lazy("%(count)s giá trị là quá ít"),
    Reason.TOO_LARGE: gettext_lazy("kết quả quá lớn"),
    Reason.TOO_SMALL: gettext_lazy("số quá nhỏ"),
    # units of a formula
    Reason.DIFFERENT_UNITS: gettext_lazy(
        "%(left)s (%(left_unit)s) không đi cùng được với %(right)s (%(right_unit)s)"
    ),
    Reason.EXPONENT_UNIT: gettext_lazy(
        "số mũ là số không có đơn vị, nhưng %(part)s có đơn vị %(found_unit)s"
    ),
    Reason.EXPONENT_VARIES: gettext_lazy(
        "%(part)s có đơn vị %(found_unit)s nên số mũ của nó phải là hằng số"
    ),
    Reason.NEEDS_ONE: gettext_lazy(
        "%(part)s chỉ nhận số có thứ nguyên một, %(found_unit)s thì không"
    ),
    Reason.NEEDS_UNIT: gettext_lazy("%(part)s là số không có đơn vị đứng cạnh %(wanted_unit)s"),
    Reason.POINT_CHANGED: gettext_lazy(
        "%(part)s là một điểm trên thang %(found_unit)s; chỉ được cộng hiệu vào một điểm: hãy "
        "cho dưới dạng hiệu (Δ°C) hoặc theo kelvin"
    ),
    Reason.LEVELS_ADDED: gettext_lazy(
        "%(left)s và %(right)s đều là mức so với một giá trị quy chiếu, tổng của chúng không phải "
        "là mức; hãy cho một trong hai theo dB"
    ),
    Reason.POINTS_ADDED: gettext_lazy(
        "%(left)s và %(right)s đều là điểm trên thang; hãy cho một trong hai dưới dạng hiệu "
        "(Δ°C) hoặc theo kelvin"
    ),
    Reason.RESULT_DIFFERENCE: gettext_lazy(
        "kết quả là một hiệu, còn %(wanted_unit)s là điểm trên thang"
    ),
    Reason.RESULT_POINT: gettext_lazy(
        "kết quả là một điểm trên thang %(found_unit)s, còn %(wanted_unit)s thì không"
    ),
    Reason.RESULT_UNIT: gettext_lazy("kết quả có thứ nguyên %(found_unit)s, cần %(wanted_unit)s"),
    Reason.TURNS_FOR_ANGLES: gettext_lazy(
        "%(left)s tính bằng vòng (%(left_unit)s), còn %(right)s là góc trên thời gian "
        "(%(right_unit)s): một vòng là 2*pi, hãy viết vào mô hình"
    ),
    Reason.SCALE_CHANGED: gettext_lazy(
        "%(part)s là giá trị trên thang %(found_unit)s; giá trị như vậy chỉ được cộng, trừ và "
        "so sánh"
    ),
    # units
    Reason.UNIT_BLANK_AFTER_SLASH: gettext_lazy(
        "sau “/” dấu cách có hai cách hiểu; hãy viết trong ngoặc"
    ),
    Reason.UNIT_BRACKET_MISSING: gettext_lazy("thiếu “%(part)s”"),
    Reason.UNIT_COMPOUND_POINT: gettext_lazy(
        "nhiệt độ là một điểm trên thang, đơn vị ghép thì không"
    ),
    Reason.UNIT_DIMENSIONS: gettext_lazy("thứ nguyên khác nhau, %(part)s ≠ %(other)s"),
    Reason.UNIT_FACTOR: gettext_lazy("hệ số lớn hoặc nhỏ đến mức vô nghĩa"),
    Reason.UNIT_FOREIGN: gettext_lazy("“%(part)s” không có trong cách viết đơn vị"),
    Reason.UNIT_LEVEL: gettext_lazy("mức chỉ đổi được khi biết mốc của nó"),
    Reason.UNIT_MONEY: gettext_lazy("tiền không thuộc hệ đơn vị đo nào"),
    Reason.UNIT_NAME_MISSING: gettext_lazy("thiếu một đơn vị"),
    Reason.UNIT_NOT_HERE: gettext_lazy("“%(part)s” không được đứng ở đây"),
    Reason.UNIT_NUMBER: gettext_lazy("trong đơn vị chỉ có số 1 và lũy thừa của 10"),
    Reason.UNIT_POINT: gettext_lazy("nhiệt độ là một điểm trên thang; hiệu nhiệt độ là %(part)s"),
    Reason.UNIT_POWER: gettext_lazy("số mũ là số nguyên không quá %(most)s"),
    Reason.UNIT_POWER_MISSING: gettext_lazy("thiếu số mũ"),
    Reason.UNIT_POWER_ZERO: gettext_lazy("số mũ chia cho không"),
    Reason.UNIT_SCALE: gettext_lazy("thang quy chiếu không có hệ số đổi"),
    Reason.UNIT_TOO_DEEP: gettext_lazy("đơn vị lồng nhau quá %(most)s tầng"),
    Reason.UNIT_TOO_LONG: gettext_lazy("đơn vị dài quá %(most)s ký tự"),
    Reason.UNIT_TOTAL_POWER: gettext_lazy("số mũ vượt quá %(most)s"),
    Reason.UNIT_WAVEFORM: gettext_lazy("tỉ số của hai giá trị phụ thuộc dạng sóng"),
    # data from outside
    Reason.DECIMAL_TEXT_NEEDED: gettext_lazy("ở đây cần một số thập phân viết dưới dạng chữ"),
    Reason.FINITE_NEEDED: gettext_lazy("ở đây cần một số hữu hạn"),
    Reason.LIST_NEEDED: gettext_lazy("ở đây cần một danh sách"),
    Reason.NUMBER_OR_NULL: gettext_lazy("ở đây cần một số hoặc null"),
    Reason.NAME_NEEDED: gettext_lazy(
        "tên gồm chữ, số và _, không bắt đầu bằng số, không phải từ như if"
    ),
    Reason.OBJECT_NEEDED: gettext_lazy("ở đây cần một đối tượng JSON"),
    Reason.PLAIN_NUMBER_NEEDED: gettext_lazy("ở đây cần một số"),
    Reason.TEXT_MISSING: gettext_lazy("thiếu “%(part)s” hoặc đó không phải là chữ"),
    Reason.TEXT_NEEDED: gettext_lazy("ở đây cần chữ"),
    Reason.WHOLE_NEEDED: gettext_lazy("ở đây cần một số nguyên"),
    Reason.JSON_CHARACTER: gettext_lazy("“%(part)s” không phải là ký tự của văn bản"),
    Reason.JSON_CONSTANT: gettext_lazy("%(part)s không phải là số của JSON"),
    Reason.JSON_DEPTH: gettext_lazy("lồng nhau quá sâu"),
    Reason.JSON_DIGITS: gettext_lazy("có số quá nhiều chữ số"),
    Reason.JSON_SYNTAX: gettext_lazy("từ dòng %(line)s, cột %(column)s không còn là JSON"),
    Reason.NOT_UTF8: gettext_lazy("không phải UTF-8 tại byte %(part)s"),
    # limits, rules and CMCs
    Reason.ACCEPTANCE_LOWER: gettext_lazy(
        "giới hạn cho phép và giới hạn chấp nhận phải cùng có hoặc cùng không có cận dưới"
    ),
    Reason.ACCEPTANCE_UPPER: gettext_lazy(
        "giới hạn cho phép và giới hạn chấp nhận phải cùng có hoặc cùng không có cận trên"
    ),
    Reason.BOTH_LIMITS: gettext_lazy("%(part)s cần cả giới hạn dưới và giới hạn trên"),
    Reason.CMC_READING_ONLY: gettext_lazy(
        "%(part)s: CMC chỉ phụ thuộc số đọc, không phụ thuộc %(other)s"
    ),
    Reason.CMC_ROW: gettext_lazy("%(part)s không phải là một giá trị và CMC của nó"),
    Reason.FOUR_VERDICTS: gettext_lazy("w ≥ 0 khi có bốn kết luận"),
    Reason.LIMIT_NEGATIVE: gettext_lazy("có giới hạn âm"),
    Reason.LIMIT_TYPE: gettext_lazy("không có loại “%(part)s”, được dùng: %(allowed)s"),
    Reason.NO_LIMITS: gettext_lazy("không có giới hạn dưới, cũng không có giới hạn trên"),
    Reason.NO_ROW: gettext_lazy("mọi dòng của giới hạn"),
    Reason.NO_SERVICE_FACTOR: gettext_lazy("không có hệ số cho phương tiện đang sử dụng"),
    Reason.NOT_ASCENDING: gettext_lazy("%(part)s không tăng dần"),
    Reason.PART_NOT_NUMBER: gettext_lazy("“%(part)s” không phải là số"),
    Reason.PFA_TOO_SMALL: gettext_lazy("≥ %(least)s, là PFA của kết quả nằm chính giữa"),
    Reason.ROW_FIELDS: gettext_lazy(
        "%(part)s phải là một đối tượng JSON có mpe, hoặc có by và values"
    ),
    Reason.ROW_WHEN: gettext_lazy("%(part)s thiếu when; chỉ dòng cuối được không có when"),
    Reason.ROWS_LIST: gettext_lazy(
        "các dòng là một danh sách gồm when và mpe, hoặc when, by và values"
    ),
    Reason.RULE_NEEDS_BOTH: gettext_lazy(
        "quy tắc “%(part)s” dựa trên TUR nên cần cả giới hạn dưới và giới hạn trên"
    ),
    Reason.SHARE_NO_ZERO: gettext_lazy(
        "tỉ lệ của một giá trị theo %(part)s không có nghĩa, vì điểm không là quy ước"
    ),
    Reason.SINGLE_LIMIT: gettext_lazy("> 0,5 khi chỉ có một giới hạn"),
    Reason.STEP_FIELDS: gettext_lazy("mỗi bậc hoặc khoảng phải có upto và mpe"),
    Reason.STEPS_ASCEND: gettext_lazy("cận của các bậc hoặc khoảng không tăng dần"),
    Reason.STEPS_CLASSES: gettext_lazy("các bậc phải theo cấp chính xác"),
    Reason.STEPS_LIST: gettext_lazy("các bậc hoặc khoảng là một danh sách gồm upto và mpe"),
    Reason.TEST_SPREAD: gettext_lazy("riêng phép thử đã có σ = %(part)s"),
    Reason.TUR_TOO_SMALL: gettext_lazy("TUR đủ lớn để quy tắc “%(part)s” còn chỗ mà chấp nhận"),
    Reason.VALUES_BY_TEXT: gettext_lazy("%(part)s phải là một đối tượng JSON, mỗi tên một trị số"),
    # specifications
    Reason.SPEC_BRACKET: gettext_lazy("ngoặc chưa được đóng ở cuối"),
    Reason.SPEC_OF_WHAT: gettext_lazy(
        "“%(part)s” chưa nói là của gì: số đọc (reading), phạm vi (range) hay khoảng đo (span)"
    ),
    Reason.SPEC_PART: gettext_lazy(
        "“%(part)s” không phải là một số kèm %% của một giá trị hoặc kèm đơn vị"
    ),
    Reason.SPEC_UNIT: gettext_lazy(
        "“%(part)s” không phải là đơn vị, cũng không phải một trong: reading, range, span, digits"
    ),
    # statistics and numerical methods
    Reason.ALL_EQUAL: gettext_lazy("mọi số đọc đều bằng nhau"),
    Reason.ALL_EQUAL_OF: gettext_lazy("mọi giá trị của %(part)s đều bằng nhau"),
    Reason.EACH_NAME_ONCE: gettext_lazy("mỗi tên một lần"),
    Reason.FIT_OVERFLOW: gettext_lazy(
        "một hệ số hoặc hiệp phương sai của nó lớn hơn số dấu phẩy động lớn nhất"
    ),
    Reason.FLAT_SLOPE: gettext_lazy("độ dốc không khác 0 ở mức tin cậy 95 %%"),
    Reason.NEAR_DATA: gettext_lazy("gần khoảng %(low)s … %(high)s"),
    Reason.NOT_CONVERGING: gettext_lazy("phép tính không hội tụ"),
    Reason.NOT_FINITE: gettext_lazy("giá trị không hữu hạn"),
    Reason.PRIOR_IMPOSSIBLE: gettext_lazy("kết quả không thể có theo hiểu biết có trước"),
    Reason.SPREAD_TOO_LARGE: gettext_lazy(
        "độ phân tán của các lần lấy mẫu quá lớn đối với số dấu phẩy động"
    ),
    Reason.STRAIGHT_ONLY: gettext_lazy("chỉ có với đường thẳng"),
    Reason.U_ZERO: gettext_lazy("u bằng không"),
    Reason.FAILED: gettext_lazy("phép tính thất bại: %(part)s"),
    Reason.FIT_OTHER_WAY: gettext_lazy(
        "độ không đảm bảo đã tính theo cách kia: từ u của số liệu hoặc từ độ phân tán"
    ),
    Reason.NOT_REACHED: gettext_lazy("không chạm tới giới hạn trong thời gian xét"),
    Reason.NO_SECOND_ORDER: gettext_lazy("không biết các số hạng bậc hai"),
    Reason.NU_UNDEFINED: gettext_lazy("ν_eff không xác định"),
    # correlations
    Reason.CORRELATED_TWICE: gettext_lazy("%(part)s: có hơn một hệ số"),
    Reason.CORRELATED_WITH_ITSELF: gettext_lazy("%(part)s: %(other)s với chính nó"),
    Reason.IMPOSSIBLE_MATRIX: gettext_lazy("λ_min = %(least)s < 0; %(part)s"),
    Reason.IMPOSSIBLE_TRIO: gettext_lazy(
        "λ_min = %(least)s < 0; r(%(x)s, %(y)s) = %(xy)s, r(%(y)s, %(z)s) = %(yz)s, r(%(x)s, "
        "%(z)s) = %(xz)s; r(%(x)s, %(z)s) ∈ [%(low)s; %(high)s]"
    ),
    Reason.JOINT_DOF: gettext_lazy(
        "Monte Carlo, %(part)s: %(count)s lần quan trắc cùng nhau của %(most)s đại lượng không "
        "cho ν = n − N ≥ 1"
    ),
    Reason.JOINT_MIXED: gettext_lazy(
        "Monte Carlo, %(part)s: trong một nhóm vừa có hệ số vừa có quan trắc theo cặp"
    ),
    Reason.JOINT_UNFIXED: gettext_lazy(
        "Monte Carlo, %(part)s: hệ số tương quan chỉ xác định phân bố đồng thời của các đại "
        "lượng phân bố chuẩn, hoặc của các đại lượng mỗi đại lượng có một thành phần t với "
        "cùng một ν; hãy cho các quan trắc theo cặp, hoặc viết phần chung thành một đại lượng "
        "vào riêng"
    ),
    Reason.JOINT_UNNAMED: gettext_lazy(
        "Monte Carlo, %(part)s: được quan trắc cùng nhau nhưng chưa nêu tương quan của %(other)s"
    ),
    Reason.NOT_PAIRED: gettext_lazy("%(part)s và %(other)s không có quan trắc theo cặp"),
}


def reason(params: Mapping[str, str]) -> str:
    """The reader's words for the reason of a refusal; one without a code stays as it is.

    The words of some reasons say what is allowed, where the sentence of the code asks for that.
    """
    text = REASONS.get(params.get("why", ""))
    return str(text) % params if text is not None else params.get("reason", "")
