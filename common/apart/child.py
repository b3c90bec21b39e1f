"""The inside: a bare interpreter bounds itself, imports one reader, says what came of the file.

Every file waits for what is imported here. Started by `running` alone.
"""

import marshal
import os
import resource
import sys


class Refused(Exception):
    """A reader does not read the file; a word says why."""


def main() -> None:
    """What to do and the file come in, a word and what belongs to it go out: then it is over."""
    head = marshal.load(sys.stdin.buffer)  # noqa: S302 — of our own parent
    out = os.fdopen(os.dup(1), "wb")  # open until the end, which is the answer's end too
    os.dup2(2, 1)  # what a library prints is no answer
    _bound(head["memory"], head["seconds"])
    sys.modules["backend"] = None  # type: ignore[assignment]  # settings: not to be imported here
    try:
        __import__(head["module"])
        reader = getattr(sys.modules[head["module"]], head["name"])
        said = b"answer " + _json(reader(sys.stdin.buffer.read(), **head["told"]))
    except Refused as refusal:
        said = f"refused {refusal}".encode()
    except BaseException as error:  # noqa: BLE001 — also sys.exit; its name is all that is told
        said = f"failed {type(error).__name__}".encode()
    out.write(said)
    out.flush()
    os._exit(0)  # nothing is worth tidying up


def _json(answer: object) -> bytes:
    if answer is None:
        return b"null"  # of a reader that only tries: what follows takes as long as all the rest
    import json

    return json.dumps(answer, ensure_ascii=False).encode(errors="surrogatepass")


def _bound(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing is written to any disk
