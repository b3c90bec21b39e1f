"""Addresses of the API about targets."""

from django.urls import path

from planning.api import blocks, targets
from planning.api.entry_urls import urlpatterns as entries
from planning.api.science_urls import urlpatterns as science

app_name = "planning_api"
urlpatterns = [
    path("targets/", targets.TargetsDoor.as_view(), name="targets"),
    path("targets/<int:pk>/", targets.TargetDoor.as_view(), name="target"),
    path("targets/<int:pk>/adjust/", targets.AdjustDoor.as_view(), name="adjust"),
    path("blocks/", blocks.BlocksDoor.as_view(), name="blocks"),
    path("blocks/<int:pk>/", blocks.BlockDoor.as_view(), name="block"),
    path("blocks/<int:pk>/members/", blocks.BlockMembersDoor.as_view(), name="block-members"),
    path("blocks/<int:pk>/leave/", blocks.BlockLeaveDoor.as_view(), name="block-leave"),
    path("blocks/<int:pk>/copy/", blocks.BlockCopyDoor.as_view(), name="block-copy"),
    path("blocks/<int:pk>/words/", blocks.BlockWordsDoor.as_view(), name="block-words"),
    *science,
    *entries,
]
