"""Everything that hangs on one row, hung on another, whatever app it is of.

The relations are asked of Django, so that this app needs to know no app above it. Sealed rows are
never touched. A row that the other already has (the same site, the same instrument) cannot move:
if the two say the same, what hangs on it moves on to its twin; else it stays where it is.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, models, transaction

from audit.models import Sealed

Ids = dict[str, list[int]]  # of each model ("contracts.contract"), the rows


def relations(model: type[models.Model]) -> list["models.ForeignKey[Any, Any]"]:
    """Every foreign key to a model that may be changed; those of its own app first."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not relation.is_relation:
            continue
        field: Any = getattr(relation, "field", None)
        if isinstance(field, models.ForeignKey) and not issubclass(field.model, Sealed):
            found.append(field)
    own = model._meta.app_label
    return sorted(found, key=lambda field: field.model._meta.app_label != own)


def hanging(row: models.Model) -> Ids:
    """What hangs on a row now; models of which nothing does are left out."""
    found: Ids = defaultdict(list)
    for field in relations(type(row)):
        found[field.model._meta.label_lower] += _rows(field, row)
    return {label: ids for label, ids in found.items() if ids}


def move(old: models.Model, new: models.Model) -> Ids:
    """Hang on `new` what hangs on `old`; returns what moved, what hung on twins included."""
    moved: Ids = defaultdict(list)
    for field in relations(type(old)):
        ids = _rows(field, old)
        if not ids:
            continue
        label = field.model._meta.label_lower
        if _update(field, ids, new):
            moved[label] += ids
        else:
            moved[label] += _one_by_one(field, ids, new, moved)
    return {label: sorted(ids) for label, ids in moved.items() if ids}


def _all(model: type[models.Model]) -> "models.QuerySet[Any]":
    """Every row, whatever the model's own manager leaves out."""
    return models.QuerySet(model)


def _rows(field: "models.ForeignKey[Any, Any]", row: models.Model) -> list[int]:
    rows = _all(field.model).filter(**{field.name: row})
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _update(field: "models.ForeignKey[Any, Any]", ids: list[int], new: models.Model) -> bool:
    """Whether all could move."""
    try:
        with transaction.atomic():
            for start in range(0, len(ids), 500):
                rows = _all(field.model).filter(pk__in=ids[start : start + 500])
                rows.update(**{field.name: new})
    except IntegrityError:
        return False
    return True


def _one_by_one(
    field: "models.ForeignKey[Any, Any]", ids: list[int], new: models.Model, moved: Ids
) -> Iterator[int]:
    for pk in ids:
        if _update(field, [pk], new):
            yield pk
            continue
        row = _all(field.model).get(pk=pk)
        twin = _twin(field, row, new)
        if twin is not None and _says_no_more(row, twin, field):
            for label, more in move(row, twin).items():
                moved[label] += more


def _twin(
    field: "models.ForeignKey[Any, Any]", row: models.Model, new: models.Model
) -> models.Model | None:
    """The row of `new` that stands in the way of `row`."""
    for constraint in row._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint) or (
            field.name not in constraint.fields
        ):
            continue
        same = {name: getattr(row, name) for name in constraint.fields} | {field.name: new}
        rows = _all(field.model).filter(**same)
        if constraint.condition:
            rows = rows.filter(constraint.condition)
        found: models.Model | None = rows.first()
        if found is not None:
            return found
    return None


def _says_no_more(
    row: models.Model, twin: models.Model, moving: "models.ForeignKey[Any, Any]"
) -> bool:
    """Whether `row` says nothing that `twin` does not say: each fact is blank or the same."""
    return all(
        getattr(row, field.attname) in (None, "", {}, getattr(twin, field.attname))
        for field in row._meta.concrete_fields
        if not field.primary_key and field is not moving and field.editable
    )
