"""Shapes of the API about blocks."""

from typing import Any

from rest_framework import serializers

from common.api import Strict
from planning.models import Block, BlockMember
from planning.states import BlockRole


class EmulationBlockOutput(serializers.ModelSerializer[Block]):
    """A block and the unit that keeps it."""

    centre: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Block
        fields = ("id", "code", "name", "centre")


class BlockMemberOutput(serializers.ModelSerializer[BlockMember]):
    """A unit in the block in a year."""

    unit: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = BlockMember
        fields = ("unit", "year", "role", "entered_at")


class BlockYearOutput(EmulationBlockOutput):
    """A block in a year: its members, theme and movements."""

    year = serializers.IntegerField()
    theme = serializers.CharField()
    movements = serializers.CharField()
    members = BlockMemberOutput(many=True)

    class Meta:
        model = Block
        fields = ("id", "code", "name", "centre", "year", "theme", "movements", "members")


class BlockInput(Strict):
    """A new block."""

    centre = serializers.CharField(max_length=20)
    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=200)


class BlockMemberInput(Strict):
    """A unit with its role in a year."""

    year = serializers.IntegerField(min_value=1950, max_value=2199)
    unit = serializers.CharField(max_length=20)
    role = serializers.ChoiceField(choices=BlockRole.choices)


class BlockLeaveInput(Strict):
    """A unit that is taken out of a year."""

    year = serializers.IntegerField(min_value=1950, max_value=2199)
    unit = serializers.CharField(max_length=20)
    why = serializers.CharField(max_length=300)


class BlockCopyInput(Strict):
    """Which year's members become those of which."""

    from_year = serializers.IntegerField(min_value=1950, max_value=2199)
    to_year = serializers.IntegerField(min_value=1950, max_value=2199)


class BlockWordsInput(Strict):
    """What a year's theme or its movements are, in words."""

    year = serializers.IntegerField(min_value=1950, max_value=2199)
    what = serializers.ChoiceField(choices=["block_theme", "block_movements"])
    words = serializers.CharField(max_length=4000)
