"""The summary of the errors of a refused form: at the top of its page, with a link to each field.

The tags find the forms in the context of the page, so every page that is made from `base.html` or from the admin's base
template has a summary. A view whose refusal is not the error of a form passes sentences as `refusals`."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import template
from django.contrib.admin.helpers import AdminForm, InlineAdminFormSet
from django.forms import BaseForm, BaseModelFormSet, BoundField
from django.forms.formsets import DELETION_FIELD_NAME

register = template.Library()


@dataclass(frozen=True)
class FormError:
    """`anchor` is the id of the field, or "" if there is none to lead to; `page` is its page, if it is another one."""

    text: str
    anchor: str = ""
    page: str = ""


@register.inclusion_tag("public/_error_summary.html", takes_context=True)
def error_summary(context) -> dict:
    return {"form_errors": list_page_errors(context)}


@register.simple_tag(takes_context=True)
def error_prefix(context) -> str:
    """Returns "Error: " for the title of a page with a refused form, which screen readers read first."""
    return "Error: " if list_page_errors(context) else ""


def list_page_errors(context) -> list[FormError]:
    """Returns the errors of all refused forms in the context, in the order of the page, each once."""
    values = context.flatten()
    refusals = values.get("refusals") or ()
    errors = [refusal if isinstance(refusal, FormError) else FormError(str(refusal)) for refusal in refusals]
    for value in values.values():
        errors += list_errors(value)
        # The type of a lazy object is read without evaluating it: the reader of a public page is not asked for.
        if issubclass(type(value), list | tuple):
            for form in value:
                errors += list_errors(form)
    return list(dict.fromkeys(errors))


def list_errors(value) -> Iterator[FormError]:
    kind = type(value)
    if issubclass(kind, AdminForm):
        yield from list_form_errors(value.form)
    elif issubclass(kind, InlineAdminFormSet):
        yield from list_formset_errors(value.formset)
    elif issubclass(kind, BaseModelFormSet):
        yield from list_formset_errors(value)
    elif issubclass(kind, BaseForm):
        yield from list_form_errors(value)


def list_formset_errors(formset: BaseModelFormSet) -> Iterator[FormError]:
    if not formset.is_bound:
        return
    for sentence in formset.non_form_errors():
        yield FormError(str(sentence), f"{formset.prefix}-group")
    noun = formset.model._meta.verbose_name.capitalize()
    for number, form in enumerate(formset.forms, 1):
        if not getattr(form, "cleaned_data", {}).get(DELETION_FIELD_NAME):
            yield from list_form_errors(form, f"{noun} {number}, ")


def list_form_errors(form: BaseForm, row: str = "") -> Iterator[FormError]:
    """Errors that belong to no visible field lead to the first one."""
    if not form.is_bound or not form.errors:
        return
    first = next((get_anchor(field) for field in form.visible_fields() if not field.field.disabled), "")
    for sentence in form.non_field_errors():
        yield FormError(f"{row}{sentence}", first)
    for field in form.visible_fields():
        if field.errors:
            yield FormError(f"{row}{field.label}: {' '.join(map(str, field.errors))}", get_anchor(field))
    for field in form.hidden_fields():
        for sentence in field.errors:
            yield FormError(str(sentence), first)


def get_anchor(field: BoundField) -> str:
    """Returns the id of the field. A field of several inputs, such as radio buttons, has none; its first input has."""
    return field.id_for_label or (f"{field.auto_id}_0" if field.auto_id else "")
