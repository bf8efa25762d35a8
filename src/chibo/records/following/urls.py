from django.urls import path

from chibo.records.following import views, visit_views

app_name = "following"
urlpatterns = [
    path("", views.cell_list, name="list"),
    path("phan-cong/", views.follow, name="follow"),
    path("phan-cong/<int:pk>/thoi/", views.stop, name="stop"),
    path("chi-bo/<slug:slug>/", views.cell, name="cell"),
    path("do-phu/", views.coverage, name="coverage"),
    path("ngay/", visit_views.day_sheet, name="day"),
    path("cua-toi/", visit_views.own_cells, name="own"),
    path("cua-toi/<int:pk>/", visit_views.own_visit, name="own_visit"),
]
