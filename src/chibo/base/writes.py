"""One transaction layer for pages and API.

Every request that may write runs in one transaction; an answer that is an error leaves nothing written.
A request that carries a key is done once, however often it is sent.
"""

import hashlib
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.utils.translation import gettext as _

from chibo.base.clock import now
from chibo.base.models import WriteKey

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
FIRST_ERROR = 400
OWN_TRANSACTIONS = ("/tai-khoan/",)
"""Signing in keeps its own count of failures, which must survive a refusal."""


class IdempotencyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in SAFE or request.path.startswith(OWN_TRANSACTIONS):
            return self.get_response(request)
        with transaction.atomic():
            sender, key = _sender(request), _key(request)
            response = self._once(request, sender, key) if sender and key else self.get_response(request)
            if response.status_code >= FIRST_ERROR:
                transaction.set_rollback(True)
        return response

    def _once(self, request: HttpRequest, sender: str, key: str) -> HttpResponseBase:
        fingerprint = _fingerprint(request)
        # A second sending waits here until the first is committed or undone.
        WriteKey.objects.bulk_create(
            [WriteKey(sender=sender, key=key, fingerprint=fingerprint, at=now())], ignore_conflicts=True
        )
        sending = WriteKey.objects.select_for_update().get(sender=sender, key=key)
        if sending.fingerprint != fingerprint:
            message = _("This form was sent already, with other content. Nothing was changed; open the page again.")
            return HttpResponse(message, status=422, content_type="text/plain; charset=utf-8")
        if sending.status is None:
            response = self.get_response(request)
            if response.status_code >= FIRST_ERROR:
                return response
            _keep(sending, response)
        return _again(sending)


def _keep(sending: WriteKey, response: HttpResponseBase) -> None:
    whole = response.getvalue() if isinstance(response, StreamingHttpResponse) else response.content  # type: ignore[attr-defined]
    sending.status, sending.headers, sending.body = response.status_code, dict(response.headers), whole
    sending.save()


def _again(sending: WriteKey) -> HttpResponse:
    return HttpResponse(bytes(sending.body), status=sending.status, headers=sending.headers)


def _sender(request: HttpRequest) -> str:
    """Return who sends: the user of a session, or the owner of a token; empty for a stranger, who has no keys."""
    if request.user.is_authenticated:
        return f"user {request.user.pk}"
    token = request.headers.get("Authorization", "")
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def _key(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key") or _form(request).get("_once", "")
    return str(key).replace("\0", "")[:64]


def _form(request: HttpRequest) -> QueryDict:
    return request.POST if request.content_type in FORMS else QueryDict()


def _fingerprint(request: HttpRequest) -> str:
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}".encode())
    if request.content_type not in FORMS:
        digest.update(request.body)
        return digest.hexdigest()
    fields = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    digest.update(repr(sorted(fields)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            content = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            digest.update(repr((name, file.name, content)).encode())
    return digest.hexdigest()
