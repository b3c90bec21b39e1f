"""Addresses of the API about tasks, proposals, the programme; taken into `planning.api.urls`."""

from django.urls import path

from planning.api import proposals, science

_TASK, _PROPOSAL = "planning/tasks/<int:pk>", "planning/proposals/<int:pk>"
_ITEM, _PRODUCT = "planning/programme/<int:pk>", "planning/products/<int:pk>"
_EXTENSION = "planning/extensions/<int:pk>"

urlpatterns = [
    path("planning/tasks/", science.ScienceTasksDoor.as_view(), name="tasks"),
    path(f"{_TASK}/", science.ScienceTaskDoor.as_view(), name="task"),
    path(f"{_TASK}/submit/", science.SubmitTaskDoor.as_view(), name="submit-task"),
    path(f"{_TASK}/approve/", science.ApproveTaskDoor.as_view(), name="approve-task"),
    path(f"{_TASK}/accept/", science.AcceptTaskDoor.as_view(), name="accept-task"),
    path(f"{_TASK}/stop/", science.StopTaskDoor.as_view(), name="stop-task"),
    path(f"{_TASK}/strike/", science.StrikeTaskDoor.as_view(), name="strike-task"),
    path(f"{_TASK}/extensions/", science.ExtendTaskDoor.as_view(), name="extend-task"),
    path(f"{_TASK}/products/", science.TaskProductsDoor.as_view(), name="products"),
    path(
        f"{_TASK}/products/deliver/", science.DeliverProductsDoor.as_view(), name="deliver-products"
    ),
    path(f"{_TASK}/products/accept/", science.AcceptProductsDoor.as_view(), name="accept-products"),
    path(f"{_PRODUCT}/", science.TaskProductDoor.as_view(), name="product"),
    path(f"{_PRODUCT}/strike/", science.StrikeProductDoor.as_view(), name="strike-product"),
    path(f"{_EXTENSION}/", science.ExtensionDoor.as_view(), name="extension"),
    path(f"{_EXTENSION}/answer/", science.AnswerExtensionDoor.as_view(), name="answer-extension"),
    path(f"{_EXTENSION}/strike/", science.StrikeExtensionDoor.as_view(), name="strike-extension"),
    path("planning/proposals/", proposals.ProposalsDoor.as_view(), name="proposals"),
    path(f"{_PROPOSAL}/", proposals.ProposalDoor.as_view(), name="proposal"),
    path(f"{_PROPOSAL}/submit/", proposals.SubmitProposalDoor.as_view(), name="submit-proposal"),
    path(f"{_PROPOSAL}/approve/", proposals.ApproveProposalDoor.as_view(), name="approve-proposal"),
    path(f"{_PROPOSAL}/refuse/", proposals.RefuseProposalDoor.as_view(), name="refuse-proposal"),
    path(f"{_PROPOSAL}/strike/", proposals.StrikeProposalDoor.as_view(), name="strike-proposal"),
    path("planning/programme/", proposals.ProgrammeDoor.as_view(), name="programme"),
    path(f"{_ITEM}/", proposals.ProgrammeItemDoor.as_view(), name="item"),
    path(f"{_ITEM}/finish/", proposals.FinishItemDoor.as_view(), name="finish-item"),
    path(f"{_ITEM}/strike/", proposals.StrikeItemDoor.as_view(), name="strike-item"),
]
