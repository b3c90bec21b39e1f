"""The digital certificate, tried inside the transaction that issues.

The file itself is made and signed after the commit. What would stop it then (a unit without a form
in D-SI, a text that no XML holds) is found here, while nothing has been given out.
"""

from collections.abc import Mapping
from typing import Any

from certificates.dcc import gates


def rehearse(said: Mapping[str, Any]) -> None:
    """Write the certificate of a statement and hold it against the schema and our rules.

    Raises `InvalidInput` with a fault for each thing that is wrong.
    """
    from certificates.dcc.writing import write  # lxml, of issuing only

    gates.insist(write(said), schematron=False)
