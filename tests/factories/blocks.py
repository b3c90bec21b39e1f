"""Emulation blocks for tests."""

from datetime import datetime
from typing import Any

from accounts.models import Centre
from accounts.permissions import Role
from planning.models import Block, BlockMember
from planning.services.blocks import make_block, set_member
from tests.factories import people
from tests.factories.people import NOW


def block(centre: Centre, code: str = "VP", *, by: Any = None, at: datetime = NOW) -> Block:
    """A block that a centre keeps."""
    return make_block(
        centre=centre,
        code=code,
        name=f"Khối {code}",
        by=by or people.person(Role.MANAGER, centre),
        at=at,
    )


def member(
    of: Block, unit: Centre, year: int = 2026, role: str = "member", *, at: datetime = NOW
) -> BlockMember:
    """A unit in it."""
    by = people.person(Role.MANAGER, of.centre)
    return set_member(block_id=of.pk, year=year, unit=unit, role=role, by=by, at=at)
