from django.urls import path

from chibo.records.contests import views

app_name = "contests"
urlpatterns = [
    path("", views.contest_list, name="list"),
    path("moi/", views.contest_create, name="create"),
    path("<int:pk>/", views.contest_detail, name="detail"),
    path("<int:pk>/bai-du-thi/", views.entry_record, name="entry_record"),
]
