from django.urls import path

from chibo.records.documents import flow_views, views

app_name = "documents"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("xuat/", views.document_export, name="export"),
    path("moi/", views.document_create, name="create"),
    path("nhiem-ky/", flow_views.terms, name="terms"),
    path("du-thao/", flow_views.draft_create, name="draft_create"),
    path("<int:pk>/", views.document_detail, name="detail"),
    path("<int:pk>/sua/", views.document_edit, name="edit"),
    path("<int:pk>/cach-viet/", views.alias_add, name="alias_add"),
    path("<int:pk>/cach-viet/<int:alias>/bo/", views.alias_remove, name="alias_remove"),
    path("<int:pk>/diem/", views.clause_add, name="clause_add"),
    path("diem/<int:pk>/bo/", views.clause_remove, name="clause_remove"),
    path("<int:pk>/tep/", views.file_add, name="file_add"),
    path("tep/<int:pk>/", views.file_download, name="file_download"),
    path("tep/<int:pk>/bo/", views.file_remove, name="file_remove"),
    path("<int:pk>/giao/", flow_views.document_assign, name="assign"),
    path("<int:pk>/xong/", flow_views.document_close, name="close"),
    path("<int:pk>/mo-lai/", flow_views.document_reopen, name="reopen"),
    path("<int:pk>/du-thao/", flow_views.draft_edit, name="draft_edit"),
    path("<int:pk>/xoa-du-thao/", flow_views.draft_drop, name="draft_drop"),
    path("<int:pk>/lay-y-kien/", flow_views.opinions_ask, name="opinions_ask"),
    path("<int:pk>/y-kien/", flow_views.opinion_give, name="opinion_give"),
    path("<int:pk>/trinh/", flow_views.document_submit, name="submit"),
    path("<int:pk>/tra-lai/", flow_views.document_return, name="return"),
    path("<int:pk>/ky/", flow_views.document_sign, name="sign"),
    path("<int:pk>/phat-hanh/", flow_views.document_issue, name="issue"),
    path("<int:pk>/gui-them/", flow_views.document_send, name="send"),
    path("da-nhan/<int:pk>/", flow_views.receipt_confirm, name="receipt_confirm"),
    path("da-pho-bien/<int:pk>/", flow_views.reading_confirm, name="reading_confirm"),
]
