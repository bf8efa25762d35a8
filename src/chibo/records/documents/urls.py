from django.urls import path

from chibo.records.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("moi/", views.document_create, name="create"),
    path("<int:pk>/", views.document_detail, name="detail"),
    path("<int:pk>/cach-viet/", views.alias_add, name="alias_add"),
    path("<int:pk>/cach-viet/<int:alias>/bo/", views.alias_remove, name="alias_remove"),
]
