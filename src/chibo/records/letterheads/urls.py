from django.urls import path

from chibo.records.letterheads import views

app_name = "letterheads"
urlpatterns = [
    path("", views.template_list, name="list"),
    path("van-ban/<int:pk>/", views.document_word, name="word"),
    path("<slug:slug>/<slug:type>/tai-ve/", views.template_download, name="download"),
    path("<slug:slug>/<slug:type>/thay/", views.template_upload, name="upload"),
    path("<slug:slug>/<slug:type>/thoi/", views.template_withdraw, name="withdraw"),
]
