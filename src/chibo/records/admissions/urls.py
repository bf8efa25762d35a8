from django.urls import path

from chibo.records.admissions import views

app_name = "admissions"
urlpatterns = [
    path("", views.application_list, name="list"),
    path("gioi-thieu/", views.candidate_put_forward, name="put_forward"),
    path("<int:pk>/", views.application_detail, name="detail"),
    path("<int:pk>/buoc/", views.step_record, name="step_record"),
    path("<int:pk>/dung/", views.application_stop, name="stop"),
]
