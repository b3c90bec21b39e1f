"""Compile .po catalogues to .mo with Babel: no gettext tools needed on the machine."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

for name in sys.argv[1:]:
    source = Path(name)
    with source.open("rb") as readable:
        catalogue = read_po(readable, locale=source.parts[-3])
    draft = source.with_suffix(".mo.new")
    with draft.open("wb") as writable:
        write_mo(writable, catalogue)
    draft.replace(source.with_suffix(".mo"))
