"""The page of a roll-up: units by indicators, their sums, who has not reported."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.doors import Page
from accounts.permissions import Can
from common.sheets import book_file
from planning.models import Block
from reports.indicators import INDICATORS
from reports.rollup.asking import asked
from reports.rollup.shapes import From
from reports.rollup.table import book, cell, rate, sums


class RollUpPage(Page):
    """A tree or a block in a period."""

    verb = Can.SEE_FIGURES

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = asked(request.GET, self.person, timezone.localdate())
        found = wanted.found()
        context = {
            "wanted": wanted,
            "found": found,
            "rows": [
                (row, [cell(row, column) for column in found.columns], rate(row.targets))
                for row in found.rows
            ],
            "sums": sums(found),
            "targets": rate(found.targets),
            "centres": self.person.centres(Can.SEE_FIGURES),
            "blocks": Block.objects.visible_to(self.person),
            "ways": From,
            "offered": [(code, one.name) for code, one in INDICATORS.items()],
            "may_write": self.person.may(Can.WRITE_REPORTS, wanted.centre),
            "may_receive": self.person.may(Can.MANAGE_BLOCKS, wanted.centre),
        }
        return render(request, "reports/rollup/rollup.html", context)


class RollUpBook(Page):
    """The same as xlsx."""

    verb = Can.SEE_FIGURES

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = asked(request.GET, self.person, timezone.localdate())
        return book_file(book(wanted.found()), f"{wanted.name}.xlsx")
