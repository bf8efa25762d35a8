from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.registry.files.forms import UploadField
from chibo.registry.files.models import Kind


class TemplateForm(Form):
    file = UploadField(label=_("Word file"), kinds=[Kind.DOCX], help_text=_("A .docx file, at most 20 MB."))
    on = DayField(label=_("In use from"), initial=today)
