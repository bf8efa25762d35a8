from django.urls import path

from chibo.registry.access import views

app_name = "access"
urlpatterns = [
    path("", views.account_list, name="accounts"),
    path("moi/", views.account_open, name="account_open"),
    path("<int:pk>/vai-tro/", views.role_grant, name="role_grant"),
    path("<int:pk>/dong/", views.account_close, name="account_close"),
    path("vai-tro/<int:pk>/thu/", views.role_withdraw, name="role_withdraw"),
]
