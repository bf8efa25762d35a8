from django.urls import include, path

urlpatterns = [path("to-chuc/", include("chibo.records.structure.urls"))]
