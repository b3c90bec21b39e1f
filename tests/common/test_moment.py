"""What is read of one moment stays as it was, and nobody who writes waits for it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Centre
from common.moment import one_moment
from tests.factories import people

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(act: Callable[[], Any]) -> Any:
    """Do it on a connection of its own, to its end."""

    def run() -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(60)


def test_who_writes_does_not_wait_and_what_is_read_stays() -> None:
    people.centre("A")
    began = time.monotonic()
    with one_moment():
        before = Centre.objects.count()
        elsewhere(lambda: people.centre("B"))
        after = Centre.objects.count()
    waited = time.monotonic() - began

    assert (before, after, Centre.objects.count()) == (1, 1, 2)
    assert waited < 15  # a writer that is kept out waits for twenty seconds


def test_afterwards_a_transaction_writes_as_before() -> None:
    with one_moment():
        Centre.objects.count()
    with transaction.atomic():
        people.centre("A")
        held = elsewhere(lambda: connection.vendor)
        assert held == connection.vendor

    assert Centre.objects.count() == 1


def test_inside_a_transaction_it_is_that_one() -> None:
    with transaction.atomic():
        people.centre("A")
        with one_moment():
            assert Centre.objects.count() == 1
        people.centre("B")

    assert Centre.objects.count() == 2


def test_a_refusal_inside_leaves_the_usual_way_to_begin() -> None:
    mode = getattr(connection, "transaction_mode", None)
    with pytest.raises(DatabaseError), one_moment():
        raise DatabaseError

    assert getattr(connection, "transaction_mode", None) == mode
