from django.urls import path

from chibo.records.awards import views, work_views

app_name = "awards"
urlpatterns = [
    path("", views.award_list, name="list"),
    path("khen-thuong.xlsx", views.award_export, name="export"),
    path("de-nghi.docx", views.proposals_paper, name="paper"),
    path("lien-tuc/", views.runs, name="runs"),
    path("de-nghi/", work_views.propose, name="propose"),
    path("ghi/", work_views.record, name="record"),
    path("<int:pk>/", views.award_detail, name="detail"),
    path("<int:pk>/y-kien/", work_views.opinion, name="opinion"),
    path("<int:pk>/quyet-dinh/", work_views.decide, name="decide"),
    path("<int:pk>/khong-khen/", work_views.decline, name="decline"),
    path("<int:pk>/thu-hoi/", work_views.revoke, name="revoke"),
]
