"""A reference to the law is told in the reader's language."""

import re

import pytest
from django.utils import translation

from common import law
from instruments.reference import _history


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("TT 23/2013/TT-BKHCN Điều 4, sửa bởi TT 07/2019",
         "Circular 23/2013/TT-BKHCN, Article 4, as amended by Circular 07/2019/TT-BKHCN"),
        ("TT 23/2013/TT-BKHCN Điều 4 (bản gốc)",
         "Circular 23/2013/TT-BKHCN, Article 4 (original text)"),
        ("TT 24/2013/TT-BKHCN, Điều 16, 25, 33", "Circular 24/2013/TT-BKHCN, Articles 16, 25, 33"),
        ("ISO/IEC 17025:2017, 7.8.2.1 f; TT 24/2013/TT-BKHCN, Điều 41",
         "ISO/IEC 17025:2017, 7.8.2.1 f; Circular 24/2013/TT-BKHCN, Article 41"),
        ("NĐ 105/2016/NĐ-CP, Điều 5", "Decree 105/2016/NĐ-CP, Article 5"),
        ("Quyết định của giám đốc", "Quyết định của giám đốc"),
    ],
)  # fmt: skip
def test_a_reference_in_english(kept: str, told: str) -> None:
    assert law.in_english(kept) == told
    with translation.override("en"):
        assert law.shown(kept) == told
    with translation.override("vi"):
        assert law.shown(kept) == kept


def test_every_source_of_a_cycle_has_its_english() -> None:
    sources = {line["source"] for lines in _history().values() for line in lines if line["months"]}

    assert sources
    for source in sources:
        assert not re.search(r"Điều|sửa|\bTT \d|bỏ|bổ sung|bản gốc", law.in_english(source)), source
