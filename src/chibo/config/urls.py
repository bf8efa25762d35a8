from django.urls import include, path

from chibo.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("tat-ca/", views.areas, name="areas"),
    path("tim/", views.search, name="search"),
    path("cai-dat/", views.settings, name="settings"),
    path("cai-dat/giao-dien/", views.preferences, name="preferences"),
    path("cai-dat/ngon-ngu/", views.language, name="set_language"),
    path("giao-dien/", views.style, name="style"),
    path("tai-khoan/", include("allauth.urls")),
    path("nguoi-dung/", include("chibo.registry.access.urls")),
    path("nhat-ky/", views.trail, name="trail"),
    path("sinh-hoat/", include("chibo.records.meetings.urls")),
    path("van-ban/", include("chibo.records.documents.urls")),
    path("to-chuc/", include("chibo.records.structure.urls")),
    path("dang-vien/", include("chibo.records.members.urls")),
    path("ket-nap/", include("chibo.records.admissions.urls")),
    path("hoc-tap/", include("chibo.records.plans.urls")),
    path("cuoc-thi/", include("chibo.records.contests.urls")),
    path("chi-tieu/", include("chibo.records.targets.urls")),
    path("so-lieu/", include("chibo.indicators.urls")),
    path("bao-cao/", include("chibo.reports.urls")),
    path("api/v1/", include("chibo.api.urls")),
]
