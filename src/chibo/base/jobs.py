"""Progress of work in the background, seen while the work's own transaction is still open."""

import time
from collections.abc import Mapping
from typing import Any, Self

import psycopg
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection

from chibo.base.clock import now
from chibo.base.models import Job


def queue(
    kind: str, *, title: str, by: AbstractBaseUser, unit_id: int | None = None, given: Mapping[str, Any] | None = None
) -> Job:
    """Write down work to be done; hand its id to a task once this transaction is committed."""
    return Job.objects.create(
        kind=kind, title=title, by_id=by.pk, unit_id=unit_id, input=dict(given or {}), queued_at=now()
    )


def finish(job: Job, *, result: Mapping[str, Any]) -> None:
    _end(job, Job.State.DONE, result=dict(result))


def fail(job: Job, *, message: str, result: Mapping[str, Any] | None = None) -> None:
    _end(job, Job.State.FAILED, message=message, result=dict(result or {}))


def _end(job: Job, state: Job.State, **values: Any) -> None:
    """Progress was written past this `job`, so only what changes is written, and `done` stays as far as it came."""
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=now(), **values)
    job.refresh_from_db()


class Progress:
    """Writes how far a job is through a connection of its own, so that a page sees it at once.

    The job must be committed, and the work's transaction must not touch it; end the job after that transaction.
    """

    def __init__(self, job: Job, total: int, *, pause: float = 0.3) -> None:
        self.job, self.total, self.pause = job, total, pause
        self.written_at = float("-inf")

    def __enter__(self) -> Self:
        self.connection = psycopg.connect(**connection.get_connection_params(), autocommit=True)
        self.connection.execute("SET lock_timeout = '5s'")
        self.advance(0)
        return self

    def __exit__(self, *_exception: object) -> None:
        self.connection.close()

    def advance(self, done: int) -> None:
        """Tell how many are done; written at most once in `pause` seconds, and at the end."""
        if done < self.total and time.monotonic() - self.written_at < self.pause:
            return
        self.written_at = time.monotonic()
        self.connection.execute(
            "UPDATE base_job SET state = %s, done = %s, total = %s WHERE id = %s",
            [Job.State.RUNNING.value, done, self.total, self.job.pk],
        )
