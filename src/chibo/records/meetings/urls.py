from django.urls import path

from chibo.records.meetings import views

app_name = "meetings"
urlpatterns = [
    path("", views.meeting_list, name="list"),
    path("moi/", views.meeting_create, name="create"),
    path("<int:pk>/", views.meeting_detail, name="detail"),
    path("<int:pk>/sua/", views.meeting_edit, name="edit"),
    path("<int:pk>/trieu-tap/", views.meeting_convoke, name="convoke"),
    path("<int:pk>/diem-danh/", views.attendance_mark, name="attendance"),
    path("<int:pk>/ket-thuc/", views.meeting_close, name="close"),
    path("<int:pk>/mo-lai/", views.meeting_reopen, name="reopen"),
    path("<int:pk>/huy/", views.meeting_call_off, name="call_off"),
    path("<int:pk>/hoc-bu/", views.make_up_plan, name="make_up"),
    path("<int:pk>/tai-lieu/", views.paper_add, name="paper_add"),
    path("tai-lieu/<int:pk>/", views.paper_download, name="paper_download"),
]
