from django.urls import path

from chibo.records.studies import reflection_views, seminar_views, views

app_name = "studies"
urlpatterns = [
    path("", views.programme_list, name="list"),
    path("moi/", views.programme_create, name="create"),
    path("<int:pk>/", views.programme_detail, name="programme"),
    path("<int:pk>/sua/", views.programme_edit, name="edit"),
    path("<int:pk>/buoi/", views.session_add, name="session_add"),
    path("buoi/<int:pk>/xoa/", views.session_remove, name="session_remove"),
    path("<int:pk>/yeu-cau-thu-hoach/", views.reflections_ask, name="ask"),
    path("<int:pk>/nguoi-cham/", views.assessor_name, name="assessor"),
    path("thu-hoach/<int:pk>/", reflection_views.reflection_read, name="reflection"),
    path("thu-hoach/<int:pk>/viet/", reflection_views.reflection_write, name="write"),
    path("thu-hoach/<int:pk>/rut/", reflection_views.reflection_withdraw, name="withdraw"),
    path("thu-hoach/<int:pk>/cham/", reflection_views.reflection_assess, name="assess"),
    path("thu-hoach/<int:pk>/tep/", reflection_views.reflection_file, name="reflection_file"),
    path("thu-hoach/<int:pk>/thoi-yeu-cau/", reflection_views.reflection_release, name="release"),
    path("toa-dam/", seminar_views.seminar_list, name="seminars"),
    path("toa-dam/moi/", seminar_views.seminar_create, name="seminar_create"),
    path("toa-dam/<int:pk>/", seminar_views.seminar_detail, name="seminar"),
    path("toa-dam/<int:pk>/sua/", seminar_views.seminar_edit, name="seminar_edit"),
    path("toa-dam/<int:pk>/ket-luan/", seminar_views.seminar_conclude, name="conclude"),
    path("toa-dam/<int:pk>/mo-lai/", seminar_views.seminar_reopen, name="seminar_reopen"),
    path("toa-dam/<int:pk>/them/<slug:part>/", seminar_views.part_add, name="part_add"),
    path("toa-dam/<slug:part>/<int:pk>/xoa/", seminar_views.part_remove, name="part_remove"),
    path("toa-dam/tham-luan/<int:pk>/tep/", seminar_views.paper_file, name="paper_file"),
]
