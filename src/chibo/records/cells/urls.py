from django.urls import path

from chibo.records.cells.views import books, flow, records, scores

app_name = "cells"
urlpatterns = [
    path("", books.book_list, name="list"),
    path("cac-thang/", books.overview, name="overview"),
    path("kiem-chung/", books.check, name="check"),
    path("so/<slug:slug>/", books.book, name="book"),
    path("so/<slug:slug>/<int:book_year>/<slug:book>/", books.year_file, name="book_year"),
    path("van-ban/<int:pk>/", records.record_page, name="record"),
    path("van-ban/<int:pk>/dinh-chinh/", records.record_correct, name="correct"),
    path("van-ban/<int:pk>/khoa-dinh-chinh/", records.correction_lock, name="correction_lock"),
    path("van-ban/<int:pk>/tep/<slug:kind>/", books.record_file, name="file"),
    path("<int:pk>/", flow.meeting_page, name="meeting"),
    path("<int:pk>/bat-dau/", flow.begin, name="begin"),
    path("<int:pk>/chuan-bi/", flow.prepare, name="prepare"),
    path("<int:pk>/trieu-tap/", flow.convoke, name="convoke"),
    path("<int:pk>/diem-danh/", flow.roll, name="roll"),
    path("<int:pk>/noi-dung/", records.proceedings, name="proceedings"),
    path("<int:pk>/cham-diem/", scores.score, name="score"),
    path("<int:pk>/bien-ban/", records.texts, name="texts"),
    path("<int:pk>/dien-lai/", records.refill, name="refill"),
    path("<int:pk>/khoa/", records.finish, name="finish"),
]
