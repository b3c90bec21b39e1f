"""PTB's business rules (Schematron, XSLT 2), run by Saxon in this process.

Compiled once per process from the package's `dcc.sch` through its SchXslt files: 0.15 s, then
4–10 ms a certificate. Saxon holds the interpreter lock while it works, so one compiled sheet
behind a lock costs nothing and is safe for the embedded server's threads; a forked worker (Celery)
compiles its own.
"""

import os
import re
import threading
from dataclasses import dataclass
from typing import Any

from certificates.dcc import schemas

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_NAMESPACE = re.compile(r"Q\{[^}]*\}")


@dataclass(frozen=True)
class Broken:
    """A rule that a certificate breaks: where, what the rule says, and its role."""

    path: str
    said: str
    role: str


class _Sheet:
    """The compiled rules of one process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.pid = 0
        self.processor: Any = None
        self.rules: Any = None

    def ready(self) -> None:
        """Compile, once; to be called with the lock held."""
        if self.pid == os.getpid():
            return
        from saxonche import PySaxonProcessor  # 60 ms and 50 MB: of issuing only

        self.processor = PySaxonProcessor(license=False)
        xslt = self.processor.new_xslt30_processor()
        folder = schemas.folder()
        pipeline = folder / "schxslt" / "pipeline-for-svrl.xsl"
        compiler = xslt.compile_stylesheet(stylesheet_file=str(pipeline))
        # The precompiled rules beside it are older than the source.
        source = self.processor.parse_xml(xml_file_name=str(folder / "dcc.sch"))
        self.rules = xslt.compile_stylesheet(
            stylesheet_text=compiler.transform_to_string(xdm_node=source)
        )
        self.pid = os.getpid()

    def report(self, xml: str) -> str:
        """Run the rules; the report as SVRL."""
        with self.lock:
            self.ready()
            document = self.processor.parse_xml(xml_text=xml)
            return str(self.rules.transform_to_string(xdm_node=document))


_sheet = _Sheet()


def _forget() -> None:
    """A fork may have happened while another thread held the lock."""
    global _sheet  # noqa: PLW0603  one per process is the point
    _sheet = _Sheet()


os.register_at_fork(after_in_child=_forget)


def broken(root: Any, *, roles: tuple[str, ...] = ("error",)) -> list[Broken]:
    """The rules that a document (lxml root, read by `parse_xml`) breaks, of these roles.

    Both forms of Schematron count: a failed assert and a successful report.
    """
    from lxml import etree

    told = etree.fromstring(_sheet.report(etree.tostring(root, encoding="unicode")).encode())
    found = []
    for tag in ("failed-assert", "successful-report"):
        found += [_told(each) for each in told.iter(f"{_SVRL}{tag}")]
    return [each for each in found if each.role in roles]


def _told(element: Any) -> Broken:
    said = " ".join("".join(element.itertext()).split())
    return Broken(_shown(element.get("location", "")), said, element.get("role", "error"))


def _shown(location: str) -> str:
    """`/Q{https://ptb.de/dcc}a[1]/…` as `a/…`: without namespaces, the root and first places."""
    steps = _NAMESPACE.sub("", location).strip("/").split("/")
    named = [step.removesuffix("[1]") for step in steps]
    return "/".join(named[1:]) if len(named) > 1 else named[0]
