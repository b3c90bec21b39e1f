"""Addresses of the pages about tasks, proposals and the programme, taken into `planning.urls`."""

from django.urls import path

from planning.views import products, proposals, science

_TASK, _PROPOSAL = "planning/tasks/<int:pk>", "planning/proposals/<int:pk>"
_ITEM = "planning/programme/<int:pk>"

urlpatterns = [
    path("planning/tasks/", science.Tasks.as_view(), name="tasks"),
    path("planning/tasks/new/", science.AddTask.as_view(), name="new-task"),
    path(f"{_TASK}/", science.TaskPage.as_view(), name="task"),
    path(f"{_TASK}/change/", science.ChangeTask.as_view(), name="change-task"),
    *(
        path(f"{_TASK}/{move}/", science.TaskStep.as_view(move=move), name=f"{move}-task")
        for move in science.TaskStep.moves
    ),
    path(f"{_TASK}/extend/", products.ExtendTask.as_view(), name="extend-task"),
    path(f"{_TASK}/products/", products.AddProducts.as_view(), name="add-products"),
    path(f"{_TASK}/products/move/", products.MoveProducts.as_view(), name="move-products"),
    path("planning/products/<int:pk>/", products.ProductPage.as_view(), name="product"),
    path(
        "planning/products/<int:pk>/strike/",
        products.StrikeProduct.as_view(),
        name="strike-product",
    ),
    path(
        "planning/extensions/<int:pk>/answer/",
        products.AnswerExtension.as_view(),
        name="answer-extension",
    ),
    path(
        "planning/extensions/<int:pk>/", products.ChangeExtension.as_view(), name="extension"
    ),
    path(
        "planning/extensions/<int:pk>/strike/",
        products.StrikeExtension.as_view(),
        name="strike-extension",
    ),
    path("planning/proposals/", proposals.Proposals.as_view(), name="proposals"),
    path(f"{_PROPOSAL}/", proposals.ProposalPage.as_view(), name="proposal"),
    path(f"{_PROPOSAL}/change/", proposals.ChangeProposal.as_view(), name="change-proposal"),
    *(
        path(f"{_PROPOSAL}/{move}/", proposals.ProposalStep.as_view(move=move),
             name=f"{move}-proposal")
        for move in proposals.ProposalStep.moves
    ),
    path("planning/programme/", proposals.Programme.as_view(), name="programme"),
    path(f"{_ITEM}/", proposals.ItemPage.as_view(), name="item"),
    path(f"{_ITEM}/change/", proposals.ChangeItem.as_view(), name="change-item"),
    *(
        path(f"{_ITEM}/{move}/", proposals.ItemStep.as_view(move=move), name=f"{move}-item")
        for move in proposals.ItemStep.moves
    ),
]  # fmt: skip
