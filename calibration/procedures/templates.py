"""The templates of the house, put into a centre as drafts."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Centre
from audit.record import Said, record_many
from calibration.definition import Definition, read_definition
from calibration.models import ProcedureVersion
from calibration.states import ProcedureState
from common.canonical import canonical, sha256
from instruments.models import InstrumentType

TEMPLATES = Path(__file__).parent.parent / "data" / "procedures"


@transaction.atomic
def load_templates(
    centre: Centre, by: Any, at: datetime, codes: Collection[str] = ()
) -> list[ProcedureVersion]:
    """Put the templates into a centre as drafts, one version for each service. Harmless twice.

    `codes` are those wanted, all unless given. A constant number of queries.
    """
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    known = {
        (version.code, version.service): version
        for version in ProcedureVersion.objects.filter(centre=centre, version=1)
    }
    wanted = [
        (text, read_definition(text), service)
        for text in _texts()
        for service in read_definition(text).services
        if not codes or read_definition(text).code in codes
    ]
    rows, made = [], []
    for text, definition, service in wanted:
        version = known.get((definition.code, service))
        if version is None:
            version = _draft(centre, text, definition, service)
            made.append(version)
        rows.append(version)
    ProcedureVersion.objects.bulk_create(made)
    _set_types([(each, wanted[i][1]) for i, each in enumerate(rows)])
    said = [Said(each, "procedure.load", {"definition": (None, each.digest)}) for each in made]
    record_many(said, by=by, at=at, chain=centre.code)
    return rows


@cache
def _texts() -> tuple[str, ...]:
    return tuple(
        canonical(json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(TEMPLATES.glob("*.json"))
    )


def _draft(centre: Centre, text: str, definition: Definition, service: str) -> ProcedureVersion:
    return ProcedureVersion(
        centre=centre,
        code=definition.code,
        service=service,
        version=1,
        number=definition.documents[service],
        title_vi=definition.title["vi"],
        title_en=definition.title["en"],
        definition=text,
        digest=sha256(text),
    )


def _set_types(rows: Sequence[tuple[ProcedureVersion, Definition]]) -> None:
    """Drafts are for the types that their definitions name, as far as the catalogue has them."""
    drafts = {v.pk: d for v, d in rows if v.state == ProcedureState.DRAFT}
    through = ProcedureVersion.types.through
    codes = {code for definition in drafts.values() for code in definition.instrument_types}
    ids: Mapping[str, int] = dict(
        InstrumentType.objects.filter(code__in=codes).values_list("code", "pk")
    )
    right = {
        (pk, ids[code])
        for pk, definition in drafts.items()
        for code in definition.instrument_types
        if code in ids
    }
    present = through.objects.filter(procedureversion_id__in=drafts)
    there = {(row.procedureversion_id, row.instrumenttype_id): row.pk for row in present}
    wrong = [pk for pair, pk in there.items() if pair not in right]
    through.objects.filter(pk__in=wrong).delete()
    through.objects.bulk_create(
        through(procedureversion_id=version, instrumenttype_id=kind)
        for version, kind in sorted(right - set(there))
    )
