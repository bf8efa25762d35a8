from django.contrib.postgres.fields import DateTimeRangeField
from django.db.models import Func


class Occupied(Func):
    """From when until when; two hours where no end is named, whole days where no beginning is."""

    function = "schedules_occupied"
    output_field = DateTimeRangeField()
