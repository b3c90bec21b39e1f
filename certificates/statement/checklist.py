"""What a certificate must say, clause by clause, and whether a statement says it.

Each item names the clause it serves, the field of the statement, and for which kinds it is
needed. A certificate with a needed item missing is not issued; what is served is written into the
statement, so that an assessor can go from the clause to the field.

Clauses of ISO/IEC 17025:2017 carry their letter. TT 24/2013/TT-BKHCN is cited by its Article 41
as a whole: the model forms under it do not number their fields.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from calibration.procedures.approval import is_placeholder
from certificates.statement import agreed, wording
from certificates.states import Kind
from common import law
from common.errors import Fault, InvalidInput

Said = Mapping[str, Any]
Rule = Callable[[Said], bool]

_ISO = "ISO/IEC 17025:2017, "
LAW: Final = "TT 24/2013/TT-BKHCN, Điều 41"
V, C, T, N = Kind.VERIFICATION, Kind.CALIBRATION, Kind.TESTING, Kind.NOTICE
ALL = frozenset(Kind)
PAPERS = frozenset({V, C, T})  # certificates; a notice is none


def _always(_said: Said) -> bool:
    return True


def _never(_said: Said) -> bool:
    return False


@dataclass(frozen=True)
class Item:
    """One field with the clause that it serves.

    `needed` says of a statement of one of `kinds` whether the item must be there; an item that is
    there is told as served either way.
    """

    key: str
    clause: str
    field: str
    label: Any
    mend: Any
    there: Rule
    kinds: frozenset[Kind] = ALL
    needed: Rule = _always
    open_at: Callable[[Said], list[str]] | None = None  # names the places where it is missing


def at(said: Said, path: str) -> Any:
    """The value at "centre.name.vi"; None where a part is missing."""
    value: Any = said
    for name in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def _filled(*paths: str) -> Rule:
    return lambda said: all(at(said, path) for path in paths)


def _any(*paths: str) -> Rule:
    return lambda said: any(at(said, path) for path in paths)


def _noted(note: Mapping[str, str]) -> Rule:
    return lambda said: note in said.get("notes", ())


def _rows(said: Said) -> Iterator[Said]:
    for table in said.get("tables") or ():
        for row in table["rows"]:
            yield row["measured"]


# Rules of more than one field


def _customer(said: Said) -> bool:
    return bool(at(said, "customer.name") and _any("customer.address", "customer.email")(said))


def _place(said: Said) -> bool:
    """In the laboratory the word is enough; elsewhere it must be said where."""
    if at(said, "place.where") != wording.ON_SITE:
        return bool(at(said, "place.where"))
    return _any("place.detail", "user.address", "user.name", "customer.address")(said)


def _method(said: Said) -> bool:
    """A number that is one: a procedure may have come into force before it was asked for."""
    number = str(at(said, "method.number") or "")
    return bool(number) and not is_placeholder(number)


def _item(said: Said) -> bool:
    instrument = said.get("instrument")
    return bool(said.get("sample")) if instrument is None else _filled("instrument.name.vi")(said)


def _results(said: Said) -> bool:
    """Results with their units; a verification says what it came to."""
    rows = list(_rows(said))
    if any(_numbers(row) and not row["unit"] for row in rows):
        return False
    return bool(rows) or said["kind"] in (V, N)


def _numbers(row: Said) -> bool:
    return any(row[name] for name in ("reference", "indication", "error"))


def _uncertainty(said: Said) -> bool:
    rows, bare = list(_rows(said)), _tells_why_no_p(said)
    return bool(rows) and all(_with_u(row, bare=bare) or row.get("no_U") for row in rows)


def _with_u(row: Said, *, bare: bool = False) -> bool:
    return bool(row["U"] and row["k"] and (row["p"] or bare) and row["error_unit"])


def _tells_why_no_p(said: Said) -> bool:
    """Whether the words on U say why k stands without a probability: ν_eff is not defined."""
    return any(reason == "fixed_no_dof" for _rule, reason in at(said, "uncertainty.rules") or ())


def _untraced(said: Said) -> list[str]:
    """The standards of which nobody wrote down what they are traceable to."""
    standards = said.get("standards") or ()
    return [str(one["code"]) for one in standards if not str(one.get("traceable_to") or "").strip()]


def _traced(said: Said) -> bool:
    return _filled("standards", "traceability.vi")(said) and not _untraced(said)


def _judged(said: Said) -> bool:
    return any(row["verdict"] for row in _rows(said))


def _decided(said: Said) -> bool:
    return bool(_judged(said) and at(said, "decision.rule") and at(said, "decision.text.vi"))


def _agreed(said: Said) -> bool:
    """Whether the customer was promised a statement of conformity (7.1.3)."""
    return bool(at(said, "decision.agreed"))


def _kept_promise(said: Said) -> bool:
    return _agreed(said) and _decided(said) and not agreed.left_open(said)


def _of_instrument(said: Said) -> bool:
    return said.get("instrument") is not None


def _of_sample(said: Said) -> bool:
    return said.get("instrument") is None


def _no_interval(said: Said) -> bool:
    """None stated, or one with the agreement it rests on (and never a last day by itself)."""
    interval = said.get("interval")
    agreed = interval is None or bool(at(said, "interval.agreed") and at(said, "interval.on"))
    return agreed and at(said, "valid_until.on") is None


def _amended(said: Said) -> bool:
    return said.get("replaces") is not None


def _deviating(said: Said) -> bool:
    return any(one.get("reason") for one in said.get("environment") or ())


_RESULTS_ON_PAPER = gettext_lazy(
    "Việc làm trên giấy: nhập ở trang “Kết quả trên giấy” của phiếu, trước khi duyệt."
)
_TRACED = gettext_lazy(
    "Ghi “liên kết chuẩn” vào lần hiệu chuẩn của chuẩn (bản đính chính) rồi đo với lần ấy; việc "
    "làm trên giấy: chọn chuẩn ở trang “Kết quả trên giấy” của phiếu, trước khi duyệt."
)
_METHOD = gettext_lazy(
    "Quy trình phải mang số hiệu thật của văn bản; việc làm trên giấy: nhập ở trang “Kết quả trên "
    "giấy” của phiếu, trước khi duyệt."
)
_CONDITIONS = gettext_lazy(
    "Quy trình phải hỏi điều kiện ảnh hưởng đến phép đo; việc làm trên giấy: nhập ở trang “Kết "
    "quả trên giấy” của phiếu, trước khi duyệt."
)
_ASK = gettext_lazy("Báo quản trị: mẫu giấy đã mất chữ bắt buộc.")
_ON_CARD = gettext_lazy("Ghi vào hồ sơ phương tiện đo; trên máy không có thì ghi “không rõ”.")

ITEMS: Final[tuple[Item, ...]] = (
    Item("title", f"{_ISO}7.8.2.1 a", "title", gettext_lazy("tên giấy"), _ASK,
         _filled("title.vi", "title.en")),
    Item("laboratory", f"{_ISO}7.8.2.1 b", "centre.address",
         gettext_lazy("tên và địa chỉ của đơn vị cấp"),
         gettext_lazy("Quản trị ghi địa chỉ vào hồ sơ của trung tâm."),
         _filled("centre.name.vi", "centre.address.vi")),
    Item("place", f"{_ISO}7.8.2.1 c", "place", gettext_lazy("nơi thực hiện"),
         gettext_lazy("Ghi nơi sử dụng của phương tiện đo, hoặc địa chỉ khách hàng."), _place),
    Item("number", f"{_ISO}7.8.2.1 d", "number", gettext_lazy("số giấy"), _ASK,
         _filled("number", "public_id", "check_url")),
    Item("customer", f"{_ISO}7.8.2.1 e", "customer",
         gettext_lazy("tên và địa chỉ (hoặc thư điện tử) của khách hàng"),
         gettext_lazy("Cán bộ hợp đồng ghi địa chỉ vào hồ sơ khách hàng."), _customer),
    Item("method", f"{_ISO}7.8.2.1 f; {LAW}", "method.number",
         gettext_lazy("phương pháp, số văn bản kỹ thuật"), _METHOD, _method),
    Item("item", f"{_ISO}7.8.2.1 g", "instrument.name",
         gettext_lazy("mô tả đối tượng"), gettext_lazy("Ghi tên phương tiện đo hoặc mẫu."), _item),
    Item("serial", f"{_ISO}7.8.2.1 g; {LAW}", "instrument.serial", gettext_lazy("số chế tạo"),
         gettext_lazy("Không có số thì kỹ thuật viên đánh số lên phương tiện đo và ghi số ấy."),
         _filled("instrument.serial"), needed=_of_instrument),
    Item("condition", f"{_ISO}7.8.2.1 g", "condition", gettext_lazy("tình trạng khi nhận"), "",
         _filled("condition"), needed=_never),
    Item("received", f"{_ISO}7.8.2.1 h", "dates.received", gettext_lazy("ngày nhận"), "",
         _filled("dates.received"), needed=_never),
    Item("performed", f"{_ISO}7.8.2.1 i", "dates.performed", gettext_lazy("ngày thực hiện"), _ASK,
         _filled("dates.performed")),
    Item("issued", f"{_ISO}7.8.2.1 j", "dates.issued", gettext_lazy("ngày cấp"), _ASK,
         _filled("dates.issued")),
    Item("only_items", f"{_ISO}7.8.2.1 l", "notes",
         gettext_lazy("câu “chỉ có giá trị đối với đối tượng nêu trên”"), _ASK,
         _noted(wording.ONLY_THIS_ITEM)),
    Item("results", f"{_ISO}7.8.2.1 m", "tables", gettext_lazy("kết quả kèm đơn vị"),
         _RESULTS_ON_PAPER, _results, kinds=PAPERS),
    Item("deviations", f"{_ISO}7.8.2.1 n", "environment", gettext_lazy("khác với phương pháp"), "",
         _deviating, needed=_never),
    Item("authorised", f"{_ISO}7.8.2.1 o; {LAW}", "signatures.approver",
         gettext_lazy("người phê duyệt"), _ASK, _filled("signatures.approver.name")),
    Item("supplied", f"{_ISO}7.8.2.2", "notes",
         gettext_lazy("câu nêu thông tin do khách hàng cung cấp"), _ASK,
         _noted(wording.SUPPLIED)),
    Item("as_received", f"{_ISO}7.8.2.2, 7.8.5", "notes",
         gettext_lazy("câu nêu mẫu do ai lấy, áp dụng như khi nhận"), _ASK,
         _noted(wording.AS_RECEIVED), kinds=frozenset({T}), needed=_of_sample),
    Item("uncertainty", f"{_ISO}7.8.4.1 a", "tables.U",
         gettext_lazy("U, k và xác suất phủ của từng kết quả (hoặc lý do không nêu)"),
         _RESULTS_ON_PAPER, _uncertainty, kinds=frozenset({C})),
    Item("test_uncertainty", f"{_ISO}7.8.3.1 c", "tables.U",
         gettext_lazy("U, k và xác suất phủ"), "",
         lambda said: any(_with_u(row) for row in _rows(said)),
         kinds=frozenset({T}), needed=_never),
    Item("conditions", f"{_ISO}7.8.4.1 b", "environment",
         gettext_lazy("điều kiện môi trường khi đo"), _CONDITIONS, _filled("environment"),
         kinds=frozenset({C})),
    Item("test_conditions", f"{_ISO}7.8.3.1 a", "environment",
         gettext_lazy("điều kiện môi trường khi đo"), "", _filled("environment"),
         kinds=frozenset({T}), needed=_never),
    Item("traceability", f"{_ISO}7.8.4.1 c", "standards",
         gettext_lazy("chuẩn đã dùng và câu liên kết chuẩn"), _TRACED,
         _traced, kinds=frozenset({C}), open_at=_untraced),
    Item("adjustment", f"{_ISO}7.8.4.1 d", "adjustment",
         gettext_lazy("kết quả trước và sau hiệu chỉnh"), "", _filled("adjustment.text.vi"),
         kinds=frozenset({V, C}), needed=_never),
    Item("decision", f"{_ISO}7.8.4.1 e, 7.8.6.2", "decision",
         gettext_lazy("quy tắc quyết định của các kết luận"),
         gettext_lazy("Thỏa thuận quy tắc quyết định với khách hàng trước khi đo."),
         _decided, kinds=ALL, needed=_judged),
    Item("conformity", f"{_ISO}7.8.6.1, 7.8.6.2", "decision.agreed",
         gettext_lazy("kết luận phù hợp đã thỏa thuận với khách hàng"),
         gettext_lazy("Giới hạn lấy từ hồ sơ phương tiện đo lúc bắt đầu đo; việc làm trên giấy: "
                      "ghi giới hạn và kết luận ở trang “Kết quả trên giấy”. Không có giới hạn thì "
                      "lập phiếu mới, không thỏa thuận quy tắc quyết định."),
         _kept_promise, kinds=frozenset({C, T}), needed=_agreed, open_at=agreed.left_open),
    Item("interval", f"{_ISO}7.8.4.3", "interval",
         gettext_lazy("thỏa thuận về chu kỳ đề nghị"),
         gettext_lazy("Ghi khách hàng đã đồng ý ở đâu, hoặc bỏ chu kỳ."), _no_interval,
         kinds=frozenset({C})),
    Item("amendment", f"{_ISO}7.8.8", "replaces",
         gettext_lazy("số giấy cũ, lý do và điều đã thay đổi"),
         gettext_lazy("Sửa chỗ ghi sai ở nơi nhập rồi mới cấp lại."),
         _filled("replaces.number", "replaces.reason", "replaces.issued_on", "replaces.changes"),
         needed=_amended),
    Item("maker", LAW, "instrument.maker", gettext_lazy("hãng và nước sản xuất"), _ON_CARD,
         _filled("instrument.maker", "instrument.country"), kinds=PAPERS, needed=_of_instrument),
    Item("characteristics", LAW, "instrument.characteristics",
         gettext_lazy("đặc trưng kỹ thuật đo lường"),
         gettext_lazy("Ghi phạm vi đo, độ chia hoặc cấp chính xác vào hồ sơ phương tiện đo."),
         _filled("instrument.characteristics"), kinds=PAPERS, needed=_of_instrument),
    Item("regime", LAW, "regime", gettext_lazy("chế độ kiểm định"),
         gettext_lazy("Mở lại phiếu với chế độ kiểm định."), _filled("regime.vi"),
         kinds=frozenset({V})),
    Item("conclusion", LAW, "conclusion", pgettext_lazy("giấy", "kết luận"), _ASK,
         _filled("conclusion.text.vi")),
    Item("validity", LAW, "valid_until", gettext_lazy("thời hạn, hoặc vì sao không có"),
         gettext_lazy("Phụ trách chất lượng ghi chu kỳ kiểm định của loại này."),
         _filled("valid_until.rule.vi"), kinds=frozenset({V})),
    Item("stickers", LAW, "stickers", gettext_lazy("số tem"), "", _filled("stickers"),
         kinds=frozenset({V, C}), needed=_never),
    Item("performer", LAW, "signatures.performer", gettext_lazy("người thực hiện"), _ASK,
         _filled("signatures.performer.name")),
    Item("card", "TT 24/2013/TT-BKHCN, Điều 29", "signatures.performer.card",
         gettext_lazy("số thẻ kiểm định viên"),
         gettext_lazy("Phụ trách chất lượng ghi thẻ còn hiệu lực ngày thực hiện."),
         _filled("signatures.performer.card"), kinds=frozenset({V})),
)  # fmt: skip
BY_KEY: Final = {item.key: item for item in ITEMS}


def of(said: Said) -> list[Item]:
    """The items of a statement's kind."""
    return [item for item in ITEMS if said["kind"] in item.kinds]


def missing(said: Said) -> list[Item]:
    """What the clauses ask of this statement and it does not say."""
    return [item for item in of(said) if item.needed(said) and not item.there(said)]


def served(said: Said) -> list[dict[str, str]]:
    """Each clause with the field that serves it."""
    return [
        {"clause": item.clause, "serves": item.field, "key": item.key}
        for item in of(said)
        if item.there(said)
    ]


def insist(said: Said) -> None:
    """Raise InvalidInput with one Fault for each field that is missing, by clause."""
    faults = [fault_of(item, said) for item in missing(said)]
    if faults:
        raise InvalidInput(*faults, message=_("Chưa cấp được giấy: thiếu nội dung bắt buộc."))


def fault_of(item: Item, said: Said) -> Fault:
    """What is missing, by which clause, who mends it, in the reader's words."""
    clause = law.shown(item.clause)
    message = _("Thiếu %(what)s (%(clause)s). %(mend)s") % {
        "what": item.label, "clause": clause, "mend": item.mend,
    }  # fmt: skip
    found = "; ".join(item.open_at(said)) if item.open_at is not None else ""
    if found:
        message = f"{message} {found}."
    return Fault(item.field, message, code="clause_missing", found=found, allowed=clause)
