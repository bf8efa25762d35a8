from django.urls import path

from chibo.records.tasks import action_views, kind_views, views

app_name = "tasks"
urlpatterns = [
    path("", views.task_list, name="list"),
    path("bang/", views.task_board, name="board"),
    path("xuat/", views.task_export, name="export"),
    path("giao/", views.task_create, name="create"),
    path("so-dem/", kind_views.kind_list, name="kinds"),
    path("so-dem/them/", kind_views.kind_edit, name="kind_add"),
    path("so-dem/<slug:pk>/sua/", kind_views.kind_edit, name="kind_edit"),
    path("so-dem/<slug:pk>/bo/", kind_views.kind_remove, name="kind_remove"),
    path("<int:pk>/", views.task_detail, name="detail"),
    path("<int:pk>/sua/", views.task_edit, name="edit"),
    path("<int:pk>/bat-dau/", action_views.task_start, name="start"),
    path("<int:pk>/don-doc/", action_views.task_urge, name="urge"),
    path("<int:pk>/gia-han/", action_views.task_extend, name="extend"),
    path("<int:pk>/bao-cao/", action_views.task_report, name="report"),
    path("<int:pk>/xac-nhan/", action_views.task_confirm, name="confirm"),
    path("<int:pk>/tra-lai/", action_views.task_send_back, name="send_back"),
    path("<int:pk>/huy/", action_views.task_cancel, name="cancel"),
    path("<int:pk>/mo-lai/", action_views.task_reopen, name="reopen"),
    path("<int:pk>/phan-cong/", action_views.task_people, name="people"),
    path("<int:pk>/moc/", action_views.milestone_add, name="milestone_add"),
    path("<int:pk>/moc/<int:milestone>/dat/", action_views.milestone_reach, name="milestone_reach"),
    path("<int:pk>/so-dem/", action_views.count_add, name="count_add"),
    path("<int:pk>/so-dem/<int:count>/bo/", action_views.count_remove, name="count_remove"),
    path("<int:pk>/minh-chung/", action_views.evidence_add, name="evidence_add"),
    path("<int:pk>/minh-chung/<int:evidence>/", action_views.evidence_download, name="evidence_download"),
    path("<int:pk>/minh-chung/<int:evidence>/bo/", action_views.evidence_remove, name="evidence_remove"),
]
