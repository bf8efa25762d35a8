"""What stands at the door: pages without a session. Whatever goes wrong here is answered, and written down nowhere."""

import base64
import binascii
import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import add_errors
from chibo.records.ballotbox import casting, queries
from chibo.records.ballotbox.forms import AnswerForm, QuestionsForm
from chibo.records.ballotbox.models import Box

BODY = 16_384
"""Every answer that a browser seals is sent as so many bytes."""


@csrf_exempt  # no session, so nothing that another site could make a visitor's browser misuse
@login_not_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, address: str) -> HttpResponse:
    """Show the questions of a box; a form is sent here only where no JavaScript runs, and only with a code on paper."""
    box = _box(address)
    if box.is_blind:
        return _page(request, box, QuestionsForm(questions=box.questionnaire))
    if request.method == "GET":
        return _page(request, box, AnswerForm(questions=box.questionnaire))
    form = AnswerForm(request.POST, questions=box.questionnaire)
    if form.is_valid():
        try:
            casting.cast(box, form.cleaned_data["code"], form.answers)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("door:taken", address=address)
    return _page(request, box, form, status=422)


@csrf_exempt  # as above
@login_not_required
@require_POST
def put(request: HttpRequest, address: str) -> HttpResponse:
    """Take a sealed answer; the code that is answered names the sentence that stands in the page."""
    box = _box(address)
    try:
        credential, content = _read(request, blind=box.is_blind)
        casting.put_in(box, credential, content)
    except ValidationError as error:
        return JsonResponse({"code": error.code or "lost"}, status=422)
    return JsonResponse({"code": "taken"})


@login_not_required
@require_GET
def taken(request: HttpRequest, address: str) -> HttpResponse:
    return render(request, "ballotbox/taken.html", {"box": _box(address)})


@login_not_required
@require_GET
def proof(_request: HttpRequest, address: str) -> HttpResponse:
    """Give all tokens with the key once the box is opened, for anybody to check."""
    box = _box(address)
    if not box.is_blind or not box.is_opened:
        raise Http404
    response = JsonResponse(queries.proof(box), json_dumps_params={"indent": 1})
    response["Content-Disposition"] = f'attachment; filename="phieu-{box.address}.json"'
    return response


def _read(request: HttpRequest, *, blind: bool) -> tuple[str | bytes, bytes]:
    damaged = ValidationError("damaged", code="damaged")
    # Whoever sends a form has had its body read already.
    if request.content_type != "application/octet-stream" or len(request.body) != BODY:
        raise damaged
    try:
        message = json.loads(request.body)
        content = base64.b64decode(message["content"], validate=True)
        credential = base64.b64decode(message["token"], validate=True) if blind else str(message["code"])
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        raise damaged from None
    return credential, content


def _page(request: HttpRequest, box: Box, form: QuestionsForm, *, status: int = 200) -> HttpResponse:
    day = today()
    keys = [base64.b64encode(key).decode() for key in queries.public_keys(box)]
    data: dict[str, Any] = {
        "address": box.address,
        "blind": box.is_blind,
        "keys": keys,
        "questions": [{"id": one["id"], "required": one["required"]} for one in box.questionnaire],
    }
    context = {
        "box": box,
        "form": form,
        "data": data,
        "open": box.is_answering(day) and len(keys) == 2,  # noqa: PLR2004 - both trustees
        "early": day < box.answer_from,
        "put": reverse("door:put", args=[box.address]),
    }
    return render(request, "ballotbox/answer.html", context, status=status)


def _box(address: str) -> Box:
    return get_object_or_404(Box.objects.select_related("unit"), address=address.upper())
