from django.tasks import task

from chibo.records.members import enrolment


@task
def commit_import(pk: int) -> None:
    enrolment.run_import(pk)
