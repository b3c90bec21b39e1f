"""What the tests of the workbench share: examples, the form that a browser posts, its answer."""

import html
import re
from typing import Any

from calibration.models import ProcedureVersion
from calibration.services import NewBudget, save_budget
from calibration.workbench.checking import check
from calibration.workbench.evaluating import evaluate
from calibration.workbench.examples import examples
from calibration.workbench.keeping import new_budget
from calibration.workbench.layout import lay_out
from calibration.workbench.reading import fill
from calibration.workbench.requests import read_request
from calibration.workbench.typed import Typed
from metrology.uncertainty.measurement import Measurement
from tests.factories import calibration as made
from tests.factories.people import NOW

H1, S9, H2 = "gum-h1-end-gauge", "ea402-s9-dmm-100v", "gum-h2-rxz-observations"
URL = "/workbench/"
TITLE = "Đồng hồ vạn năng, 100 V"


def measurement_of(key: str) -> Measurement:
    found, wrongs = check(examples()[key].measurement)
    assert wrongs == []
    assert found is not None
    return found


def posted(typed: Typed, **more: str) -> dict[str, str]:
    """The fields that a browser would post."""
    layout = lay_out(typed, [])
    fields = {box.name: box.text for box in layout.boxes() if box.form != "tick" or box.text}
    kept = {name: text for row in layout.inputs for c in row.rows for name, text in c.kept}
    return fields | kept | {"monte_carlo": typed.monte_carlo, "title": typed.title} | more


def form_of(key: str, **more: str) -> dict[str, str]:
    return posted(fill(measurement_of(key).to_json()), **more)


def shown(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return str(answer.content.decode())


def beside(page: str, field: str) -> str:
    """What stands in the place for the faults of a field."""
    found = re.search(rf'id="{field}-wrong"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert found, field
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", found[1]).split()))


def budget_of(key: str = S9, **settings: Any) -> NewBudget:
    asked = read_request(measurement_of(key).to_json() | settings)
    assert asked.measurement is not None
    evaluation, wrongs = evaluate(asked.measurement, asked.settings)
    assert evaluation is not None, wrongs
    return new_budget(evaluation)


def keep(draft: ProcedureVersion, lab: made.Lab, budget: NewBudget, title: str = TITLE) -> Any:
    return save_budget(procedure_id=draft.pk, title=title, budget=budget, by=lab.quality, at=NOW)
