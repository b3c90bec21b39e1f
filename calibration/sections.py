"""Where a table of the procedure stands in a worksheet: in which channel, in which phase.

`volume~2` is the table `volume` of the second hose, `accuracy!left` the points measured again after
an adjustment. A plain key is what most worksheets have.
"""

from dataclasses import dataclass
from typing import Self

LEFT = "left"  # as left: measured after the adjustment
FIXED = ("checks", "environment", "adjustment")


@dataclass(frozen=True)
class Section:
    """One laid-out table: its key in the definition, its channel (0: none), its phase."""

    table: str
    channel: int = 0
    phase: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """The section that `text` names; what is malformed becomes an unknown table."""
        whole, _mark, phase = text.partition("!")
        table, _mark, channel = whole.partition("~")
        if not channel:
            return cls(table, 0, phase)
        if not (channel.isascii() and channel.isdigit()):
            return cls(text)
        return cls(table, int(channel), phase)

    def __str__(self) -> str:
        channel = f"~{self.channel}" if self.channel else ""
        return f"{self.table}{channel}{f'!{self.phase}' if self.phase else ''}"
