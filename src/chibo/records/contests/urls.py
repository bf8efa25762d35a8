from django.urls import path

from chibo.records.contests import prize_views, round_views, views

app_name = "contests"
urlpatterns = [
    path("", views.contest_list, name="list"),
    path("moi/", views.contest_create, name="create"),
    path("<int:pk>/", views.contest_detail, name="detail"),
    path("<int:pk>/sua/", views.contest_edit, name="edit"),
    path("<int:pk>/dong/", views.contest_close, name="close"),
    path("<int:pk>/mo-lai/", views.contest_reopen, name="reopen"),
    path("<int:pk>/bai-du-thi/", views.entry_record, name="entry_record"),
    path("<int:pk>/phieu-giay/", views.paper_record, name="paper_record"),
    path("<int:pk>/ke-hoach/", views.plan, name="plan"),
    path("<int:pk>/ke-hoach.xlsx", views.plan_export, name="plan_export"),
    path("<int:pk>/vong/", round_views.round_add, name="round_add"),
    path("<int:pk>/trao-giai/", prize_views.prize_award, name="prize_award"),
    path("vong/<int:pk>/", round_views.round_detail, name="round"),
    path("vong/<int:pk>/sua/", round_views.round_edit, name="round_edit"),
    path("vong/<int:pk>/du-thi/", round_views.round_take, name="take"),
    path("vong/<int:pk>/ket-qua.xlsx", round_views.round_export, name="round_export"),
    path("vong/<int:pk>/cau-hoi/", round_views.question_add, name="question_add"),
    path("cau-hoi/<int:pk>/", round_views.question_edit, name="question_edit"),
    path("cau-hoi/<int:pk>/xoa/", round_views.question_remove, name="question_remove"),
    path("giai/<int:pk>/thu-lai/", prize_views.prize_take_back, name="prize_take_back"),
    path("giai/<int:pk>/giay-chung-nhan/", prize_views.certificate, name="certificate"),
]
