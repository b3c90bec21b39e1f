"""What a replacement says otherwise than the certificate that it replaces, field by field.

Only what a clerical error can be in is compared: what identifies the customer, the thing and the
work, the days, the people, the words of the paper. Numbers, moments and marks of the new paper
differ always; measurements may not differ at all (`statement.same_measurements`).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from common.pairs import Pair, pair

Said = Mapping[str, Any]
Change = dict[str, Any]  # {"label": pair, "before": text, "after": text}

NOTHING = "–"
LONGEST = 300

# Where it stands in a statement, and what it is called on paper.
FIELDS: tuple[tuple[str, Pair], ...] = (
    ("title", pair("Tên giấy", "Title")),
    ("centre.name", pair("Nơi cấp", "Issued by")),
    ("centre.above", pair("Cơ quan chủ quản", "Parent body")),
    ("centre.address", pair("Địa chỉ nơi cấp", "Issuer's address")),
    ("centre.phone", pair("Điện thoại nơi cấp", "Issuer's telephone")),
    ("centre.email", pair("Thư điện tử nơi cấp", "Issuer's e-mail")),
    ("centre.designation", pair("Quyết định chỉ định", "Designation")),
    ("centre.laboratory_code", pair("Mã phòng thí nghiệm", "Laboratory code")),
    ("customer.name", pair("Khách hàng", "Customer")),
    ("customer.address", pair("Địa chỉ khách hàng", "Customer's address")),
    ("customer.tax_code", pair("Mã số thuế", "Tax code")),
    ("user.name", pair("Đơn vị sử dụng", "User")),
    ("user.address", pair("Nơi sử dụng", "Place of use")),
    ("instrument.name", pair("Phương tiện đo", "Instrument")),
    ("instrument.maker", pair("Nơi sản xuất", "Maker")),
    ("instrument.country", pair("Nước sản xuất", "Country of origin")),
    ("instrument.model", pair("Kiểu", "Type")),
    ("instrument.serial", pair("Số chế tạo", "Serial number")),
    ("instrument.tag", pair("Mã quản lý", "Tag")),
    ("instrument.year", pair("Năm sản xuất", "Year of manufacture")),
    ("instrument.type_approval", pair("Phê duyệt mẫu", "Type approval")),
    ("sample", pair("Mẫu", "Sample")),
    ("condition", pair("Tình trạng khi nhận", "Condition on receipt")),
    ("regime", pair("Chế độ kiểm định", "Regime")),
    ("method.number", pair("Văn bản kỹ thuật", "Procedure document")),
    ("method.title", pair("Tên phương pháp", "Title of the method")),
    ("place.where", pair("Nơi thực hiện", "Place of work")),
    ("place.detail", pair("Địa điểm cụ thể", "Exact place")),
    ("dates.received", pair("Ngày nhận", "Date of receipt")),
    ("dates.performed", pair("Ngày thực hiện", "Date of work")),
    ("valid_until.on", pair("Có giá trị đến", "Valid until")),
    ("interval", pair("Chu kỳ đã thỏa thuận", "Agreed interval")),
    ("conclusion.text", pair("Kết luận", "Conclusion")),
    ("signatures.performer.name", pair("Người thực hiện", "Performed by")),
    ("signatures.performer.title", pair("Chức danh người thực hiện", "Performer's title")),
    ("signatures.approver.name", pair("Người phê duyệt", "Approved by")),
    ("signatures.approver.title", pair("Chức danh người phê duyệt", "Approver's title")),
    ("stickers", pair("Tem kiểm định", "Stickers")),
)
CHARACTERISTICS = pair("Đặc trưng kỹ thuật", "Characteristics")
STANDARD = pair("Chuẩn đo lường", "Standard")
PAPER = pair("Chữ của mẫu giấy", "Wording of the paper")
# Of a standard, what its line on the paper says.
OF_STANDARD = ("name", "serial", "maker", "model", "certificate_number", "laboratory")


def changes(old: Said, new: Said) -> list[Change]:
    """Each field that differs, with both texts; what only one shape of statement knows is left out.

    Of a text in two languages the Vietnamese is told, and the English where only that differs.
    """
    found = [*_fields(old, new), *_characteristics(old, new), *_standards(old, new)]
    return [*found, *_paper(old, new)]


def _fields(old: Said, new: Said) -> Iterator[Change]:
    for path, label in FIELDS:
        known, before = _at(old, path)
        also_known, after = _at(new, path)
        if known and also_known:
            yield from _change(label, before, after)


def _at(said: Said, path: str) -> tuple[bool, Any]:
    """Whether the statement knows the field, and what it says; an absent part says nothing."""
    value: Any = said
    for name in path.split("."):
        if value is None:
            return True, None
        if not isinstance(value, Mapping) or name not in value:
            return False, None
        value = value[name]
    return True, value


def _change(label: Pair, before: Any, after: Any) -> Iterator[Change]:
    for lang in ("vi", "en"):
        was, now = text_of(before, lang), text_of(after, lang)
        if was != now:
            yield {"label": label, "before": was[:LONGEST], "after": now[:LONGEST]}
            return


def text_of(value: Any, lang: str = "vi") -> str:
    """A part of a statement as one line of text."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, Mapping):
        if "vi" in value or "en" in value:
            return str(value.get(lang) or value.get("vi") or NOTHING)
        parts = (text_of(each, lang) for each in value.values())
        return " · ".join(each for each in parts if each != NOTHING) or NOTHING
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(text_of(each, lang) for each in value)
    return str(value)


def _characteristics(old: Said, new: Said) -> Iterator[Change]:
    was, now = (_by_label(said) for said in (old, new))
    for key in (*was, *(each for each in now if each not in was)):
        label, before = was.get(key, (now.get(key, (CHARACTERISTICS, None))[0], None))
        after = now.get(key, (label, None))[1]
        yield from _change(label, before, after)


def _by_label(said: Said) -> dict[str, tuple[Pair, Any]]:
    rows = (said.get("instrument") or {}).get("characteristics") or []
    return {text_of(one["label"]): (one["label"], _values(one["values"])) for one in rows}


def _values(values: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        " ".join(str(one[name]) for name in ("digits", "symbol") if one.get(name))
        or text_of(one.get("text"))
        for one in values
    ]


def _standards(old: Said, new: Said) -> Iterator[Change]:
    was, now = (
        {str(one["code"]): one for one in said.get("standards") or []} for said in (old, new)
    )
    for code in (*was, *(each for each in now if each not in was)):
        label = pair(f"{STANDARD['vi']} {code}", f"{STANDARD['en']} {code}")
        both = [name for name in OF_STANDARD if name in was.get(code, now.get(code, {}))]
        shared = [name for name in both if name in now.get(code, was.get(code, {}))]
        before, after = (_line(said.get(code), shared) for said in (was, now))
        yield from _change(label, before, after)


def _line(standard: Said | None, names: Sequence[str]) -> Any:
    return None if standard is None else {name: standard[name] for name in names}


def _paper(old: Said, new: Said) -> Iterator[Change]:
    """A misspelt letterhead is a clerical error; colours and sizes are none."""
    papers = [(said.get("template") or {}).get("content") for said in (old, new)]
    if not all(papers):  # one of them was laid out before papers had a template
        return
    was, now = (_paper_texts(each) for each in papers)
    for name in (*was, *(each for each in now if each not in was)):
        label = pair(f"{PAPER['vi']} ({name})", f"{PAPER['en']} ({name})")
        yield from _change(label, was.get(name), now.get(name))


def _paper_texts(content: Any) -> dict[str, Any]:
    """The texts of a template: what is a pair, or a list of pairs."""
    if not isinstance(content, Mapping):
        return {}
    return {name: value for name, value in content.items() if _is_text(value)}


def _is_text(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_is_text(each) for each in value)
    return isinstance(value, Mapping) and "vi" in value
