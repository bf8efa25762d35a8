from django.urls import path

from chibo.records.selfchecks import views

app_name = "selfchecks"
urlpatterns = [
    path("", views.own_check, name="own"),
    path("danh-muc/", views.published_lists, name="lists"),
    path("da-nop/", views.received, name="received"),
    path("phan/<slug:list_part>/", views.part_write, name="part"),
    path("<int:pk>/", views.check_read, name="read"),
    path("<int:pk>/nop/", views.check_hand_in, name="hand_in"),
    path("<int:pk>/xoa/", views.check_delete, name="delete"),
]
