from functools import cache
from uuid import uuid4

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one symbol of the sprite; the word beside it says what it means."""
    return _drawn(static("base/icons.svg"), name)


@cache
def _drawn(sprite: str, name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite, name)


@register.simple_tag
def once() -> SafeString:
    """Put a key into a form by which a second sending of it is known."""
    return format_html('<input type="hidden" name="_once" value="{}">', uuid4())


@register.simple_tag
def labelled(field: BoundField, label: str = "", hint: str = "") -> SafeString:
    """Draw a field of a form that is not ours, in our words and our dress."""
    field.label = label or field.label
    field.help_text = hint
    attrs = field.field.widget.attrs
    attrs.pop("placeholder", None)
    if field.widget_type != "checkbox":
        attrs["class"] = "input"
    return field.as_field_group()
