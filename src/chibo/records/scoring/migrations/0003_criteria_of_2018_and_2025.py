"""The two versions of the criteria that hold for all. The points of the groups are those of forms that wards use; how
they are shared within a group, and the wording, are our own: a committee writes its own version where it differs."""

import datetime as dt

from django.db import migrations

LENGTH = ((100, 3), (75, 2), (50, 1))
VERSIONS = (
    (
        "Tiêu chí chấm điểm sinh hoạt chi bộ năm 2018",
        "Hướng dẫn số 12-HD/BTCTW ngày 06/7/2018 của Ban Tổ chức Trung ương",
        "2018-07-06",
        "2025-10-28",
        (
            ("Thời gian, thời lượng", "dung-ngay", "Họp đúng ngày đã ấn định, bắt đầu đúng giờ", 2, {}),
            ("Thời gian, thời lượng", "thoi-luong", "Bảo đảm thời lượng tối thiểu của buổi sinh hoạt", 3,
             {"rule": "duration", "steps": LENGTH, "for_good": True}),
            ("Tỷ lệ đảng viên dự", "ty-le-du", "Đảng viên thuộc diện phải dự có mặt đến hết buổi", 5,
             {"rule": "attendance", "steps": ((90, 5), (75, 3), (65, 2), (0, 1)), "for_good": True}),
            ("Công tác chuẩn bị", "chi-uy-hop", "Chi ủy họp trước, thống nhất nội dung và dự thảo nghị quyết", 4,
             {"counts": "committee"}),
            ("Công tác chuẩn bị", "thong-bao", "Báo trước thời gian, địa điểm, nội dung cho đảng viên", 3, {}),
            ("Công tác chuẩn bị", "tai-lieu", "Chuẩn bị đủ tài liệu, phân công người trình bày", 3, {}),
            ("Tổ chức sinh hoạt", "danh-gia", "Đánh giá sát việc tháng qua, nêu rõ hạn chế và nguyên nhân", 10, {}),
            ("Tổ chức sinh hoạt", "chuyen-de", "Sinh hoạt chuyên đề đúng kế hoạch, gắn với việc của chi bộ", 8,
             {"counts": "thematic", "moves_to": "thao-luan"}),
            ("Tổ chức sinh hoạt", "thao-luan", "Thảo luận đúng trọng tâm, bàn được việc cụ thể của tháng tới", 6, {}),
            ("Tổ chức sinh hoạt", "phat-bieu", "Nhiều đảng viên phát biểu ý kiến", 10,
             {"rule": "speakers", "steps": ((50, 10, True), (40, 8), (30, 6), (20, 4), (0, 2, True)),
              "for_good": True}),
            ("Tổ chức sinh hoạt", "phe-binh", "Tự phê bình và phê bình thẳng thắn, xây dựng", 6, {}),
            ("Nguyên tắc tổ chức, sinh hoạt", "nguyen-tac",
             "Giữ nguyên tắc tập trung dân chủ; biểu quyết đúng thẩm quyền", 5, {}),
            ("Kết quả thực hiện nghị quyết kỳ trước", "ket-qua", "Hoàn thành các việc đã giao ở kỳ họp trước", 30,
             {"rule": "resolution", "steps": ((100, 30), (90, 27), (80, 24), (70, 20), (50, 14), (0, 8, True))}),
            ("Kết thúc", "ket-luan", "Kết luận rõ việc, rõ người, rõ thời hạn", 2, {}),
            ("Kết thúc", "bien-ban", "Biên bản ghi đủ, đúng mẫu, được đọc lại và thông qua", 3, {"for_good": True}),
        ),
    ),
    (
        "Tiêu chí chấm điểm sinh hoạt chi bộ năm 2025",
        "Hướng dẫn số 42-HD/BTCTW ngày 28/10/2025 của Ban Tổ chức Trung ương",
        "2025-10-28",
        None,
        (
            ("Thời gian, thời lượng", "dung-ngay", "Họp đúng ngày đã ấn định, bắt đầu đúng giờ", 2, {}),
            ("Thời gian, thời lượng", "thoi-luong", "Bảo đảm thời lượng tối thiểu của buổi sinh hoạt", 3,
             {"rule": "duration", "steps": LENGTH}),
            ("Tỷ lệ đảng viên dự", "ty-le-du", "Đảng viên thuộc diện phải dự có mặt đến hết buổi", 4,
             {"rule": "attendance", "steps": ((90, 4), (75, 3), (65, 2), (0, 1)), "if_unexcused": 1}),
            ("Tỷ lệ đảng viên dự", "du-mat", "Không thiếu đảng viên nào thuộc diện phải dự", 1,
             {"rule": "attendance", "steps": ((100, 1),)}),
            ("Công tác chuẩn bị", "chi-uy-hop", "Chi ủy họp trước, thống nhất nội dung và dự thảo nghị quyết", 4,
             {"counts": "committee"}),
            ("Công tác chuẩn bị", "thong-bao",
             "Báo trước nội dung cho đảng viên và cấp ủy viên phụ trách chi bộ", 3, {}),
            ("Công tác chuẩn bị", "tai-lieu",
             "Đưa tài liệu lên Sổ tay đảng viên điện tử trước ít nhất 01 ngày", 3, {}),
            ("Tổ chức sinh hoạt", "danh-gia", "Đánh giá sát việc tháng qua, nêu rõ hạn chế và nguyên nhân", 6, {}),
            ("Tổ chức sinh hoạt", "chuyen-de", "Sinh hoạt chuyên đề đúng kế hoạch, gắn với việc của chi bộ", 6,
             {"counts": "thematic", "moves_to": "thao-luan"}),
            ("Tổ chức sinh hoạt", "thao-luan", "Thảo luận đúng trọng tâm, bàn được việc cụ thể của tháng tới", 4, {}),
            ("Tổ chức sinh hoạt", "phat-bieu", "Nhiều đảng viên phát biểu ý kiến", 8,
             {"rule": "speakers", "steps": ((50, 8, True), (40, 6), (30, 4), (0, 2, True))}),
            ("Tổ chức sinh hoạt", "phe-binh", "Tự phê bình và phê bình thẳng thắn, xây dựng", 4, {}),
            ("Tổ chức sinh hoạt", "tu-tuong", "Nắm và định hướng tư tưởng đảng viên", 2, {}),
            ("Điều hành của bí thư", "dieu-hanh", "Điều hành dân chủ, đúng trình tự, gợi mở ý kiến", 6, {}),
            ("Điều hành của bí thư", "tong-hop", "Tổng hợp ý kiến, kết luận từng nội dung", 4, {}),
            ("Nguyên tắc tổ chức, sinh hoạt", "nguyen-tac",
             "Giữ nguyên tắc tập trung dân chủ; biểu quyết đúng thẩm quyền", 5, {}),
            ("Kết quả thực hiện nghị quyết kỳ trước", "ket-qua", "Hoàn thành các việc đã giao ở kỳ họp trước", 30,
             {"rule": "resolution", "steps": ((100, 30), (90, 26), (80, 22), (70, 18), (50, 12), (0, 6, True))}),
            ("Kết thúc", "ket-luan", "Kết luận rõ việc, rõ người, rõ thời hạn", 2, {}),
            ("Kết thúc", "bien-ban", "Biên bản ghi đủ, được đọc lại và thông qua", 2, {}),
            ("Kết thúc", "bao-cao", "Hoàn thành và gửi biên bản, nghị quyết lên cấp trên trong 02 ngày", 1, {}),
        ),
    ),
)


def load(apps, schema_editor):
    Rubric, Criterion, Step = (apps.get_model("scoring", name) for name in ("Rubric", "Criterion", "Step"))
    for title, source, since, until, lines in VERSIONS:
        rubric = Rubric.objects.create(
            title=title, source=source, valid_from=dt.date.fromisoformat(since),
            valid_until=until and dt.date.fromisoformat(until),
        )
        made = {}
        # A line that gives its points away comes after the one that takes them.
        for position, (group, code, text, most, more) in sorted(
            enumerate(lines, start=1), key=lambda line: "moves_to" in line[1][4]
        ):
            more = dict(more)
            steps, to = more.pop("steps", ()), more.pop("moves_to", None)
            made[code] = Criterion.objects.create(
                rubric=rubric, position=position, group=group, code=code, text=text, most=most,
                moves_to=made[to] if to else None, **more,
            )
            Step.objects.bulk_create(
                Step(criterion=made[code], at_least=step[0], points=step[1], more_than=len(step) > 2) for step in steps
            )


class Migration(migrations.Migration):
    dependencies = [("scoring", "0002_totals_add_up_and_scores_stay")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
