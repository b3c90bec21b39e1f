"""Prepare this checkout: .venv, locked packages, translations, front end. Standard library only.

    python3.11 scripts/setup.py run    what the office needs to serve
    python3.11 scripts/setup.py test   that, and the tools of `make test`, `check` and `bench`

Each step runs only when what it reads has changed, so a second start takes no time.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMPS = VENV / "chuan-stamps.json"
LOCKS = ("base", "production", "test")  # each contains the one before it
# The locks are complete: what a package asks for and we never load is left out of them on purpose.
WHOLE = ("--require-hashes", "--no-deps")
OLDEST_NODE = 18
APPS = "*/locale/*/LC_MESSAGES/django.po"


def main() -> None:
    """Run the steps in order; stop with a sentence when one cannot be done."""
    if sys.version_info < (3, 11):  # noqa: UP036 (whoever calls us may be older)
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"Chuẩn needs Python 3.11 or newer; {sys.executable} is {found}.")
    os.chdir(ROOT)
    make_venv()
    install_packages(wanted_lock(sys.argv[1] if len(sys.argv) > 1 else "run"))
    compile_messages()
    build_bench()


def say(text: str) -> None:
    print(f"setup: {text}", flush=True)


def run(*command: str | Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a step; its failure is ours, with its own words above."""
    try:
        subprocess.run([str(part) for part in command], check=True, env=env, cwd=cwd)
    except subprocess.CalledProcessError as failure:
        sys.exit(f"setup: this step failed ({failure.returncode}): {' '.join(map(str, command))}")


def checksum(paths: Iterable[Path]) -> str:
    """One sum over names and contents."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def stamps() -> dict[str, str]:
    return dict(json.loads(STAMPS.read_text())) if STAMPS.exists() else {}


def stamp(**done: str) -> None:
    draft = STAMPS.with_suffix(".new")
    draft.write_text(json.dumps({**stamps(), **done}, indent=1))
    draft.replace(STAMPS)


# Python


def make_venv() -> None:
    """`.venv` with the Python that runs this script; kept while its Python still starts."""
    python = BIN / "python"
    if python.exists() and (BIN / "pip").exists():
        return
    say(f"creating .venv with {sys.executable}")
    shutil.rmtree(VENV, ignore_errors=True)
    if uv := shutil.which("uv"):
        run(uv, "venv", "--quiet", "--seed", "--python", sys.executable, VENV)
        return
    try:
        import ensurepip  # noqa: F401
    except ModuleNotFoundError:
        sys.exit(
            "setup: this Python has no venv/ensurepip. On Debian or Ubuntu:"
            " apt-get install python3-venv   (or put `uv` on PATH)."
        )
    run(sys.executable, "-m", "venv", VENV)


def wanted_lock(purpose: str) -> str:
    """The smallest lock that serves the purpose; a PostgreSQL or Redis address needs drivers."""
    if purpose == "test":
        return "test"
    served = os.environ.get("DATABASE_URL", "").startswith("postgres") or any(
        os.environ.get(name) for name in ("REDIS_URL", "S3_BUCKET")
    )
    return "production" if served else "base"


def install_packages(lock: str) -> None:
    """Install the lock when it changed. A larger set that is already here is kept."""
    have = stamps().get("lock", LOCKS[0])
    lock = max(lock, have, key=LOCKS.index)
    path = ROOT / "requirements" / f"{lock}.txt"
    now = checksum([path])
    if stamps().get("lock") == lock and stamps().get("packages") == now:
        return
    if uv := shutil.which("uv"):
        say(f"installing requirements/{lock}.txt with uv")
        run(uv, "pip", "install", "--quiet", "--python", BIN / "python", *WHOLE,
            "-r", path)  # fmt: skip
    else:
        say(f"installing requirements/{lock}.txt with pip (a minute or two the first time)")
        run(BIN / "python", "-m", "pip", "install", "--quiet", "--no-input", *WHOLE,
            "--disable-pip-version-check", "--root-user-action=ignore", "-r", path)  # fmt: skip
    stamp(lock=lock, packages=now)


def compile_messages() -> None:
    """Compile each catalogue that is newer than its .mo file."""
    stale = [
        po
        for po in sorted(ROOT.glob(APPS))
        if not po.with_suffix(".mo").exists()
        or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]
    if stale:
        say(f"compiling {len(stale)} translation catalogue(s)")
        run(BIN / "python", ROOT / "scripts" / "compile_messages.py", *stale)


# The front end


def build_bench() -> None:
    """Fetch the locked packages and bundle the tablet app, each only when its input changed.

    Without Node the office still runs, so a missing Node is said and not an error.
    """
    bench = ROOT / "bench"
    lock = bench / "package-lock.json"
    if not lock.exists():
        return
    packages = checksum([lock, bench / "package.json"])
    sources = [p for p in bench.joinpath("src").rglob("*") if p.is_file()]
    built = checksum([lock, *bench.glob("*.mjs"), *bench.glob("tsconfig*.json"), *sources])
    have_packages = (bench / "node_modules").is_dir() and stamps().get("npm") == packages
    have_bundle = (bench / "dist" / "bench" / "manifest.json").exists()
    if have_packages and have_bundle and stamps().get("bench") == built:
        return
    env = node_environment()
    if env is None:
        say(f"NO FRONT END: it needs Node {OLDEST_NODE} or newer with npm. There is none on PATH,")
        say("and requirements/node.txt could not be installed (see above). The office pages run;")
        say("the tablet page will say that its bundle is missing. Repeat `make setup` later.")
        return
    try:
        if not have_packages:
            say("installing the front end's locked packages with npm")
            subprocess.run(
                ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
                check=True, cwd=bench, env=env,
            )  # fmt: skip
            stamp(npm=packages)
        say("building the front end")
        subprocess.run(["node", "build.mjs"], check=True, cwd=bench, env=env)
        stamp(bench=built)
    except subprocess.CalledProcessError as failure:
        say(f"NO FRONT END: `{' '.join(failure.cmd)}` failed (see above). The office pages run;")
        say("the tablet page will say that its bundle is missing.")


def node_environment() -> dict[str, str] | None:
    """An environment whose PATH has node and npm: the machine's, else the locked wheel's."""
    env = dict(os.environ)
    if node_is_new_enough(env):
        return env
    env["PATH"] = f"{BIN}{os.pathsep}{env.get('PATH', '')}"
    if node_is_new_enough(env):
        return env
    say("no Node on PATH: installing requirements/node.txt into .venv")
    path = ROOT / "requirements" / "node.txt"
    uv = shutil.which("uv")
    pip = [uv, "pip", "install", "--python", str(BIN / "python")] if uv else None
    pip = pip or [str(BIN / "python"), "-m", "pip", "install", "--no-input",
                  "--disable-pip-version-check", "--root-user-action=ignore"]  # fmt: skip
    done = subprocess.run([*pip, "--quiet", "--require-hashes", "-r", path], check=False)
    return env if done.returncode == 0 and node_is_new_enough(env) else None


def node_is_new_enough(env: Mapping[str, str]) -> bool:
    node = shutil.which("node", path=env["PATH"])
    if node is None or shutil.which("npm", path=env["PATH"]) is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


if __name__ == "__main__":
    main()
