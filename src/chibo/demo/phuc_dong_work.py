"""What the ward of Phúc Đồng had to settle: work of many years, counted household by household, without a name."""

import datetime as dt
from dataclasses import dataclass

from chibo.demo.place import Place
from chibo.records.tasks.actions import give_task, report_task
from chibo.records.tasks.models import CountKind, Task
from chibo.records.tasks.progress import add_count, reach_milestone, set_milestone


@dataclass(frozen=True, slots=True)
class Work:
    """A task of a unit beside the committee, what was counted on the way, and how it ended."""

    unit: str
    title: str
    given_on: str
    due_on: str
    done_on: str
    result: str
    matter: str = ""
    kind: str = ""
    counts: tuple[tuple[str, int, int | None], ...] = ()
    """Day, newly done, of how many in all."""
    milestones: tuple[tuple[str, str], ...] = ()


WORK = (
    Work(
        "mttq", "Vận động các hộ gia đình di chuyển mộ để khớp nối tuyến đường 81 m", "2016-03-10", "2017-09-30",
        "2017-09-18", "Các hộ đã di chuyển xong, mặt bằng bàn giao cho đơn vị thi công.", Task.Matter.CASE,
        "graves-moved", (("2016-12-20", 8, None), ("2017-04-12", 12, None), ("2017-09-15", 9, None)),
    ),
    Work(
        "ubnd", "Xây dựng nhà văn hóa tổ dân phố số 2", "2016-02-15", "2017-08-31", "2017-08-22",
        "Công trình hoàn thành, đã nghiệm thu và đưa vào sử dụng.", Task.Matter.PROJECT,
        milestones=(("2016-11-15", "Khởi công"), ("2017-08-15", "Nghiệm thu")),
    ),
    Work(
        "ubnd", "Kiểm đếm phục vụ dự án 42 ha", "2016-11-10", "2017-11-30", "2017-11-27",
        "Tất cả các hộ dân đã ký biên bản kiểm đếm.", Task.Matter.CASE, "inventory-signed",
        (("2017-03-31", 64, 187), ("2017-07-31", 71, 187), ("2017-11-24", 52, 187)),
    ),
    Work(
        "ubnd", "Quản lý trật tự xây dựng trên địa bàn năm 2016", "2016-01-05", "2016-12-31", "2016-12-28",
        "Các gia đình xây dựng đều có giấy phép.", "", "construction-permit",
        (("2016-03-31", 14, 14), ("2016-06-30", 21, 35), ("2016-08-31", 11, 46)),
    ),
    Work(
        "ubnd", "Giải phóng mặt bằng dự án khu công viên công nghệ thông tin tại tổ dân phố số 17", "2016-01-12",
        "2017-12-15", "2017-12-12", "Các hộ đã nhận tiền và bàn giao mặt bằng.", Task.Matter.CASE,
        "compensation-received", (("2016-05-31", 33, 78), ("2016-08-31", 38, 78), ("2017-12-11", 7, 78)),
    ),
    Work(
        "ubnd", "Xây dựng Trường Mầm non Phúc Đồng cơ sở 2 tại vị trí đã được quận phê duyệt", "2017-10-02",
        "2018-08-31", "2018-08-24", "Trường hoàn thành trước năm học mới.", Task.Matter.PROJECT,
        milestones=(("2017-12-20", "Bàn giao mặt bằng"), ("2018-08-20", "Nghiệm thu")),
    ),
)  # fmt: skip


def give_work(place: Place) -> None:
    """Give every task, count what came of it and finish it, each on its own day."""
    kinds = CountKind.objects.in_bulk()
    for work in WORK:
        task = give_task(
            unit=place.beside[work.unit], title=work.title, given_on=_day(work.given_on), due_on=_day(work.due_on),
            matter=work.matter, by=None,
        )  # fmt: skip
        for day, title in work.milestones:
            milestone = set_milestone(task, title=title, due_on=_day(day), by=None)
            reach_milestone(milestone, on=_day(day), by=None)
        for day, done, whole in work.counts:
            add_count(task, kind=kinds[work.kind], done=done, whole=whole, on=_day(day), by=None)
        report_task(task, done_on=_day(work.done_on), result=work.result, confirmed=True, by=None)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
