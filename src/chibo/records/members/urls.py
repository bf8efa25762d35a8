from django.urls import path

from chibo.records.members import change_views, correction_views, import_views, views

app_name = "members"
urlpatterns = [
    path("", views.roll, name="roll"),
    path("xuat/", views.roll_export, name="export"),
    path("moi/", change_views.arrival, name="arrival"),
    path("toi/", views.me, name="me"),
    path("toi/de-nghi-sua/<slug:field>/", correction_views.correction_propose, name="correction_propose"),
    path("de-nghi-sua/", correction_views.correction_list, name="corrections"),
    path("de-nghi-sua/<int:pk>/nhan/", correction_views.correction_accept, name="correction_accept"),
    path("de-nghi-sua/<int:pk>/tu-choi/", correction_views.correction_decline, name="correction_decline"),
    path("nhap/", import_views.import_start, name="import_start"),
    path("nhap/<int:pk>/", import_views.import_preview, name="import_preview"),
    path("nhap/<int:pk>/cot/", import_views.import_mapping, name="import_mapping"),
    path("nhap/<int:pk>/tien-do/", import_views.import_progress, name="import_progress"),
    path("nhap/<int:pk>/bo/", import_views.import_discard, name="import_discard"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/so/", views.numbers_unmask, name="unmask"),
    path("<int:pk>/sua/", change_views.person_edit, name="edit"),
    path("<int:pk>/chuyen/", change_views.transfer, name="transfer"),
    path("<int:pk>/ra-khoi-danh-sach/", change_views.leave, name="leave"),
    path("<int:pk>/tinh-trang/", change_views.standing, name="standing"),
]
