"""The 80 indicators of five real reports, each with what of ours gives its figure.

`reports/data/report_indicators.csv` is as it was collected: the printed figure, its definition, its
organisation and period. A row maps to an indicator, or to a saved filter where it names a year, a
place or a task that no general indicator does.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reports.indicators.registry import ALIASES, INDICATORS

PATH = Path(__file__).parents[1] / "data" / "report_indicators.csv"
IMET, OPTICS, LASER, BLOCK, HUE = "000", "001", "002", "003", "004"


@dataclass(frozen=True)
class Filter:
    """A saved indicator: its words, its source and what it keeps."""

    code: str
    name_vi: str
    name_en: str
    unit: str
    source: str
    filters: Mapping[str, Any]


@dataclass(frozen=True)
class Published:
    """One row of the reports and what gives it. `text`: the source has words, no number."""

    number: int  # of the row, from 1
    seed: str  # "000" … "004"
    code: str  # in the file
    name: str
    organisation: str
    period: str
    figure: str  # as printed
    value: str  # the same as a number, where there is one
    definition: str
    text: bool
    indicator: str  # the code of ours; of the saved filter where there is one
    saved: Filter | None

    @property
    def known(self) -> bool:
        """Whether what it maps to exists."""
        return self.saved is not None or self.indicator in INDICATORS


_CARRIED_2021 = Filter(
    "st_carry_2021_extended",
    "Nhiệm vụ cấp Bộ chuyển tiếp từ năm 2021 được gia hạn",
    "Ministry tasks carried over from 2021, extended",
    "nhiệm vụ",
    "tasks",
    {
        "by": "running",
        "extended": True,
        "kind": "science",
        "level": "ministry",
        "start_year": 2021,
    },
)
_OPTICS_CONFERENCE = Filter(
    "papers_optics_conf",
    "Báo cáo tại Hội nghị Quang học quang phổ toàn quốc lần 12",
    "Papers at the 12th national conference on optics and spectroscopy",
    "bài",
    "activities",
    {
        "by": "done_on",
        "kind": "paper",
        "venue_name": "Hội nghị Quang học quang phổ toàn quốc lần 12",
    },
)
_CASEAN = Filter(
    "papers_casean",
    "Báo cáo tại Hội nghị vật lý kỹ thuật và ứng dụng, CASEAN-7",
    "Papers at the conference on engineering physics and applications, CASEAN-7",
    "bài",
    "activities",
    {
        "by": "done_on",
        "kind": "paper",
        "venue_name": "Hội nghị vật lý kỹ thuật và ứng dụng, CASEAN-7",
    },
)
_THEMATIC = Filter(
    "thematic_reports_126",
    "Báo cáo chuyên đề hoàn thành (ĐTĐL.CN-126/21)",
    "Thematic reports done (ĐTĐL.CN-126/21)",
    "báo cáo",
    "products",
    {"by": "delivered_on", "kind": "thematic_report", "task": "ĐTĐL.CN-126/21"},
)
# Where the file's code is not ours, or means something else in one report: (seed, code).
MAPPED: Mapping[tuple[str, str], str | Filter] = {
    (IMET, "st_carry_ext"): _CARRIED_2021,
    (IMET, "st_carry_2022"): "st_carry_1_ministry",
    (IMET, "st_new"): "st_new_ministry",
    (OPTICS, "st_carry_2021"): "st_carry_1_ministry",
    (OPTICS, "st_new"): "st_new_ministry",
    (LASER, "st_carry_2021"): "st_carry_2_ministry",
    (LASER, "st_carry_2022"): "st_carry_1_ministry",
    (LASER, "st_new"): "st_new_ministry",
    (LASER, "st_accepted"): "st_accepted_ministry",
    (LASER, "papers_optics_conf"): _OPTICS_CONFERENCE,
    (LASER, "papers_casean"): _CASEAN,
    (LASER, "thematic_reports"): _THEMATIC,
}


@cache
def published() -> tuple[Published, ...]:
    """The rows in the order of the file."""
    return tuple(_rows())


def _rows() -> Iterator[Published]:
    with PATH.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            seed = row["seed"][:3]
            ours = MAPPED.get((seed, row["code"]), row["code"])
            saved = ours if isinstance(ours, Filter) else None
            code = ours.code if isinstance(ours, Filter) else ours
            yield Published(
                number=number,
                seed=seed,
                code=row["code"],
                name=row["indicator"],
                organisation=row["org"],
                period=row["period"],
                figure=row["figure"],
                value=row["value"],
                definition=row["definition"],
                text=row["computable"] == "text",
                indicator=ALIASES.get(code, code),
                saved=saved,
            )
