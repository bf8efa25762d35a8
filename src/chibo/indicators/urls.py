from django.urls import path

from chibo.indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("so-sanh/", views.compare, name="compare"),
    path("bien-dong/", views.movement, name="movement"),
    path("doi-chieu/", views.checks, name="checks"),
    path("doi-chieu/<str:digest>/", views.check_answer, name="check_answer"),
    path("<str:code>/", views.figure_detail, name="figure"),
    path("<str:code>/excel/", views.figure_export, name="figure_export"),
]
