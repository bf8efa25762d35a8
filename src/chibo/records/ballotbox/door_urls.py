from django.urls import path

from chibo.records.ballotbox import door_views

app_name = "door"
urlpatterns = [
    path("<slug:address>/", door_views.answer, name="answer"),
    path("<slug:address>/gui/", door_views.put, name="put"),
    path("<slug:address>/da-nhan/", door_views.taken, name="taken"),
    path("<slug:address>/kiem-chung/", door_views.proof, name="proof"),
]
