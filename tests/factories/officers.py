"""Officers at work at once, each in a process of its own on the tests' database.

`python -m tests.factories.officers` reads one act a line from its input, as JSON, waits for the
moment it names, does it through the product's services and prints what came of it.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).parents[2]
TOGETHER = 0.1  # seconds from the sending of the first act to the moment at which all begin

Answer = dict[str, Any]  # {"ok": …} or {"refused": code, "fields": [codes]}


class Officers:
    """Some processes that do what they are told at the same moment."""

    def __init__(self, many: int) -> None:
        self.people = [_start() for _ in range(many)]

    def __enter__(self) -> Self:
        for one in self.people:
            assert _read(one) == {"ok": "ready"}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        for one in self.people:
            with suppress(BrokenPipeError):
                one.communicate(timeout=300)  # closes its input, which ends it

    def at_once(self, *acts: dict[str, Any]) -> list[Answer]:
        """Each act by another officer, all at one moment; what came of each, in their order."""
        moment = time.time() + TOGETHER
        chosen = self.people[: len(acts)]
        assert len(chosen) == len(acts)
        for one, act in zip(chosen, acts, strict=True):
            assert one.stdin is not None
            one.stdin.write(json.dumps(act | {"moment": moment}) + "\n")
            one.stdin.flush()
        return [_read(one) for one in chosen]


def _start() -> "subprocess.Popen[str]":
    from django.db import connection

    path = f"/{connection.settings_dict['NAME']}"
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=path))
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "backend.settings"}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.factories.officers"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, cwd=ROOT,
    )  # fmt: skip


def _read(one: "subprocess.Popen[str]") -> Answer:
    assert one.stdout is not None
    line = one.stdout.readline()
    if not line:
        raise RuntimeError(f"an officer left with {one.wait(30)}")
    answer: Answer = json.loads(line)
    return answer


def _acts() -> dict[str, Callable[..., Any]]:
    from accounts.merging.services import merge_customers
    from accounts.models import Centre, Customer
    from contracts import services
    from contracts.services import InvoiceFacts, LineFacts, RateIn
    from contracts.services.appendices import amend
    from tests.factories.people import NOW, TODAY

    def line(price: int) -> LineFacts:
        return LineFacts(kind="verification", description="Kiểm định", quantity=1, price=price)

    def invoice(contract: int, number: str, net: int, by: Any) -> str:
        facts = InvoiceFacts(
            series="1C26TCH", number=number, issued_on=TODAY, rates=[RateIn(5, net, net // 20)]
        )
        made = services.record_invoice(contract_id=contract, facts=facts, by=by, at=NOW)
        return made.number

    def draft(customer: int, by: Any) -> str:
        row = Customer.objects.select_related("centre").get(pk=customer)
        made = services.draft_contract(
            centre=Centre.objects.get(pk=row.centre_id), customer=row, title="x", by=by, at=NOW
        )
        return made.number

    return {
        "sign": lambda contract, by: (
            services.sign(contract_id=contract, signed_on=TODAY, by=by, at=NOW).state
        ),
        "add_line": lambda contract, price, by: (
            services.add_line(contract_id=contract, facts=line(price), by=by, at=NOW).position
        ),
        "remove_line": lambda line, by: services.remove_line(line_id=line, by=by, at=NOW).number,
        "amend": lambda contract, price, by: (
            amend(contract_id=contract, title="Phụ lục", signed_on=TODAY, add=[line(price)],
                  strike=[], due_on=None, by=by, at=NOW).number
        ),
        "accept": lambda contract, by: (
            str(services.accept(contract_id=contract, accepted_on=TODAY, by=by, at=NOW).accepted_on)
        ),
        "cancel": lambda contract, by: (
            services.cancel(contract_id=contract, cancelled_on=TODAY, why="khách bỏ", by=by, at=NOW)
        ).state,
        "invoice": invoice,
        "pay": lambda contract, amount, by, invoice=None: (
            services.record_payment(contract_id=contract, amount=amount, received_on=TODAY,
                                    invoice_id=invoice, by=by, at=NOW).pk
        ),
        "draft": draft,
        "merge": lambda keep, gone, by: (
            merge_customers(keep_id=keep, gone_id=gone, why="trùng", by=by, at=NOW).customer.pk
        ),
    }  # fmt: skip


def _answer(act: Callable[..., Any], asked: dict[str, Any]) -> Answer:
    from accounts.models import User
    from common.errors import DomainError

    by = User.objects.get(pk=asked.pop("by"))
    time.sleep(max(0.0, asked.pop("moment") - time.time()))
    try:
        return {"ok": act(by=by, **asked)}
    except DomainError as refusal:
        return {"refused": refusal.code, "fields": [fault.code for fault in refusal.faults]}


def _say(answer: Answer) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Do what is asked until there is no more."""
    import django

    django.setup()
    from django.db import connection

    acts = _acts()
    _say({"ok": "ready"})
    for text in sys.stdin:
        asked = json.loads(text)
        try:
            found = _answer(acts[asked.pop("act")], asked)
        except Exception as error:  # noqa: BLE001 — whatever it is, the test must see it
            found = {"broken": f"{type(error).__name__}: {error}"}
        connection.close()  # the tables are emptied between tests
        _say(found)


if __name__ == "__main__":
    main()
