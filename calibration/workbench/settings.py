"""How a measurement is to be evaluated: the coverage rule, p, and Monte Carlo, within bounds."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from calibration.workbench.numbers import read_number, read_share
from calibration.workbench.typed import Typed
from calibration.workbench.wrongs import Wrong, wrong
from metrology.bounds import between
from metrology.errors import Code, MetrologyError
from metrology.strict_json import fields, number
from metrology.uncertainty.coverage import COVERAGE_PROBABILITY, FREE_RULES, RULES
from metrology.uncertainty.measurement import Measurement

MOST_DRAWS = 1_000_000
MOST_LIVE_DRAWS = 200_000  # repeated after every edit, once a run is on the page
# In one request, so that it takes a second or two and stays in memory:
MOST_NUMBERS = 40_000_000  # drawn: draws × components
MOST_KEPT = 10_000_000  # draws × outputs
MOST_OPERATIONS = 200_000_000  # draws × operations of the models
MOST_SEED = 2**53 - 1
DEFAULT_P = 0.95
DEFAULT_RULE = "automatic"
MONTE_CARLO = "monte_carlo"
_DEFAULT_DRAWS = 200_000


@dataclass(frozen=True)
class Settings:
    """A coverage rule of `RULES`, p where one was given, and the run that was asked for."""

    rule: str = DEFAULT_RULE
    p: float | None = None
    draws: int = _DEFAULT_DRAWS
    seed: int = 1
    monte_carlo_p: float | None = None
    monte_carlo: bool = False

    @property
    def rule_p(self) -> float | None:
        """The p that the rule is given: rules that need one take 0.95 where none was chosen."""
        return DEFAULT_P if self.p is None and self.rule in FREE_RULES else self.p

    def simulated_p(self, stated: Collection[float | None]) -> float:
        """The p of the Monte Carlo interval: chosen, or that of the stated results.

        So like is compared with like. `stated` are the p of the budgets; k = 2 stands for 95.45 %.
        """
        for given in (self.monte_carlo_p, self.p):
            if given is not None:
                return given
        if self.rule == "k2":
            return COVERAGE_PROBABILITY
        common = set(stated)
        return common.pop() or DEFAULT_P if len(common) == 1 else DEFAULT_P

    @property
    def runs(self) -> bool:
        """Whether draws are made: asked for, or needed by the rule."""
        return self.monte_carlo or self.rule == MONTE_CARLO

    def to_json(self, simulated_p: float) -> dict[str, Any]:
        """As the API takes it, with the p that was simulated."""
        data: dict[str, Any] = {"rule": self.rule}
        if self.p is not None:
            data["p"] = self.p
        if self.runs:
            data["monte_carlo"] = {"draws": self.draws, "seed": self.seed, "p": simulated_p}
        return data


def typed_settings(typed: Typed) -> tuple[Settings, list[Wrong]]:
    """Read the form's settings."""
    wrongs: list[Wrong] = []

    def attempt(name: str, read: Callable[[], Any], other: Any) -> Any:
        try:
            return read()
        except MetrologyError as error:
            wrongs.append(wrong(name, error))
            return other

    p, own_p = typed.p.strip(), typed.simulated_p.strip()
    settings = Settings(
        rule=attempt("rule", lambda: _rule(typed.rule), DEFAULT_RULE),
        p=attempt("p", lambda: _probability(read_share(p), "p") if p else None, None),
        draws=attempt("draws", lambda: _draws(read_number(typed.draws), "draws"), _DEFAULT_DRAWS),
        seed=attempt("seed", lambda: _seed(read_number(typed.seed), "seed"), 1),
        monte_carlo_p=attempt(
            "simulated_p", lambda: _probability(read_share(own_p), "p") if own_p else None, None
        ),
        monte_carlo=bool(typed.monte_carlo),
    )
    return settings, wrongs


def json_settings(data: Mapping[str, Any]) -> tuple[Settings, list[Wrong]]:
    """Read `rule`, `p` and `monte_carlo: {draws, seed, p}` of the API."""
    try:
        asked = data.get("monte_carlo")
        given = {} if asked is None else fields(
            asked, "monte_carlo", optional=("draws", "seed", "p")
        )  # fmt: skip
        p, own_p = data.get("p"), given.get("p")
        return Settings(
            rule=_rule(data.get("rule", DEFAULT_RULE)),
            p=None if p is None else _probability(p, "p"),
            draws=_draws(given.get("draws", _DEFAULT_DRAWS), "monte_carlo.draws"),
            seed=_seed(given.get("seed", 1), "monte_carlo.seed"),
            monte_carlo_p=None if own_p is None else _probability(own_p, "monte_carlo.p"),
            monte_carlo=asked is not None,
        ), []
    except MetrologyError as error:
        return Settings(), [wrong(_named(error, data), error)]


def too_much(settings: Settings, measurement: Measurement, operations: int = 0) -> Wrong | None:
    """Refuse a run that would keep the server busy for long; `operations` are those of one draw."""
    if not settings.runs:
        return None
    components = sum(len(each.components) for each in measurement.inputs)
    most = min(
        MOST_NUMBERS // max(components, 1),
        MOST_KEPT // max(len(measurement.outputs), 1),
        MOST_OPERATIONS // max(operations, 1),
    )
    if settings.draws <= most:
        return None
    error = MetrologyError(
        Code.OUT_OF_RANGE, name="draws", found=str(settings.draws), allowed=f"≤ {most}"
    )
    return Wrong("draws", error)


def _named(error: MetrologyError, data: Mapping[str, Any]) -> str:
    said = f"{error.params.get('name', '')} {error.params.get('found', '')}".lstrip()
    if error.code == Code.UNKNOWN_FIELD:
        return "monte_carlo"
    for name in ("monte_carlo.draws", "monte_carlo.seed", "monte_carlo.p", "monte_carlo", "p"):
        if said.startswith((f"{name} ", f"{name}=")) or error.params.get("name") == name:
            return name
    return "rule"


def _rule(found: object) -> str:
    if not isinstance(found, str) or found not in RULES:
        allowed = ", ".join(RULES)
        raise MetrologyError(Code.UNKNOWN_NAME, found=str(found), allowed=allowed)
    return found


def _probability(found: object, place: str) -> float:
    return between(place, number(found, place), 0, 1)


def _draws(found: object, place: str) -> int:
    return _whole(found, place, 1, MOST_DRAWS)


def _seed(found: object, place: str) -> int:
    return _whole(found, place, 0, MOST_SEED)


def _whole(found: object, place: str, least: int, most: int) -> int:
    value = number(found, place)
    if not (value.is_integer() and least <= value <= most):
        allowed = f"{least} … {most}"
        raise MetrologyError(Code.OUT_OF_RANGE, name=place, found=str(found), allowed=allowed)
    return int(value)
