"""What a server does when it starts: takes up what was left, drains, then tells what there is."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
django.setup()

from backend import works  # noqa: E402 (the settings come first)
from certificates.models import Rendering  # noqa: E402
from common.models import Task  # noqa: E402
from common.queue import drain, release_abandoned  # noqa: E402

works.load()
release_abandoned()
drain()
done = Task.objects.filter(state="done").count()
sys.stdout.write(f"{Rendering.objects.count()} renderings, {done} task done\n")
