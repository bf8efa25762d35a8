from django.urls import path

from chibo.records.communication import example_views, past_views, total_views, views

app_name = "communication"
urlpatterns = [
    path("", views.items, name="items"),
    path("moi/", views.item_add, name="item_add"),
    path("phat-thanh/", views.broadcast, name="broadcast"),
    path("da-dang/", past_views.past, name="past"),
    path("da-dang/mau/", past_views.past_sheet, name="past_sheet"),
    path("<int:pk>/", views.item, name="item"),
    path("<int:pk>/sua/", views.item_change, name="item_change"),
    path("<int:pk>/duyet/", views.item_approve, name="item_approve"),
    path("<int:pk>/dang/", views.item_publish, name="item_publish"),
    path("<int:pk>/thu-hoi/", views.item_take_back, name="item_take_back"),
    path("<int:pk>/bo/", views.item_remove, name="item_remove"),
    path("thong-ke/", total_views.totals, name="totals"),
    path("thong-ke/excel/", total_views.totals_export, name="totals_export"),
    path("chu-de/", total_views.topics, name="topics"),
    path("dinh-huong/", total_views.orientations, name="orientations"),
    path("guong/", example_views.examples, name="examples"),
    path("guong/moi/", example_views.example_add, name="example_add"),
    path("guong/<int:pk>/", example_views.example, name="example"),
    path("guong/<int:pk>/sua/", example_views.example_change, name="example_change"),
    path("guong/<int:pk>/buoc/", example_views.example_step, name="example_step"),
]
