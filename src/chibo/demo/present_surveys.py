"""An opinion survey that asks people of the ward these days."""

import datetime as dt

from chibo.base.clock import today
from chibo.demo.thuong_thanh_surveys import DEGREES, make_keys
from chibo.demo.ward import Ward
from chibo.records.surveys import actions
from chibo.records.surveys.drawn import Drawn
from chibo.records.surveys.models import Survey
from chibo.records.surveys.running import start_survey
from chibo.registry.access.models import User
from chibo.registry.people.models import Title


def ask_opinions(ward: Ward, users: dict[str, User]) -> None:
    """Start a survey about the two heads of the ward, ready for its slips to be printed; prepare another one."""
    day = today()
    survey = actions.set_up(
        unit=ward.party, title=f"Góp ý người đứng đầu về trách nhiệm nêu gương năm {day.year}",
        about=Survey.About.LEADERS, drawn_on=day - dt.timedelta(days=10), answer_from=day - dt.timedelta(days=1),
        answer_until=day + dt.timedelta(days=4), tells_respondents=True, by=users["vanphong"],
    )  # fmt: skip
    for post in (f"{Title.SECRETARY}:duc-thang", f"{Title.HEAD}:ubnd"):
        actions.add_leader(survey, person=ward.holders[post], by=None)
    actions.save_question(survey, kind="choice", text="Việc thực hiện trách nhiệm nêu gương", options=DEGREES, by=None)
    actions.save_question(survey, kind="text", text="Góp ý với đồng chí", required=False, by=None)
    actions.save_question(
        survey, kind="scale", text="Mức độ hài lòng với việc tiếp thu góp ý năm trước (1 thấp nhất, 5 cao nhất)",
        options=["1", "2", "3", "4", "5"], required=False, each_subject=False, by=None,
    )  # fmt: skip
    _name_groups(survey, ward)
    start_survey(survey, by=users["bithu"])
    for group in survey.groups.select_related("box"):
        if group.box:
            make_keys(group.box, [users["bithu"], users["kiemtra"]])
    _prepare_another(ward, users)


def _name_groups(survey: Survey, ward: Ward) -> None:
    actions.save_group(
        survey, name="Trưởng các cơ quan, đoàn thể phường",
        posts=[Drawn.OFFICE_HEADS, Drawn.OFFICE_STAFF, Drawn.UNION_HEADS], by=None,
    )  # fmt: skip
    actions.save_group(
        survey,
        name="Bí thư chi bộ, tổ trưởng tổ dân phố",
        posts=[Drawn.CELL_SECRETARIES, Drawn.RESIDENT_HEADS],
        by=None,
    )
    actions.save_group(survey, name="Đảng viên Chi bộ 7", cells=[ward.cells[6]], by=None)


def _prepare_another(ward: Ward, users: dict[str, User]) -> None:
    day = today()
    survey = actions.set_up(
        unit=ward.party, title="Lấy ý kiến về chất lượng sinh hoạt chi bộ", about=Survey.About.OWN_CELL, drawn_on=day,
        answer_from=day + dt.timedelta(days=14), answer_until=day + dt.timedelta(days=21), by=users["vanphong"],
    )  # fmt: skip
    actions.save_question(
        survey, kind="choice", text="Nội dung sinh hoạt của chi bộ đồng chí",
        options=("Thiết thực", "Tạm được", "Còn hình thức"), by=None,
    )  # fmt: skip
    for cell in ward.cells[:2]:
        actions.save_group(survey, name=f"Đảng viên {cell.name}", cells=[cell], by=None)
    actions.save_group(survey, name="Ban Thường vụ Đảng ủy", posts=[Drawn.COMMITTEE], by=None)
