"""What the database makes of a text to search in is what Python makes of the words searched for."""

import unicodedata

import pytest
from django.db.models import Value

from accounts.models import Centre
from common.folding import Folded
from common.text import fold
from tests.factories import people

pytestmark = pytest.mark.django_db

TONES = "\u0300\u0301\u0303\u0309\u0323"
LETTERS = [
    unicodedata.normalize("NFC", letter + tone)
    for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", *TONES)
]
TEXTS = {
    "vietnamese": "".join(LETTERS) + "đĐ",
    "apart": unicodedata.normalize("NFD", "".join(LETTERS)),
    "neighbours": "ÄÖÜäöü ÑñÇç Åå Čč Šš Žž Ůů ǎ",
    "plain": "HĐDV-12/2026 (50%) _ 'x' \\",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_database_folds_as_python_does(text: str) -> None:
    people.centre()

    assert Centre.objects.values_list(Folded(Value(text)), flat=True).first() == fold(text)
