"""Addresses of the pages about targets."""

from django.urls import path

from planning.entry_urls import urlpatterns as entries
from planning.science_urls import urlpatterns as science
from planning.views import blocks, targets

app_name = "planning"
urlpatterns = [
    path("targets/", targets.Targets.as_view(), name="targets"),
    path("targets/new/", targets.AddTarget.as_view(), name="new-target"),
    path("targets/<int:pk>/", targets.TargetPage.as_view(), name="target"),
    path("blocks/", blocks.Blocks.as_view(), name="blocks"),
    path("blocks/new/", blocks.AddBlock.as_view(), name="new-block"),
    path("blocks/<int:pk>/", blocks.BlockPage.as_view(), name="block"),
    path("blocks/<int:pk>/leave/", blocks.Leave.as_view(), name="block-leave"),
    path("blocks/<int:pk>/copy/", blocks.CopyYear.as_view(), name="block-copy"),
    path("blocks/<int:pk>/words/", blocks.SayYear.as_view(), name="block-words"),
    *science,
    *entries,
]
