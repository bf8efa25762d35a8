from django.urls import path

from chibo.records.targets import views

app_name = "targets"
urlpatterns = [
    path("", views.target_list, name="list"),
    path("giao/", views.target_give, name="give"),
    path("<int:pk>/phan-khai/", views.target_split, name="split"),
    path("<int:pk>/dieu-chinh/", views.target_adjust, name="adjust"),
]
