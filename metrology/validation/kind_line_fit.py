"""Lines through calibration data: ordinary, weighted, with u in both axes (GUM H.3, QUAM A5)."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from metrology.decimals import Number
from metrology.errors import Code, MetrologyError
from metrology.lines.fits import Fit, Prediction
from metrology.lines.straight import fit_line, fit_line_xy
from metrology.reasons import Reason, refusal
from metrology.strict_json import fields, text
from metrology.validation.cases import Case, Expected, Value, unknown_field
from metrology.validation.columns import Columns, column, columns, mean_of
from metrology.validation.kind import Answers, Kind, Question, asked

_METHODS = ("ols", "wls", "wtls", "deming")
_STRAIGHT = re.compile(r"y = (intercept \+ slope ?\* ?x|slope ?\* ?x \+ intercept)")
_THROUGH_ORIGIN = re.compile(r"y = (beta|slope) ?\* ?x")
_MODELS = "y = intercept + slope*x | y = beta*x"
_EQUAL = re.compile(r"equal(, s estimated from residuals)?")
_INVERSE = re.compile(
    r"\w+ from the mean of (?P<column>\w+)"
    r"(; its uncertainty includes the scatter of those (?P<n>[0-9]+) readings)?"
)


class _Given(NamedTuple):
    """What the words of a case say is to be fitted."""

    data: Columns
    names: Mapping[str, str]
    x: Sequence[Number]
    y: Sequence[Number]
    through_origin: bool
    weights: str
    inverse: str


def prepare(case: Case) -> Answers:
    """Fit by each method asked; every question reads from its fit."""
    given = _read(case.given["data"], case.given["fit"])
    fits = {name: _FITS[name](given) for name in {each.method for each in case.expected}}
    return lambda expected: _ANSWERS[expected.quantity](fits[expected.method], given, expected)


def _read(data: object, fit: object) -> _Given:
    known = columns(data)
    words = fields(fit, "fit", optional=("x", "y", "model", "weights", "inverse", "u_x", "u_y"))
    names = {name: text(value, f"fit.{name}") for name, value in words.items()}
    model = names.get("model", "y = intercept + slope*x")
    through_origin = _THROUGH_ORIGIN.fullmatch(model) is not None
    if not (through_origin or _STRAIGHT.fullmatch(model)):
        raise unknown_field("fit.model", model, _MODELS)
    return _Given(
        data=known,
        names=names,
        x=column(names.get("x", "x"), known, "fit.x"),
        y=column(names.get("y", "y"), known, "fit.y"),
        through_origin=through_origin,
        weights=names.get("weights", "equal"),
        inverse=names.get("inverse", ""),
    )


def _ols(given: _Given) -> Fit:
    """Fit with equal weights, or with weights known up to a factor: a column or a formula."""
    if _EQUAL.fullmatch(given.weights):
        return fit_line(given.x, given.y, through_origin=given.through_origin)
    weights = column(given.weights, given.data, "fit.weights")
    return fit_line(given.x, given.y, weights=weights, through_origin=given.through_origin)


def _wls(given: _Given) -> Fit:
    """Fit with the u of each y: a column, or what the weights 1/u² say."""
    u_y = _u_column(given, "y")
    if u_y is None:
        if _EQUAL.fullmatch(given.weights):
            raise MetrologyError(Code.MISSING_VALUE, name="fit.weights: u(y)")
        weights = column(given.weights, given.data, "fit.weights")
        u_y = [1 / math.sqrt(each) if each > 0 else -1.0 for each in weights]
    return fit_line(given.x, given.y, u_y=u_y, through_origin=given.through_origin)


def _wtls(given: _Given, *, relative: bool = False) -> Fit:
    if given.through_origin:
        raise unknown_field("fit.model", given.names["model"], "y = intercept + slope*x")
    found = {axis: _u_column(given, axis, needed=True) for axis in "xy"}
    return fit_line_xy(given.x, given.y, found["x"] or 0, found["y"] or 0, relative=relative)


_FITS: Mapping[str, Callable[[_Given], Fit]] = {
    "ols": _ols,
    "wls": _wls,
    "wtls": _wtls,
    "deming": lambda given: _wtls(given, relative=True),
}


def _u_column(given: _Given, axis: str, *, needed: bool = False) -> Sequence[Number] | None:
    """Give the standard uncertainties of an axis: named by `fit.u_x`, or a column of such a name.

    For y: "u_y", "uy", "u_<name of the column>", "s_y", "sigma_y", the weight "w_y" = 1/u², or
    "u", "sigma", or s with n readings each as s/√n (GUM 4.2.3). One number counts for every point.
    """
    own = given.names.get(axis, axis)
    named = given.names.get(f"u_{axis}")
    # Weights may be a formula of other columns; then it is they that say u(y).
    if not (needed or named or _EQUAL.fullmatch(given.weights) or _says_u(given)):
        return None
    formulas = [named] if named else _formulas(axis, own, given.data)
    if formulas:
        found = column(formulas[0], given.data, f"fit.u_{axis}")
        return found * len(given.x) if len(found) == 1 else found
    if needed or not _EQUAL.fullmatch(given.weights):
        raise MetrologyError(Code.MISSING_VALUE, name=f"data.u_{axis}")
    return None


def _formulas(axis: str, own: str, data: Columns) -> list[str]:
    """Give how u is computed from the columns that are there, the likeliest first."""
    names = [f"u_{axis}", f"u{axis}", f"u_{own}", f"s_{axis}", f"sigma_{axis}"]
    found = [name for name in names if name in data]
    found += [f"1/sqrt({name})" for name in (f"w_{axis}", f"w{axis}") if name in data]
    if axis == "y":
        found += [name for name in ("u", "sigma") if name in data]
        found += ["s/sqrt(n)" if "n" in data else "s"] if "s" in data else []
    return found


def _says_u(given: _Given) -> bool:
    """Whether the weights are said to be those of the u of the data, in one of the usual ways.

    A column of uncertainties, "u_y", is what it is called: taken as weights themselves, the point
    known worst would count most.
    """
    words = given.weights.replace(" ", "").replace("**", "^")
    for axis in "xy":
        for name in (axis, given.names.get(axis, axis)):
            words = words.replace(f"u({name})", f"u_{axis}")
            words = re.sub(rf"\bu_?{re.escape(name)}\b", f"u_{axis}", words)
    return words in _U_WORDS


_U_WORDS = ("u_y", "1/u_y^2", "u_x+u_y", "u_y+u_x", "u_x,u_y")


def _predicted(fit: Fit, _given: _Given, expected: Expected) -> Prediction:
    return fit.predict(asked(expected, "at"))


def _predicted_single(fit: Fit, _given: _Given, expected: Expected) -> Prediction:
    readings = int(asked(expected, "readings", 1))
    return fit.predict_single(asked(expected, "at"), readings=readings)


def _inverse(fit: Fit, given: _Given, expected: Expected) -> Prediction:
    """Give x of the mean of a column `fit.inverse` names, or of the y the question brings."""
    if "at" in expected.details:
        count = int(asked(expected, "readings", 1))
        return fit.x_from_y(asked(expected, "at"), readings=count, u_reading=_scatter(expected))
    found = _INVERSE.fullmatch(given.inverse)
    if found is None:
        allowed = "… from the mean of <column>[; its uncertainty includes the scatter of those …]"
        raise unknown_field("fit.inverse", given.inverse or "–", allowed)
    name = found["column"]
    if name not in given.data:
        raise unknown_field("fit.inverse", name, ", ".join(given.data))
    readings, mean = given.data[name], mean_of(name, given.data)
    if found["n"] is None:
        return fit.x_from_y(mean, u_reading=0.0)
    if int(found["n"]) != len(readings):
        raise unknown_field("fit.inverse", found["n"], f"{len(readings)} readings in {name}")
    return fit.x_from_y(mean, readings=len(readings), u_reading=_scatter(expected))


def _scatter(expected: Expected) -> float | None:
    """Give the u of the y that is read: as the question says; x itself does not depend on it."""
    if expected.quantity == "x_from_y":
        return 0.0
    return asked(expected, "u_reading") if "u_reading" in expected.details else None


def _number(value: float | None, name: str) -> float:
    if value is None:
        raise refusal(Code.CANNOT_COMPUTE, Reason.FIT_OTHER_WAY, found=name)
    return value


_ANSWERS: Mapping[str, Callable[[Fit, _Given, Expected], Value]] = {
    "intercept": lambda fit, _given, _asked: fit.intercept,
    "u_intercept": lambda fit, _given, _asked: fit.u_intercept,
    "slope": lambda fit, _given, _asked: fit.slope,
    "u_slope": lambda fit, _given, _asked: fit.u_slope,
    "beta": lambda fit, _given, _asked: fit.slope,
    "u_beta": lambda fit, _given, _asked: fit.u_slope,
    "covariance": lambda fit, _given, _asked: fit.covariance_ab,
    "correlation": lambda fit, _given, _asked: fit.correlation,
    "s_residual": lambda fit, _given, _asked: _number(fit.s_residual, "s_residual"),
    "chi2": lambda fit, _given, _asked: _number(fit.chi2, "chi2"),
    "dof": lambda fit, _given, _asked: float(fit.dof),
    "predict": lambda fit, given, expected: _predicted(fit, given, expected).value,
    "u_predict": lambda fit, given, expected: _predicted(fit, given, expected).u,
    "predict_single": lambda fit, given, expected: _predicted_single(fit, given, expected).value,
    "u_predict_single": lambda fit, given, expected: _predicted_single(fit, given, expected).u,
    "x_from_y": lambda fit, given, expected: _inverse(fit, given, expected).value,
    "u_x_from_y": lambda fit, given, expected: _inverse(fit, given, expected).u,
}

KIND = Kind(
    name="line_fit",
    required=("data", "fit"),
    prepare=prepare,
    questions={
        **{name: Question(_METHODS) for name in list(_ANSWERS)[:11]},
        **{name: Question(_METHODS, required=("at",)) for name in ("predict", "u_predict")},
        **{
            name: Question(_METHODS, details=("readings",), required=("at",))
            for name in ("predict_single", "u_predict_single")
        },
        **{
            name: Question(_METHODS, details=("at", "readings", "u_reading"))
            for name in ("x_from_y", "u_x_from_y")
        },
    },
)
