"""A certificate as plain text for a terminal."""

from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.dcc.reading.cells import grid, name_of, symbol, text_of
from certificates.dcc.reading.shapes import (
    Certificate,
    Column,
    Condition,
    Identification,
    Part,
    Result,
    Said,
    Signature,
    Table,
    Thing,
)
from certificates.dcc.reading.texts import joined

_SHORTEST = 160


def signature_words(signature: Signature) -> str:
    """What the state of a signature means, in a sentence."""
    if signature["state"] == "stranger" and signature["trusted"]:
        return _("chữ ký đúng, của một nơi cấp được tin cậy")
    words = {
        "unsigned": _("không có chữ ký"),
        "valid": _("chữ ký đúng, của một khóa được tin cậy"),
        "stranger": _("chữ ký đúng, nhưng người ký không có trong danh sách tin cậy"),
        "expired": _("chữ ký đúng, nhưng ngoài thời hạn của chứng thư số"),
        "rewritten": _("chữ ký đúng, nhưng tệp đã được ghi lại"),
        "altered": _("tệp đã bị sửa sau khi ký"),
        "appended": _("có phần được thêm sau khi ký"),
    }
    return words.get(signature["state"]) or _("không kiểm tra được chữ ký")


def lines(found: Certificate) -> Iterator[str]:
    """The whole certificate, line by line."""
    file, signature = found["file"], found["signature"]
    yield from _facts(
        (_("Tệp"), joined((file["name"], file["attachment"]), " › ")),
        ("SHA-256", file["sha256"]),
        ("DCC", found["version"]),
        (_("Số"), found["number"]),
        (_("Thay cho"), _replaced(found)),
        (_("Nơi hiệu chuẩn"), _party(found, "laboratory")),
        (pgettext("một", "Khách hàng"), _party(found, "customer")),
        (_("Nhận ngày"), found["dates"]["received"]),
        (_("Thực hiện"), _days(found)),
        (_("Cấp ngày"), found["dates"]["issued"]),
        (_("Nơi thực hiện"), found["place"]),
        (_("Người ký"), joined(_persons(found))),
        (_("Ngôn ngữ"), joined(found["languages"])),
        (_("Phần mềm"), joined(found["software"])),
        (_("Chữ ký"), joined((signature_words(signature), signature["signer"]))),
        (_("Ký lúc"), signature["at"]),
    )
    yield from _numbers("", found["identifications"])
    for item in found["items"]:
        yield ""
        yield from _thing(_("Đối tượng"), item)
    for said in found["statements"]:
        yield from _statement(said)
    for result in found["results"]:
        yield from _result(result)
    if found["remarks"]:
        yield ""
        yield _("Lưu ý:")
    for remark in found["remarks"]:
        where = _("dòng %(line)s") % {"line": remark["line"]} if remark["line"] else ""
        yield f"  - {joined((where, remark['message']), ': ')}"


def _facts(*facts: tuple[str, str]) -> Iterator[str]:
    width = max(len(label) for label, value in facts if value)
    for label, value in facts:
        if value:
            yield f"{label + ':':<{width + 2}}{value}"


def _replaced(found: Certificate) -> str:
    replaced = found["replaces"]
    return "" if replaced is None else f"{replaced['number']} ({replaced['change']})"


def _party(found: Certificate, which: str) -> str:
    party = found["laboratory"] if which == "laboratory" else found["customer"]
    return joined((text_of(party["name"]), party["code"], party["address"], party["email"]))


def _days(found: Certificate) -> str:
    begun, ended = found["dates"]["begun"], found["dates"]["ended"]
    return begun if begun == ended else f"{begun} – {ended}"


def _persons(found: Certificate) -> Iterator[str]:
    for person in found["persons"]:
        role = f" ({person['role']})" if person["role"] else ""
        yield f"{text_of(person['name'])}{role}"


def _numbers(indent: str, numbers: Iterable[Identification]) -> Iterator[str]:
    for each in numbers:
        name = text_of(each["name"]) or joined(each["refs"], " ")
        yield f"{indent}{joined((name, each['issuer']))}: {each['value']}"


def _thing(label: str, thing: Thing) -> Iterator[str]:
    what = joined((text_of(thing["name"]), text_of(thing["maker"]), thing["model"]))
    yield f"{label}: {what}"
    yield from _numbers("  ", thing["identifications"])
    paper = thing.get("paper")
    if paper:
        named = joined((paper["number"], paper["procedure"], paper["value"]), " ")
        yield f"  {_('giấy chứng nhận')}: {named}"


def _statement(said: Said) -> Iterator[str]:
    text = text_of(said["text"]) or text_of(said["name"])
    told = joined(
        (joined(said["norms"]), joined(said["references"]), text, said["non_si"], said["date"],
         said["conformity"]), "; ",
    )  # fmt: skip
    if told:
        label = joined(said["refs"], " ") or _("Phát biểu")
        yield f"{label}: {told if len(told) <= _SHORTEST else told[:_SHORTEST] + '…'}"


def _result(result: Result) -> Iterator[str]:
    yield ""
    yield f"== {text_of(result['name'])} =="
    for method in result["methods"]:
        norms = joined((*method["norms"], *method["references"]))
        yield f"{_('Phương pháp')}: {joined((text_of(method['name']), norms), '; ')}"
    for thing in result["equipment"]:
        yield from _thing(_("Chuẩn đã dùng"), thing)
    for condition in result["conditions"]:
        yield from _condition(condition)
    for table in result["tables"]:
        yield from _table(table)


def _condition(condition: Condition) -> Iterator[str]:
    values = joined((value_of(column) for column in condition["columns"]), "; ")
    if values:
        yield f"{_('Điều kiện')}: {text_of(condition['name'])}: {values}"


def value_of(column: Column, shown: Callable[[str], str] = str) -> str:
    """The values of a condition, in the unit that comes last: the one people read.

    `shown` writes a number for the reader; left out, it stands as in the file.
    """
    if not column["parts"]:
        return joined((text_of(column["name"]), joined(column["texts"], " ")), " ")
    part = column["parts"][-1]
    digits = joined((shown(each or "NaN") for each in part["values"]), " ")
    unit = symbol(part)
    return joined((text_of(column["name"]), digits, "" if unit == "1" else unit), " ")


def _table(table: Table) -> Iterator[str]:
    cells = grid(table)
    yield ""
    yield joined((f"[{table['id']}]", text_of(table["name"]), table["status"]), " ")
    for column in table["columns"]:
        for limit in column["limits"]:
            values = part_words(limit["parts"]) or joined(limit["texts"], " ")
            yield f"  {name_of(column)}: {text_of(limit['name']) or limit['kind']}: {values}"
    widths = [
        max(len(head), *(len(row[n]) for row in cells.rows)) for n, head in enumerate(cells.heads)
    ]
    for row in (cells.heads, *cells.rows):
        yield (
            "  "
            + "  ".join(
                f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)
            ).rstrip()
        )


def part_words(parts: list[Part]) -> str:
    """The values of the last part with its unit."""
    if not parts:
        return ""
    values = parts[-1]["values"]
    alike = values[:1] if len(set(values)) == 1 else values
    return joined((*(each or "NaN" for each in alike), symbol(parts[-1])), " ")
