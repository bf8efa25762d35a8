from django.urls import path

from chibo.records.schedules import feed_views, plan_views, views

app_name = "schedules"
urlpatterns = [
    path("", views.week, name="week"),
    path("moi/", views.event_add, name="event_add"),
    path("<int:pk>/", views.event, name="event"),
    path("<int:pk>/sua/", views.event_change, name="event_change"),
    path("<int:pk>/huy/", views.event_cancel, name="event_cancel"),
    path("danh-gia/", views.week_assess, name="week_assess"),
    path("phong/", views.rooms, name="rooms"),
    path("phong/<int:pk>/", views.room_use, name="room_use"),
    path("thang/", plan_views.plans, name="plans"),
    path("thang/moi/", plan_views.plan_start, name="plan_start"),
    path("thang/<int:pk>/", plan_views.plan, name="plan"),
    path("thang/<int:pk>/viec/", plan_views.item_add, name="item_add"),
    path("thang/<int:pk>/ban-hanh/", plan_views.plan_issue, name="plan_issue"),
    path("thang/<int:pk>/danh-gia/", plan_views.plan_assess, name="plan_assess"),
    path("viec/<int:pk>/", plan_views.item_change, name="item_change"),
    path("viec/<int:pk>/bo/", plan_views.item_remove, name="item_remove"),
    path("dang-ky/", feed_views.feeds, name="feeds"),
    path("dang-ky/<int:pk>/doi/", feed_views.feed_renew, name="feed_renew"),
    path("dang-ky/<int:pk>/ngung/", feed_views.feed_close, name="feed_close"),
    path("ics/<str:token>.ics", feed_views.feed, name="feed"),
]
