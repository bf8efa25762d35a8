"""What is given: titles and certificates of the Party, badges for years in it, and emulation of the state."""

from typing import Any

from django.db import migrations

PARTY, STATE = "party", "state"
KINDS = (
    ("dang-bo-tsvm", "Đảng bộ trong sạch, vững mạnh tiêu biểu", PARTY, "title", "collective", None),
    ("dang-bo-tsvm-5", "Đảng bộ trong sạch, vững mạnh tiêu biểu 5 năm liền", PARTY, "title", "collective",
     "dang-bo-tsvm"),
    ("chi-bo-tsvm", "Chi bộ trong sạch, vững mạnh tiêu biểu", PARTY, "title", "collective", None),
    ("chi-bo-tsvm-5", "Chi bộ trong sạch, vững mạnh tiêu biểu 5 năm liền", PARTY, "title", "collective",
     "chi-bo-tsvm"),
    ("dang-vien-xs", "Đảng viên hoàn thành xuất sắc nhiệm vụ", PARTY, "title", "individual", None),
    ("dang-vien-xs-5", "Đảng viên hoàn thành xuất sắc nhiệm vụ 5 năm liền", PARTY, "title", "individual",
     "dang-vien-xs"),
    ("bang-khen-dang", "Bằng khen của cấp ủy", PARTY, "certificate", "both", None),
    ("giay-khen-dang", "Giấy khen của cấp ủy", PARTY, "certificate", "both", None),
    *((f"huy-hieu-{years}", f"Huy hiệu {years} năm tuổi Đảng", PARTY, "badge", "individual", None)
      for years in (30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90)),
    ("tap-the-ldtt", "Tập thể Lao động tiên tiến", STATE, "title", "collective", None),
    ("tap-the-ldxs", "Tập thể Lao động xuất sắc", STATE, "title", "collective", None),
    ("lao-dong-tt", "Lao động tiên tiến", STATE, "title", "individual", None),
    ("chien-si-td", "Chiến sĩ thi đua", STATE, "title", "individual", None),
    ("co-thi-dua", "Cờ thi đua xuất sắc", STATE, "flag", "collective", None),
    ("bang-khen", "Bằng khen", STATE, "certificate", "both", None),
    ("giay-khen", "Giấy khen", STATE, "certificate", "both", None),
)  # fmt: skip
FIVE = 5


def load(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 -- Django gives it
    kind = apps.get_model("awards", "AwardKind")
    for position, (code, name, system, form, whom, crowns) in enumerate(KINDS):
        kind.objects.create(
            code=code, name=name, system=system, form=form, for_whom=whom, crowns_id=crowns,
            years=FIVE if crowns else None, position=position,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("awards", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
