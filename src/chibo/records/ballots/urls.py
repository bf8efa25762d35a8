from django.urls import path

from chibo.records.ballots import views

app_name = "ballots"
urlpatterns = [
    path("", views.ballot_list, name="list"),
    path("moi/", views.ballot_open, name="open"),
    path("<int:pk>/", views.ballot_detail, name="detail"),
    path("<int:pk>/nhap/", views.count_enter, name="enter"),
    path("<int:pk>/sua/", views.count_correct, name="correct"),
    path("<int:pk>/xem-lai/", views.look, name="look"),
    path("<int:pk>/chot/", views.ballot_settle, name="settle"),
    path("<int:pk>/so-trieu-tap/", views.summoned_change, name="summoned"),
    path("<int:pk>/bo/", views.ballot_take_back, name="take_back"),
    path("<int:pk>/bien-ban.docx", views.minutes_download, name="minutes"),
]
