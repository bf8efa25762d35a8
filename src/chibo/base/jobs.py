"""Progress of work in the background, seen while the work's own transaction is still open."""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection

from chibo.base.clock import now
from chibo.base.models import Job


def finish(job: Job, *, result: Mapping[str, Any]) -> None:
    job.state, job.result, job.finished_at = Job.State.DONE, dict(result), now()
    job.done = job.total
    job.save(update_fields=["state", "result", "finished_at", "done"])


def fail(job: Job, *, message: str, result: Mapping[str, Any] | None = None) -> None:
    job.state, job.message, job.result, job.finished_at = Job.State.FAILED, message, dict(result or {}), now()
    job.save(update_fields=["state", "message", "result", "finished_at"])


class Progress:
    """Writes how far a job is through a connection of its own, so that a page sees it at once."""

    def __init__(self, job: Job, total: int, *, every: int = 100) -> None:
        self.job, self.total, self.every = job, total, every
        self.connection = psycopg.connect(**connection.get_connection_params(), autocommit=True)  # type: ignore[arg-type]

    def __enter__(self) -> "Progress":
        self.advance(0)
        return self

    def __exit__(self, *_exception: object) -> None:
        self.connection.close()

    def advance(self, done: int) -> None:
        if done % self.every == 0 or done == self.total:
            self.connection.execute(
                "UPDATE base_job SET state = 'running', done = %s, total = %s WHERE id = %s",
                [done, self.total, self.job.pk],
            )
