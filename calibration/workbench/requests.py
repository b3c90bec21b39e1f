"""A measurement with its settings as one JSON object: what files, the API and records hold."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from calibration.workbench.checking import check
from calibration.workbench.settings import Settings, json_settings
from calibration.workbench.wrongs import Wrong
from metrology.errors import Code, MetrologyError
from metrology.strict_json import fields
from metrology.uncertainty.measurement import Measurement

REQUIRED = ("inputs", "outputs")
SETTINGS = ("rule", "p", "monte_carlo")
OPTIONAL = ("correlations", *SETTINGS)


class Asked(NamedTuple):
    """What was asked, or what is wrong with it; `given` are the settings as they stood there."""

    measurement: Measurement | None
    settings: Settings
    given: dict[str, Any]
    wrongs: list[Wrong]


def read_request(data: object) -> Asked:
    """Read `{inputs, outputs, correlations, rule, p, monte_carlo}`; other names are refused."""
    try:
        whole: Mapping[str, Any] = fields(data, "", required=REQUIRED, optional=OPTIONAL)
    except MetrologyError as error:
        return Asked(None, Settings(), {}, [_of_the_whole(error)])
    measurement, wrongs = check({name: whole[name] for name in whole if name not in SETTINGS})
    settings, more = json_settings(whole)
    given = {name: whole[name] for name in SETTINGS if name in whole}
    wrongs = [*wrongs, *more]
    return Asked(None if wrongs else measurement, settings, given, wrongs)


def _of_the_whole(error: MetrologyError) -> Wrong:
    """The field that is missing or unknown; "" where there is no object at all."""
    missing = error.params.get("name", "").removeprefix(".")
    unknown = error.params.get("found", "") if error.code == Code.UNKNOWN_FIELD else ""
    return Wrong(missing or unknown, error)
