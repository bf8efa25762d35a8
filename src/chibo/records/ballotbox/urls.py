from django.urls import path

from chibo.records.ballotbox import views

app_name = "ballotbox"
urlpatterns = [
    path("", views.box_list, name="list"),
    path("<int:pk>/", views.box_detail, name="detail"),
    path("<int:pk>/khoa/", views.key, name="key"),
    path("<int:pk>/in-phieu/", views.slips, name="slips"),
    path("<int:pk>/huy-phieu/", views.slips_discard, name="slips_discard"),
    path("<int:pk>/phieu-thua/", views.count_back, name="count_back"),
    path("<int:pk>/nhap-phieu/", views.key_in, name="key_in"),
    path("<int:pk>/dong/", views.close, name="close"),
    path("<int:pk>/mo/", views.open_box, name="open"),
    path("<int:pk>/the/", views.ticket, name="ticket"),
]
