"""What a template may ask for, and nothing else: every name is filled from the document."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Placeholder:
    name: str
    meaning: Promise | str
    sample: str | tuple[str, ...]

    @property
    def written(self) -> str:
        """Return what stands in Word."""
        if isinstance(self.sample, str):
            return f"{{{{ {self.name} }}}}"
        return f"{{%p for doan in {self.name} %}} {{{{ doan }}}} {{%p endfor %}}"


PLACEHOLDERS = (
    Placeholder("cap_tren", _("Organisation above, in capitals"), "ĐẢNG BỘ QUẬN LONG BIÊN"),
    Placeholder("co_quan", _("Issuer, in capitals"), "ĐẢNG ỦY PHƯỜNG PHÚC ĐỒNG"),
    Placeholder("so_ky_hieu", _("Number and symbol"), "Số 05-KH/ĐU"),
    Placeholder("dia_danh_ngay", _("Place and date"), "Phúc Đồng, ngày 05 tháng 02 năm 2026"),
    Placeholder("loai", _("Type of the document, in capitals"), "KẾ HOẠCH"),
    Placeholder("trich_yeu", _("Title"), "tổ chức hội nghị học tập nghị quyết"),
    Placeholder("kinh_gui", _("To whom a letter is addressed"), "Các chi bộ trực thuộc"),
    Placeholder("noi_dung", _("The points, one on each line"), ("1. Mục đích", "2. Yêu cầu")),
    Placeholder(
        "noi_nhan", _("Recipients, one on each line"), ("- Các chi bộ trực thuộc,", "- Lưu Văn phòng Đảng ủy.")
    ),
    Placeholder("thay_mat", _("In whose name it is signed"), "T/M ĐẢNG ỦY"),
    Placeholder("chuc_vu", _("Post of the person who signs"), "BÍ THƯ"),
    Placeholder("nguoi_ky", _("Name of the person who signs"), "Nguyễn Văn An"),
)
SAMPLE: dict[str, str | tuple[str, ...]] = {one.name: one.sample for one in PLACEHOLDERS}
