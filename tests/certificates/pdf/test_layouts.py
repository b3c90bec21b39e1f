"""A layout that certificates were issued with is never edited: a change is a new folder."""

from hashlib import sha256
from pathlib import Path

TYPST = Path(__file__).parents[3] / "certificates" / "typst"
FROZEN = {
    "1/certificate.typ": "7d4231771f597436b20c4db049e75f50d6b879cd5bde9df8cdc0bce39385d2c6",
    "1/face.typ": "36cad4587a2c143d11a8fe1b84363c904d2344229319f1538c40a130c33b86dc",
    "1/results.typ": "38fba5e52dfbf102016eddc4cbe4a49b46390e1b3dd7df0c073790fc288505c1",
    "1/words.typ": "b423c6f3873d40d4322f06dd4676111e0395f99788ec7f0af30b5906f4f7c406",
}


def test_the_files_of_a_frozen_layout_are_as_they_were() -> None:
    found = {
        f"1/{path.name}": sha256(path.read_bytes()).hexdigest() for path in (TYPST / "1").iterdir()
    }

    assert found == FROZEN
