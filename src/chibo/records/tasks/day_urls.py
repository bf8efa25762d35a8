from django.urls import path

from chibo.records.tasks import day_views, kind_views

app_name = "days"
urlpatterns = [
    path("", day_views.day_list, name="list"),
    path("thoi-han/", kind_views.term, name="term"),
    path("them/", day_views.day_edit, name="create"),
    path("<slug:pk>/sua/", day_views.day_edit, name="edit"),
    path("<slug:pk>/bo/", day_views.day_remove, name="remove"),
]
