"""Production's executor of task rows: Celery on Redis. The rows are the truth, Redis a courier."""

import logging
import os
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

app = Celery("chuan")
app.conf.update(
    broker_url=os.environ.get("REDIS_URL", ""),
    task_ignore_result=True,
    task_publish_retry=False,  # a lost hint costs one sweep; a stalled request costs a person
    broker_connection_retry_on_startup=True,
    broker_transport_options={"socket_connect_timeout": 1, "socket_timeout": 5},
    worker_redirect_stdouts=False,
    worker_prefetch_multiplier=1,
    task_acks_late=True,
    timezone="UTC",
    beat_schedule={
        "sweep": {"task": "chuan.drain", "schedule": 30.0},
        "plan": {"task": "chuan.plan", "schedule": 600.0},
    },
    beat_schedule_filename=str(Path(os.environ.get("DATA_DIR", "var")) / "celerybeat-schedule"),
)
log = logging.getLogger(__name__)


@app.task(name="chuan.drain")  # type: ignore[untyped-decorator]
def drain() -> int:
    """Run what is due. The hint and the beat's sweep both end here."""
    from common import queue

    return queue.drain()


@app.task(name="chuan.plan")  # type: ignore[untyped-decorator]
def plan() -> int:
    """Write what the clock asks for today."""
    from backend.schedule import plan_today

    return plan_today()


def hint() -> None:
    """Ask a worker to look now. With Redis down the sweep finds the row later."""
    try:
        drain.apply_async(retry=False)
    except Exception:  # noqa: BLE001 — any broker trouble: the row is safe, the sweep will come
        log.warning("no broker for the hint; the sweep will run the task")
