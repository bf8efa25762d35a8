from django.urls import path

from chibo.records.plans import cell_views, own_views, views

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="list"),
    path("tap-the/", views.collectives_register, name="collectives"),
    path("ca-nhan/", views.individuals_register, name="individuals"),
    path("cua-toi/", own_views.own_plan, name="own"),
    path("cua-toi/bat-dau/", own_views.own_begin, name="begin"),
    path("don-vi/", own_views.unit_plans, name="units"),
    path("chi-bo/", cell_views.cell_list, name="cell"),
    path("chi-bo/excel/", cell_views.cell_export, name="cell_export"),
    path("chi-bo/thong-nhat/", cell_views.plans_agree, name="agree"),
    path("chi-bo/phan-cong/", cell_views.turns_set, name="turns"),
    path("tong-hop/", cell_views.plan_numbers, name="numbers"),
    path("<int:pk>/", own_views.plan_detail, name="detail"),
    path("<int:pk>/viet/", own_views.plan_write, name="write"),
    path("<int:pk>/dang-ky/", own_views.plan_register, name="register"),
    path("<int:pk>/bao-cao/", own_views.plan_report, name="report"),
    path("<int:pk>/tu-danh-gia/", own_views.plan_conclude, name="conclude"),
    path("<int:pk>/gop-y/", cell_views.plan_comment, name="comment"),
    path("<int:pk>/ket-luan/", cell_views.plan_review, name="review"),
    path("<int:pk>/rut/", views.plan_withdraw, name="withdraw"),
]
