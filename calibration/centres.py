"""What a centre has from those above it."""


def ancestors(path: str) -> list[str]:
    """The codes of a centre and of those above it, nearest first."""
    return list(reversed(path.strip("/").split("/")))
