from django.urls import path

from chibo.records.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="list"),
    path("tap-the/", views.collectives_register, name="collectives"),
    path("ca-nhan/", views.individuals_register, name="individuals"),
    path("cua-toi/", views.own_plan, name="own"),
    path("<int:pk>/rut/", views.plan_withdraw, name="withdraw"),
]
