from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import file_size
from chibo.base.guard import PACKED
from chibo.registry.files.contents import ENDINGS
from chibo.registry.files.models import Kind


class UploadField(forms.FileField):
    """One file of at most 20 MB; what it is is looked at by `keep_file`. A larger one is told of before it is sent."""

    def __init__(self, *, kinds: Collection[Kind] = tuple(Kind), **kwargs: Any) -> None:
        self.accept = ",".join(f".{ending}" for ending, kind in ENDINGS.items() if kind in kinds)
        kwargs.setdefault("label", _("File"))
        kwargs.setdefault("help_text", _("Word, Excel, PDF, JPEG, PNG or plain text, at most 20 MB."))
        kwargs.setdefault("widget", forms.FileInput)
        kwargs["validators"] = [*kwargs.get("validators", ()), file_size(PACKED)]
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        too_large = _("The file is larger than 20 MB. Choose a smaller one; what you typed stays.")
        return attrs | {"accept": self.accept, "data-max-bytes": PACKED, "data-too-large": too_large}
