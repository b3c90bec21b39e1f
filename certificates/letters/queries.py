"""What the page of a certificate tells of its letters."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from audit.models import Event
from audit.record import history
from certificates.letters.tasks import tasks_of
from certificates.models import Certificate, Letter
from common.models import Task, TaskState

SENT, WAITING, FAILED = "sent", "waiting", "failed"
STATES = tuple((one, one) for one in (SENT, WAITING, FAILED))


@dataclass(frozen=True)
class Post:
    """One letter with how far it is; `error` is the mail server's word."""

    letter: Letter
    state: str
    error: str = ""


@dataclass(frozen=True)
class Told:
    """How the customer was told: letters, and notes of who was told in person."""

    posts: list[Post]
    notes: list[dict[str, Any]]

    @property
    def failed(self) -> bool:
        """Whether a letter could not be sent."""
        return any(post.state == FAILED for post in self.posts)

    @property
    def nobody(self) -> bool:
        """Whether nobody was written to or told: somebody must phone."""
        return not self.posts and not self.notes


def told_of(certificate: Certificate) -> Told:
    """The letters of a certificate and the notes beside them, in three queries."""
    letters = list(certificate.letters.all())
    tasks = tasks_of(letters)
    notes = history(certificate).filter(verb="certificate.tell")
    return Told([_post(one, tasks) for one in letters], [_note(event) for event in notes])


def _post(letter: Letter, tasks: dict[int, list[Task]]) -> Post:
    if letter.sent_at is not None:
        return Post(letter, SENT)
    task = next(reversed(tasks.get(letter.pk, [])), None)
    if task is not None and task.state == TaskState.FAILED:
        return Post(letter, FAILED, task.error)
    return Post(letter, WAITING, "" if task is None else task.error)


def _note(event: Event) -> dict[str, Any]:
    changes = json.loads(event.changes)
    return {"on": changes["on"][1], "how": changes["how"][1], "by": event.by_name}


def only_logged() -> bool:
    """Whether mail goes nowhere but into the server's log: no EMAIL_URL is set."""
    return str(settings.EMAIL_BACKEND).endswith(("console.EmailBackend", "dummy.EmailBackend"))
