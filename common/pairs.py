"""A text in both languages, as plain data: what papers and records keep."""

Pair = dict[str, str]


def pair(vi: str, en: str = "") -> Pair:
    """A text in both languages; where there is no English the Vietnamese stands for it."""
    return {"vi": vi, "en": en or vi}
