"""Test the administration: every page opens, no record of money or state is typed, and refusals are plain words."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from django.db.models.constraints import BaseConstraint, UniqueConstraint
from django.forms import ModelForm
from django.test import Client, RequestFactory
from django.urls import reverse
from oscar.core.loading import get_model

from shop.accounts.models import User
from tests.personas import Prefecture
from tests.scene import Scene, build_scene
from tests.test_access import sign_in

SITE = admin.site
Source: Any = get_model("payment", "Source")
SourceType: Any = get_model("payment", "SourceType")
Transaction: Any = get_model("payment", "Transaction")


def pages(scene: Scene) -> Iterator[str]:
    """Return the list, the add page and the first row's page of every model of the administration."""
    for model in SITE._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        if row := model._base_manager.first():
            yield reverse(f"{name}_change", args=[row.pk])


def test_every_page_opens_or_is_refused(prefecture: Prefecture) -> None:
    scene = build_scene(prefecture)
    root, broken = sign_in(scene, "root"), []
    for page in pages(scene):
        status = root.get(page).status_code
        if status not in (200, 403):
            broken.append(f"{page} {status}")
    assert not broken, "\n".join(broken)


def test_nothing_breaks_when_a_page_is_sent_empty(prefecture: Prefecture) -> None:
    scene = build_scene(prefecture)
    root, broken = sign_in(scene, "root"), []
    for page in pages(scene):
        with transaction.atomic():
            status = root.post(page, {}).status_code
            transaction.set_rollback(True)
        if status >= 500:
            broken.append(f"{page} {status}")
    assert not broken, "\n".join(broken)


# What an operator may type: people and places, what is sold, and how the site runs. All else is a record.
TYPED = {
    "accounts": {"User"},
    "workshops": {"Worker", "Post", "Base", "Craft", "Place", "Station", "TrainingClass"},
    "auth": {"Group"},
    "sites": {"Site"},
    "flatpages": {"FlatPage"},
    "address": {"Country"},
    "shipping": {"OrderAndItemCharges", "WeightBased"},
    "partner": {"Partner"},
    "catalogue": {
        *("Category", "Product", "ProductImage", "ProductAttributeValue", "ProductClass", "ProductCategory"),
        *("ProductAttribute", "AttributeOptionGroup", "Option"),
    },
    "reviews": {"ProductReview"},
    "communication": {"CommunicationEventType"},
    "taggit": {"Tag"},
    "django_celery_beat": {
        *("SolarSchedule", "IntervalSchedule", "ClockedSchedule", "CrontabSchedule", "PeriodicTask"),
    },
}


def test_money_and_states_are_records(prefecture: Prefecture) -> None:
    request: Any = RequestFactory().get("/")
    request.user = prefecture.root
    typed: dict[str, set[str]] = {}
    for model, shown in SITE._registry.items():
        if shown.has_add_permission(request) or shown.has_change_permission(request):
            typed.setdefault(model._meta.app_label, set()).add(model.__name__)
    assert typed == TYPED


def test_a_transaction_is_read_and_not_typed(prefecture: Prefecture, client: Client) -> None:
    order = build_scene(prefecture).order
    kind = SourceType.objects.create(name="card", code="card")
    source = Source.objects.create(order=order, source_type=kind, amount_allocated=10)
    made = Transaction.objects.create(source=source, txn_type="Debit", amount=10)
    client.force_login(prefecture.root)
    page = reverse("admin:payment_transaction_change", args=[made.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"source": source.pk, "txn_type": "Debit", "amount": "999"}).status_code == 403
    assert client.post(reverse("admin:payment_source_change", args=[source.pk]), {}).status_code == 403


def form_models() -> set[type[Model]]:
    """Return the models whose constraints a form can meet: those typed in the administration, and of our own forms."""
    request: Any = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    found: set[type[Model]] = {form._meta.model for form in all_forms(ModelForm) if form._meta.model}
    for model, shown in SITE._registry.items():
        if shown.has_add_permission(request) or shown.has_change_permission(request):
            found |= {model, *(inline.model for inline in shown.get_inline_instances(request))}
    return found


def all_forms(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        if hasattr(each, "_meta"):
            yield each
        yield from all_forms(each)


def test_a_refusal_of_the_database_is_said_in_words_and_not_by_a_name() -> None:
    ours = {config.label for config in apps.get_app_configs() if not config.module.__file__.count("site-packages")}
    unnamed = [
        f"{model._meta.label}: {constraint.name}"
        for model in form_models()
        for constraint in model._meta.constraints
        if model._meta.app_label in ours and says_its_name(constraint)
    ]
    assert not unnamed, "\n".join(sorted(unnamed))


def says_its_name(constraint: BaseConstraint) -> bool:
    """Return whether a form would show the name of a constraint. Django has words for fields that are unique."""
    is_plain = isinstance(constraint, UniqueConstraint) and constraint.fields and constraint.condition is None
    return not is_plain and constraint.violation_error_message == constraint.default_violation_error_message


def test_an_operator_reads_what_is_wrong_in_her_language(prefecture: Prefecture, client: Client) -> None:
    client.force_login(prefecture.root)
    page = reverse("admin:workshops_post_add")
    typed = {"user": prefecture.anna.pk, "role": "base_manager"}
    shown = client.post(page, typed).content.decode()
    assert "干部对应地方" in shown
    assert "post_names_its_place" not in shown
