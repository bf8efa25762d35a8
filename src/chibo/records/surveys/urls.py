from django.urls import path

from chibo.records.surveys import follow_views, result_views, setup_views, ticket_views, views

app_name = "surveys"
urlpatterns = [
    path("", views.survey_list, name="list"),
    path("moi/", setup_views.survey_create, name="create"),
    path("<int:pk>/", views.survey_detail, name="detail"),
    path("<int:pk>/cua-toi/", views.survey_own, name="own"),
    path("<int:pk>/bat-dau/", views.survey_start, name="start"),
    path("<int:pk>/the/", ticket_views.tickets, name="tickets"),
    path("<int:pk>/cong-bo/", views.survey_publish, name="publish"),
    path("<int:pk>/sua/", setup_views.survey_edit, name="edit"),
    path("<int:pk>/bo/", setup_views.survey_discard, name="discard"),
    path("<int:pk>/lanh-dao/", setup_views.leader_add, name="leader_add"),
    path("<int:pk>/noi-dung/", setup_views.matter_add, name="matter_add"),
    path("<int:pk>/cau-hoi/", setup_views.question_add, name="question_add"),
    path("<int:pk>/nhom/", setup_views.group_add, name="group_add"),
    path("doi-tuong/<int:pk>/xoa/", setup_views.subject_remove, name="subject_remove"),
    path("cau-hoi/<int:pk>/", setup_views.question_edit, name="question_edit"),
    path("cau-hoi/<int:pk>/xoa/", setup_views.question_remove, name="question_remove"),
    path("nhom/<int:pk>/", setup_views.group_edit, name="group_edit"),
    path("nhom/<int:pk>/gop/", setup_views.group_pool, name="group_pool"),
    path("nhom/<int:pk>/xoa/", setup_views.group_remove, name="group_remove"),
    path("<int:pk>/ket-qua/", result_views.results, name="results"),
    path("<int:pk>/ket-qua.xlsx", result_views.results_export, name="results_export"),
    path("<int:pk>/ket-qua.docx", result_views.results_word, name="results_word"),
    path("<int:pk>/y-kien/", follow_views.comments, name="comments"),
    path("<int:pk>/chu-de/", follow_views.theme_add, name="theme_add"),
    path("<int:pk>/viec-lam/", follow_views.measure_add, name="measure_add"),
    path("<int:pk>/ket-thuc/", follow_views.follow_up_end, name="follow_up_end"),
    path("viec-lam/<int:pk>/xong/", follow_views.measure_done, name="measure_done"),
]
