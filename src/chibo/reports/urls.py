from django.urls import path

from chibo.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("moi/", views.report_create, name="create"),
    path("<int:pk>/", views.report_detail, name="detail"),
    path("<int:pk>/the-thuc/", views.report_edit, name="edit"),
    path("<int:pk>/doan/moi/", views.block_add, name="block_add"),
    path("<int:pk>/doan/<int:block>/", views.block_edit, name="block_edit"),
    path("<int:pk>/doan/<int:block>/chuyen/", views.block_move, name="block_move"),
    path("<int:pk>/doan/<int:block>/xoa/", views.block_delete, name="block_delete"),
    path("<int:pk>/xoa/", views.report_delete, name="delete"),
    path("<int:pk>/ky/", views.report_sign, name="sign"),
    path("<int:pk>/dinh-chinh/", views.report_correct, name="correct"),
    path("<int:pk>/tai/<str:kind>/", views.report_download, name="download"),
]
