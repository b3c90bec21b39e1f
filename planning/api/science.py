"""The API about science tasks, their extensions and products."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Can
from planning.api import science_shapes as shapes
from planning.api.entries import EntriesDoor, EntryDoor, filters
from planning.models import ScienceTask
from planning.register import tasks as register
from planning.services import extensions, products, science


class ScienceTasksDoor(EntriesDoor):
    """Tasks: list (with where they stand today) and enter one."""

    register: ClassVar[Any] = register
    model = ScienceTask
    output = shapes.ScienceTaskRow

    @extend_schema(
        operation_id="planning_tasks_list",
        parameters=filters(register),
        responses=shapes.ScienceTaskRow(many=True),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @extend_schema(request=shapes.ScienceTaskInput, responses={201: shapes.ScienceTaskOutput})
    def post(self, request: Request) -> Response:
        made = science.add_task(**self.facts(shapes.ScienceTaskInput, request))
        return shown(made.pk, status=201)


def shown(task_id: int, status: int = 200) -> Response:
    """A task with its extensions and products."""
    rows = ScienceTask.objects.select_related("centre").prefetch_related("extensions", "products")
    (task,) = register.standing(rows.filter(pk=task_id), timezone.localdate())
    return Response(shapes.ScienceTaskOutput(task).data, status=status)


class _TaskDoor(EntryDoor):
    model = ScienceTask


class ScienceTaskDoor(_TaskDoor):
    """One task; other facts of it."""

    @extend_schema(responses=shapes.ScienceTaskOutput)
    def get(self, request: Request, pk: int) -> Response:
        return shown(self.row(ScienceTask.objects.all(), pk=pk).pk)

    @extend_schema(request=shapes.ScienceTaskChange, responses=shapes.ScienceTaskOutput)
    def patch(self, request: Request, pk: int) -> Response:
        self.held(pk=pk)
        facts = self.sent(shapes.ScienceTaskChange, request, partial=True)
        science.change_task(task_id=pk, **facts)
        return shown(pk)


class _TaskStepDoor(_TaskDoor):
    """A move of a task."""

    verbs: ClassVar[dict[str, Can]] = {"post": Can.RECORD_PLANNING}

    def step(self, request: Request, pk: int, shape: Any, make: Any) -> Response:
        self.held(pk=pk)
        make(task_id=pk, **self.sent(shape, request))
        return shown(pk)


class SubmitTaskDoor(_TaskStepDoor):
    """A task was handed in for approval."""

    @extend_schema(request=shapes.PlanDayInput, responses=shapes.ScienceTaskOutput)
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk, shapes.PlanDayInput, science.submit_task)


class ApproveTaskDoor(_TaskStepDoor):
    """A task was approved."""

    @extend_schema(request=shapes.PlanDayInput, responses=shapes.ScienceTaskOutput)
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk, shapes.PlanDayInput, science.approve_task)


class AcceptTaskDoor(_TaskStepDoor):
    """A task was accepted."""

    @extend_schema(request=shapes.AcceptTaskInput, responses=shapes.ScienceTaskOutput)
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk, shapes.AcceptTaskInput, science.accept_task)


class StopTaskDoor(_TaskStepDoor):
    """A task was given up."""

    @extend_schema(request=shapes.StopTaskInput, responses=shapes.ScienceTaskOutput)
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk, shapes.StopTaskInput, science.stop_task)


class StrikeTaskDoor(_TaskStepDoor):
    """A task is taken back."""

    @extend_schema(request=shapes.StrikeTaskInput, responses=shapes.ScienceTaskOutput)
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk, shapes.StrikeTaskInput, science.strike_task)


class ExtendTaskDoor(_TaskStepDoor):
    """Ask for a later deadline."""

    @extend_schema(request=shapes.ExtensionInput, responses={201: shapes.ExtensionOutput})
    def post(self, request: Request, pk: int) -> Response:
        self.held(pk=pk)
        made = extensions.ask_extension(task_id=pk, **self.sent(shapes.ExtensionInput, request))
        return Response(shapes.ExtensionOutput(made).data, status=201)


class ExtensionDoor(_TaskDoor):
    """Correct an extension."""

    verbs: ClassVar[dict[str, Can]] = {"patch": Can.RECORD_PLANNING}

    @extend_schema(request=shapes.ExtensionChange, responses=shapes.ExtensionOutput)
    def patch(self, request: Request, pk: int) -> Response:
        self.held(extensions__pk=pk)
        facts = self.sent(shapes.ExtensionChange, request, partial=True)
        made = extensions.change_extension(extension_id=pk, **facts)
        return Response(shapes.ExtensionOutput(made).data)


class AnswerExtensionDoor(_TaskDoor):
    """What became of a request to extend."""

    verbs: ClassVar[dict[str, Can]] = {"post": Can.RECORD_PLANNING}

    @extend_schema(request=shapes.ExtensionAnswerInput, responses=shapes.ExtensionOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.held(extensions__pk=pk)
        facts = self.sent(shapes.ExtensionAnswerInput, request)
        made = extensions.answer_extension(extension_id=pk, **facts)
        return Response(shapes.ExtensionOutput(made).data)


class StrikeExtensionDoor(_TaskDoor):
    """Take one request to extend back."""

    verbs: ClassVar[dict[str, Can]] = {"post": Can.RECORD_PLANNING}

    @extend_schema(request=shapes.PlanWhyInput, responses=shapes.ExtensionOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.held(extensions__pk=pk)
        facts = self.sent(shapes.PlanWhyInput, request)
        made = extensions.strike_extension(extension_id=pk, **facts)
        return Response(shapes.ExtensionOutput(made).data)


class TaskProductsDoor(_TaskStepDoor):
    """Enter products of a task: one, or many with numbered names."""

    @extend_schema(
        request=shapes.TaskProductsInput, responses={201: shapes.TaskProductOutput(many=True)}
    )
    def post(self, request: Request, pk: int) -> Response:
        self.held(pk=pk)
        made = products.add_products(task_id=pk, **self.sent(shapes.TaskProductsInput, request))
        return Response(shapes.TaskProductOutput(made, many=True).data, status=201)


class _PickedDoor(_TaskStepDoor):
    def picked(self, request: Request, pk: int, move: Any) -> Response:
        self.held(pk=pk)
        facts = self.sent(shapes.PickedInput, request)
        moved = move(task_id=pk, product_ids=facts.pop("products"), **facts)
        return Response(shapes.TaskProductOutput(moved, many=True).data)


class DeliverProductsDoor(_PickedDoor):
    """Products of a task were handed over: all of them, or none is written."""

    @extend_schema(request=shapes.PickedInput, responses=shapes.TaskProductOutput(many=True))
    def post(self, request: Request, pk: int) -> Response:
        return self.picked(request, pk, products.deliver_products)


class AcceptProductsDoor(_PickedDoor):
    """Products of a task were accepted: all of them, or none is written."""

    @extend_schema(request=shapes.PickedInput, responses=shapes.TaskProductOutput(many=True))
    def post(self, request: Request, pk: int) -> Response:
        return self.picked(request, pk, products.accept_products)


class TaskProductDoor(_TaskDoor):
    """Correct one product."""

    verbs: ClassVar[dict[str, Can]] = {"patch": Can.RECORD_PLANNING}

    @extend_schema(request=shapes.TaskProductChange, responses=shapes.TaskProductOutput)
    def patch(self, request: Request, pk: int) -> Response:
        self.held(products__pk=pk)
        facts = self.sent(shapes.TaskProductChange, request, partial=True)
        made = products.change_product(product_id=pk, **facts)
        return Response(shapes.TaskProductOutput(made).data)


class StrikeProductDoor(_TaskDoor):
    """Take one product back."""

    verbs: ClassVar[dict[str, Can]] = {"post": Can.RECORD_PLANNING}

    @extend_schema(request=shapes.PlanWhyInput, responses=shapes.TaskProductOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.held(products__pk=pk)
        made = products.strike_product(product_id=pk, **self.sent(shapes.PlanWhyInput, request))
        return Response(shapes.TaskProductOutput(made).data)
