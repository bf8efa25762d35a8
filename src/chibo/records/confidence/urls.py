from django.urls import path

from chibo.records.confidence import views

app_name = "confidence"
urlpatterns = [
    path("", views.poll_list, name="list"),
    path("moi/", views.poll_prepare, name="prepare"),
    path("<int:pk>/", views.poll_detail, name="detail"),
    path("dong-chi/<int:pk>/", views.follow_up, name="follow_up"),
]
