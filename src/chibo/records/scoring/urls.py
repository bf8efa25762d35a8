from django.urls import path

from chibo.records.scoring import rubric_views, views

app_name = "scoring"
urlpatterns = [
    path("", views.score_list, name="list"),
    path("<int:pk>/", views.score, name="score"),
    path("<int:pk>/cham/", views.score_give, name="give"),
    path("<int:pk>/tham-dinh/", views.score_appraise, name="appraise"),
    path("tieu-chi/", rubric_views.rubric_list, name="rubrics"),
    path("tieu-chi/<int:pk>/", rubric_views.rubric_detail, name="rubric"),
    path("tieu-chi/<int:pk>/so-sanh/", rubric_views.rubric_compare, name="compare"),
    path("tieu-chi/<int:pk>/ban-rieng/", rubric_views.rubric_write, name="write"),
    path("tieu-chi/<int:pk>/het-hieu-luc/", rubric_views.rubric_end, name="end"),
]
