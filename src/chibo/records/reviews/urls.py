from django.urls import path

from chibo.records.reviews import campaign_views, follow_views, judgement_views, own_views, subject_views

app_name = "reviews"
urlpatterns = [
    path("", campaign_views.campaign_list, name="list"),
    path("lap/", campaign_views.campaign_plan, name="plan"),
    path("cua-toi/", own_views.own, name="own"),
    path("<int:pk>/", campaign_views.campaign_detail, name="campaign"),
    path("<int:pk>/lich/", campaign_views.days_change, name="days"),
    path("<int:pk>/danh-sach/", campaign_views.roll_take, name="roll"),
    path("<int:pk>/cong-khai/", campaign_views.campaign_publish, name="publish"),
    path("<int:pk>/xuat/", campaign_views.campaign_export, name="export"),
    path("<int:pk>/gia-dinh/", judgement_views.what_if, name="what_if"),
    path("<int:pk>/bo-phieu/", judgement_views.poll_open, name="poll"),
    path("<int:pk>/doi-tuong/", subject_views.subject_list, name="subjects"),
    path("<int:pk>/hop/<slug:slug>/", judgement_views.sitting_set, name="sitting"),
    path("<int:pk>/de-xuat/<slug:slug>/", judgement_views.levels_propose, name="propose"),
    path("<int:pk>/tham-dinh/<slug:slug>/", judgement_views.levels_appraise, name="appraise"),
    path("<int:pk>/quyet-dinh/<slug:slug>/", judgement_views.levels_decide, name="decide"),
    path("doi-tuong/<int:pk>/", subject_views.subject_detail, name="subject"),
    path("doi-tuong/<int:pk>/ban-kiem-diem/", own_views.form_read, name="form"),
    path("doi-tuong/<int:pk>/ban-kiem-diem/viet/", own_views.form_write, name="form_write"),
    path("doi-tuong/<int:pk>/ban-kiem-diem/giay/", own_views.form_receive, name="form_paper"),
    path("doi-tuong/<int:pk>/ban-kiem-diem/rut/", own_views.form_take_back, name="form_take_back"),
    path("doi-tuong/<int:pk>/ban-kiem-diem/word/", own_views.form_word, name="form_word"),
    path("doi-tuong/<int:pk>/khong-xep-loai/", subject_views.unrated_set, name="unrated"),
    path("doi-tuong/<int:pk>/noi-khac/", subject_views.place_opine, name="place"),
    path("doi-tuong/<int:pk>/y-kien/", subject_views.inspection_opine, name="opinion"),
    path("doi-tuong/<int:pk>/han-che/", follow_views.remedy_set, name="remedy_set"),
    path("doi-tuong/<int:pk>/khieu-nai/", follow_views.appeal_file, name="appeal_file"),
    path("han-che/<int:pk>/sua/", follow_views.remedy_change, name="remedy_change"),
    path("han-che/<int:pk>/bao-cao/", follow_views.remedy_report, name="remedy_report"),
    path("han-che/<int:pk>/xac-nhan/", follow_views.remedy_confirm, name="remedy_confirm"),
    path("han-che/<int:pk>/tra-lai/", follow_views.remedy_send_back, name="remedy_send_back"),
    path("khieu-nai/<int:pk>/tra-loi/", follow_views.appeal_answer, name="appeal_answer"),
]
