from django.urls import path

from chibo.records.structure.views import changes, offices, posts, tree

app_name = "structure"
urlpatterns = [
    path("", tree.organisation_tree, name="tree"),
    path("tep/excel/", tree.tree_export, name="export"),
    path("thay-doi/thanh-lap/", changes.unit_establish, name="establish"),
    path("thay-doi/sap-nhap/", changes.unit_merge, name="merge"),
    path("chuc-danh/", offices.post_list, name="posts"),
    path("chuc-danh/tep/excel/", offices.post_export, name="posts_export"),
    path("chuc-danh/nguoi/<int:pk>/", offices.holder, name="holder"),
    path("chuc-danh/<int:pk>/ket-thuc/", posts.post_end, name="post_end"),
    path("<slug:slug>/", tree.unit_page, name="unit"),
    path("<slug:slug>/doi-ten/", changes.unit_rename, name="rename"),
    path("<slug:slug>/chuyen/", changes.unit_move, name="move"),
    path("<slug:slug>/chia-tach/", changes.unit_split, name="split"),
    path("<slug:slug>/ket-thuc/", changes.unit_dissolve, name="dissolve"),
    path("<slug:slug>/chuc-danh/<slug:title>/", offices.post_history, name="post_history"),
    path("<slug:slug>/bo-nhiem/", posts.post_appoint, name="appoint"),
]
