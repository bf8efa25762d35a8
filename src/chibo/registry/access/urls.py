from django.urls import path

from chibo.registry.access import views

app_name = "access"
urlpatterns = [
    path("", views.account_list, name="accounts"),
    path("moi/", views.account_open, name="account_open"),
    path("<int:pk>/vai-tro/", views.role_grant, name="role_grant"),
    path("<int:pk>/dong/", views.account_close, name="account_close"),
    path("de-nghi/<int:pk>/dong-y/", views.proposal_confirm, name="proposal_confirm"),
    path("de-nghi/<int:pk>/tu-choi/", views.proposal_decline, name="proposal_decline"),
    path("khoa/", views.token_list, name="tokens"),
    path("khoa/<int:pk>/thu-hoi/", views.token_revoke, name="token_revoke"),
    path("vai-tro/<int:pk>/thu/", views.role_withdraw, name="role_withdraw"),
]
