from django.urls import path

from chibo.records.quotas import views

app_name = "quotas"
urlpatterns = [
    path("", views.rule_list, name="list"),
    path("cach-tinh/", views.reading_set, name="set"),
]
