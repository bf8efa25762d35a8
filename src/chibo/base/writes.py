"""One transaction layer for pages and API.

Every request that may write runs in one transaction; an answer that is an error leaves nothing written.
A request that carries a key is done once, however often it is sent.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from chibo.base.clock import now
from chibo.base.models import WriteKey

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
FIRST_ERROR = 400
OWN_TRANSACTIONS = ("/tai-khoan/",)
"""Signing in keeps its own count of failures, which must survive a refusal."""


class IdempotencyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or request.path.startswith(OWN_TRANSACTIONS):
            return self.get_response(request)
        with transaction.atomic():
            key = _key(request)
            response = self._once(request, key) if key else self.get_response(request)
            if response.status_code >= FIRST_ERROR:
                transaction.set_rollback(True)
        return response

    def _once(self, request: HttpRequest, key: str) -> HttpResponse:
        fingerprint = _fingerprint(request)
        WriteKey.objects.bulk_create(
            [WriteKey(user_id=request.user.pk, key=key, fingerprint=fingerprint, at=now())], ignore_conflicts=True
        )
        sending = WriteKey.objects.select_for_update().get(user_id=request.user.pk, key=key)
        if sending.fingerprint != fingerprint:
            return HttpResponse(_("This key was used for something else."), status=422)
        if sending.status is not None:
            return _again(sending)
        response = self.get_response(request)
        if response.status_code < FIRST_ERROR and not response.streaming:
            sending.status = response.status_code
            sending.location = response.get("Location", "")
            sending.content_type = response.get("Content-Type", "")
            sending.body = response.content
            sending.save()
        return response


def _again(sending: WriteKey) -> HttpResponse:
    response = HttpResponse(bytes(sending.body), status=sending.status, content_type=sending.content_type)
    if sending.location:
        response["Location"] = sending.location
    return response


def _key(request: HttpRequest) -> str:
    if not request.user.is_authenticated:
        return ""
    return (request.headers.get("Idempotency-Key") or _form(request).get("_once", ""))[:64]


def _form(request: HttpRequest) -> Any:
    return request.POST if request.content_type != "application/json" else {}


def _fingerprint(request: HttpRequest) -> str:
    digest = hashlib.sha256(f"{request.method} {request.path}".encode())
    if form := _form(request):
        fields = sorted((name, form.getlist(name)) for name in form if name != "csrfmiddlewaretoken")
        digest.update(repr(fields).encode())
        for name, file in sorted(request.FILES.items()):
            digest.update(f"{name} {file.name} {file.size}".encode())
    else:
        digest.update(request.body)
    return digest.hexdigest()


