from django.urls import path

from chibo.records.cascade.views import conclusions, directives, own, seminars

app_name = "cascade"
urlpatterns = [
    path("trien-khai/", directives.directive_list, name="list"),
    path("trien-khai/gui-don-vi/", own.sent_list, name="sent"),
    path("trien-khai/<int:pk>/", directives.directive_board, name="board"),
    path("trien-khai/<int:pk>/excel/", directives.board_export, name="export"),
    path("trien-khai/<int:pk>/don-doc/", directives.board_remind, name="remind"),
    path("trien-khai/<int:pk>/diem/<int:clause>/", directives.clause_detail, name="clause"),
    path("trien-khai/<int:pk>/don-vi/<slug:slug>/", own.own_page, name="own"),
    path("trien-khai/<int:pk>/don-vi/<slug:slug>/nhan/", own.confirm, name="confirm"),
    path("trien-khai/<int:pk>/don-vi/<slug:slug>/ke-hoach/", own.response_add, name="response_add"),
    path("trien-khai/<int:pk>/don-vi/<slug:slug>/quan-triet/", own.reach_count, name="reach"),
    path("trien-khai/ke-hoach/<int:response>/bo/", own.response_withdraw, name="response_withdraw"),
    path("toa-dam/<int:pk>/", seminars.seminar_tasks, name="seminar"),
    path("ket-luan/", conclusions.conclusion_list, name="conclusions"),
    path("ket-luan/<int:pk>/", conclusions.conclusion_page, name="conclusion"),
    path("ket-luan/<int:pk>/soan/", conclusions.points_edit, name="points"),
    path("ket-luan/<int:pk>/ban-hanh/", conclusions.conclusion_issue, name="issue"),
]
