import psycopg
import pytest
from django.db import connection, transaction

from chibo.base import jobs
from chibo.base.models import Job
from chibo.registry.access.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job() -> Job:
    return jobs.queue("import", title="Danh sách", by=User.objects.create_user("worker"), given={"file": 1})


def seen_elsewhere(job: Job) -> tuple[str, int, int]:
    with psycopg.connect(**connection.get_connection_params()) as other:
        return other.execute("SELECT state, done, total FROM base_job WHERE id = %s", [job.pk]).fetchone()


def test_progress_is_seen_while_the_work_is_not_committed(job):
    with transaction.atomic(), jobs.Progress(job, 10, pause=0) as progress:
        assert seen_elsewhere(job) == ("running", 0, 10)
        progress.advance(4)
        assert seen_elsewhere(job) == ("running", 4, 10)


def test_progress_is_written_rarely_but_the_end_always(job):
    with jobs.Progress(job, 1000, pause=60) as progress:
        progress.advance(999)
        assert seen_elsewhere(job) == ("running", 0, 1000)
        progress.advance(1000)
        assert seen_elsewhere(job) == ("running", 1000, 1000)


def test_progress_outlives_work_that_is_undone(job):
    def work() -> None:
        with transaction.atomic(), jobs.Progress(job, 10, pause=0) as progress:
            progress.advance(7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    jobs.fail(job, message="Dòng 8 sai")
    assert (job.state, job.done, job.percent, job.message) == ("failed", 7, 70, "Dòng 8 sai")
    assert job.finished_at


def test_a_finished_job_holds_its_result(job):
    with jobs.Progress(job, 3) as progress:
        progress.advance(3)
    jobs.finish(job, result={"rows": 3})
    assert seen_elsewhere(job) == ("done", 3, 3)
    assert (job.result, job.percent) == ({"rows": 3}, 100)
