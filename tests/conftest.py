"""What every test stands on: the database engine, the servers, the folders, and the counts.

`CHUAN_TEST_ENGINE` is `sqlite` (default: a file, with the product's own options) or `postgresql`
(the server of `DATABASE_URL` if that names one, else the embedded wheel). The choice is made in
`pytest_configure`, before Django reads its settings. With `-n`, one server serves all workers.

After a test marked `django_db(transaction=True)` all tables are empty, rows of data migrations
too: such a test loads what it needs (reference data comes from a command, not from migrations).
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import HealthCheck, settings

from tests.house import servers
from tests.house.ready import Ready

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ENGINES = ("sqlite", "postgresql")
ENGINE = os.environ.get("CHUAN_TEST_ENGINE", "sqlite")
NO_SKIP = os.environ.get("CHUAN_NO_SKIP", "") not in ("", "0")
LONGEST_ID = 200  # characters of a parameter in the name of its test
# What takes longest goes first: at the end it would keep one process busy while others wait.
LONGEST = (
    "tests/backend/test_malformed",
    "tests/backend/test_every_door.py",
    "tests/flows/",
    "tests/reports/test_demo",
)
# A thread or process of a test may not be gone when the last test is: its session would keep the
# database from being dropped.
ALONE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
MD5 = "django.contrib.auth.hashers.MD5PasswordHasher"

# A machine that is busy with something else fails no test; CI has such a profile by itself.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if not os.environ.get("CI"):
    settings.load_profile("busy")


# Before Django


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose database, folder and settings; the controller does it once for all workers."""
    if ENGINE not in ENGINES:
        raise pytest.UsageError(
            f"CHUAN_TEST_ENGINE is {ENGINE!r}; it may be {' or '.join(ENGINES)}"
        )
    if os.environ.get("DJANGO_SETTINGS_MODULE") and "CHUAN_TEST_RUN" not in os.environ:
        raise pytest.UsageError(
            "DJANGO_SETTINGS_MODULE is set: Django would read its settings before the tests have"
            " chosen a database. Unset it; tests/conftest.py names the module."
        )
    if "CHUAN_TEST_RUN" not in os.environ:
        _prepare_run()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    data_dir = _run_folder() / worker
    data_dir.mkdir(exist_ok=True)
    os.environ["DATA_DIR"] = str(data_dir)
    if ENGINE == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{data_dir / 'chuan.sqlite3'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    # Playwright's sync API runs a loop in the test's thread; Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    import django

    django.setup()  # pytest-django, which comes last, finds it done and closes the database


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """A worker chooses its own folder first: pytest-django, told a module, would read the
    settings before that, and all workers would share the controller's folder."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def _prepare_run() -> None:
    folder = Path(tempfile.mkdtemp(prefix="chuan-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["CHUAN_TEST_RUN"] = str(folder)
    # The product must not meet the machine's Redis or bucket unless a test hands it over.
    os.environ["CHUAN_TEST_REDIS_URL"] = os.environ.pop("REDIS_URL", "")
    for name in ("S3_BUCKET", "SECRET_KEY", "PUBLIC_URL", "ALLOWED_HOSTS", "DEBUG"):
        os.environ.pop(name, None)
    given = os.environ.get("DATABASE_URL", "")
    if ENGINE == "postgresql" and not given.startswith(("postgres://", "postgresql://")):
        server = servers.start_postgresql(folder)
        atexit.register(server.stop)
        os.environ["DATABASE_URL"] = server.url


def _run_folder() -> Path:
    return Path(os.environ["CHUAN_TEST_RUN"])


# What is collected, and what became of it


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file of many megabytes is named by its length: names are kept and sent by every worker."""
    if isinstance(val, str | bytes) and len(val) > LONGEST_ID:
        return f"{argname}-{len(val)}"
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the other engine: it is not a skip, it does not apply.

    What takes longest goes first. It flushes no tables, so what needs them full may follow.
    """
    other: list[pytest.Item] = []
    mine: list[pytest.Item] = []
    for item in items:
        marker = item.get_closest_marker("engine")
        (mine if marker is None or ENGINE in marker.args else other).append(item)
    if other:
        config.hook.pytest_deselected(items=other)
    items[:] = sorted(mine, key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """With CHUAN_NO_SKIP a skip is a failure: a claim nobody looked at is not kept."""
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, and CHUAN_NO_SKIP is set: {reason}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A line of counts, then one for each failure, on the screen and in `make test`'s file.

    What is kept of a long log is often its end: the names of what failed stand there too.
    """
    stats: dict[str, list[Any]] = terminalreporter.stats
    number = {kind: len(stats.get(kind, [])) for kind in ("passed", "failed", "error", "skipped")}
    line = f"{ENGINE}: {number['passed']} passed, {number['skipped']} skipped"
    if number["failed"] or number["error"]:
        line += f", {number['failed']} failed, {number['error']} errors"
    lines = [
        line,
        *(_told(report) for kind in ("failed", "error") for report in stats.get(kind, [])),
    ]
    terminalreporter.write_line("\n".join(lines))
    if name := os.environ.get("CHUAN_TEST_COUNTS"):
        Path(name).write_text("\n".join(lines) + "\n")


def _told(report: pytest.TestReport | pytest.CollectReport) -> str:
    """`  tests/a.py::test_b (teardown): the last line of its error`."""
    crash = getattr(report.longrepr, "reprcrash", None)
    words = (crash.message if crash else str(report.longrepr)).strip().splitlines() or [""]
    why = words[0] if crash else words[-1]
    return f"  {report.nodeid} ({getattr(report, 'when', 'collect')}): {why[:LONGEST_ID]}"


# Django


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=[MD5]):
        yield


@pytest.fixture(autouse=True)
def _nothing_left_over() -> None:
    """Each test begins in Vietnamese and with no request counted, whatever ran before it."""
    from django.core.cache import cache
    from django.utils import translation

    translation.deactivate()
    cache.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """SQLite: a file as in the product, not memory, so that threads and processes can meet."""
    from django.conf import settings

    if ENGINE == "sqlite":
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(_test_file())


@pytest.fixture(scope="session")
def ready(request: pytest.FixtureRequest) -> Iterator[Ready | None]:
    """A migrated database of an earlier run; none on PostgreSQL, whose server is a new one."""
    found = Ready(request.config.cache.mkdir("migrated")) if ENGINE == "sqlite" else None
    yield found
    if found is not None:
        found.release()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, ready: Ready | None) -> bool:
    """Whether the database is there before Django would make it."""
    return ready is not None and ready.take(_test_file())


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, *, django_db_keepdb: bool, django_db_blocker: Any, ready: Ready | None
) -> Iterator[None]:
    """As always; what was made is kept for the next run."""
    from django.db import connection

    if ready is not None and not django_db_keepdb:
        with django_db_blocker.unblock():
            connection.close()  # the last one to leave writes the journal into the file
        ready.keep(_test_file())
    yield
    if ENGINE == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(ALONE)


def _test_file() -> Path:
    return Path(os.environ["DATA_DIR"]) / "test.sqlite3"


@pytest.fixture(scope="session", autouse=True)
def _flush_lifts_triggers() -> Iterator[None]:
    """Let the flush between transaction tests empty the append-only tables.

    Their triggers refuse DELETE and TRUNCATE, as they must. Only the test run steps around them,
    in the flush's own transaction, and they stand again when it ends.
    """
    from django.db.backends.base.operations import BaseDatabaseOperations

    plain = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: Any, sql_list: list[str]) -> None:
        lift, lay = _triggers(self.connection)
        plain(self, [*lift, *sql_list, *lay])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute_sql_flush)
        yield


def _triggers(connection: Any) -> tuple[list[str], list[str]]:
    """Statements that lift every trigger we laid, and those that lay them again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            rows = cursor.fetchall()
            return [f'DROP TRIGGER "{name}"' for name, _ in rows], [sql for _, sql in rows]
        # DISABLE TRIGGER USER is the owner's right; session_replication_role is a superuser's.
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        )
        tables = [row[0] for row in cursor.fetchall()]
    switch = "ALTER TABLE {} {} TRIGGER USER"
    return [switch.format(t, "DISABLE") for t in tables], [
        switch.format(t, "ENABLE") for t in tables
    ]


# Things a test may ask for


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database on this run's engine, to be copied: making one takes ten seconds."""
    folder = tmp_path_factory.mktemp("migrated")
    url = _empty(f"chuan_migrated_{os.getpid()}", folder)
    env = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    env |= {"DATABASE_URL": url, "DATA_DIR": str(folder)}
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(command, cwd=Path(__file__).parents[1], env=env, check=True)
    yield url
    _drop(url)


@pytest.fixture
def new_database(
    request: pytest.FixtureRequest, tmp_path: Path, migrated: str
) -> Iterator[Callable[[], str]]:
    """Makes migrated databases on this run's engine, for commands that are processes of their own.

    Each call returns a `DATABASE_URL`. The databases go when the test ends.
    """
    made: list[str] = []

    def make() -> str:
        name = f"chuan_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}_{len(made)}"
        made.append(_copy(migrated, name, tmp_path))
        return made[-1]

    yield make
    for url in made:
        _drop(url)


def _named(name: str, folder: Path) -> str:
    if ENGINE == "sqlite":
        return f"sqlite:///{folder / name}.sqlite3"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def _empty(name: str, folder: Path) -> str:
    if ENGINE == "postgresql":
        _on_server(f'CREATE DATABASE "{name}"')
    return _named(name, folder)


def _copy(source: str, name: str, folder: Path) -> str:
    url = _named(name, folder)
    if ENGINE == "sqlite":
        shutil.copyfile(source.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
    else:
        _when_alone(f'CREATE DATABASE "{name}" TEMPLATE "{urlsplit(source).path[1:]}"')
    return url


def _when_alone(statement: str) -> None:
    """A database that somebody is in (the server's own vacuum, too) is not copied: wait for it."""
    import psycopg

    end = time.monotonic() + servers.PATIENCE
    while True:
        try:
            return _on_server(statement)
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _drop(url: str) -> None:
    if ENGINE == "postgresql":
        _on_server(f'DROP DATABASE "{urlsplit(url).path[1:]}" WITH (FORCE)')


def _on_server(statement: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis: the one of `REDIS_URL` if the run was given it, else one of our own."""
    if given := os.environ.get("CHUAN_TEST_REDIS_URL"):
        yield given
        return
    server = servers.start_redis(tmp_path_factory.mktemp("redis"))
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium through Playwright: the one of `CHROMIUM`, else the machine's."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path)
        yield started
        started.close()
