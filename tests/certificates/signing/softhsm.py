"""Where Debian and others put the module of SoftHSM."""

from pathlib import Path

MODULES = [
    str(one)
    for one in (
        Path("/usr/lib/softhsm/libsofthsm2.so"),
        Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
        Path("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
        Path("/usr/local/lib/softhsm/libsofthsm2.so"),
    )
    if one.exists()
]
