from django.urls import path

from chibo.records.regulations import views

app_name = "regulations"
urlpatterns = [
    path("", views.regulation_list, name="list"),
    path("moi/", views.regulation_create, name="create"),
    path("<int:pk>/", views.regulation_detail, name="detail"),
    path("<int:pk>/ban-moi/", views.version_create, name="version_create"),
    path("<int:pk>/so-sanh/", views.version_compare, name="compare"),
    path("<int:pk>/ra-soat/", views.review_confirm, name="review"),
    path("<int:pk>/het-hieu-luc/", views.regulation_end, name="end"),
]
