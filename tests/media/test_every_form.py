"""Test that every form that takes a picture cleans it, and refuses half a picture in words."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import FileField, ImageField
from django.forms import modelform_factory
from django.urls import reverse
from oscar.core.loading import get_class
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from catalog.models import Category, ProductAttributeValue, ProductImage
from cms.models import Picture
from dispatch.models import Inspection
from dispatch.views.station.forms import InspectionForm
from media.fields import DocumentInput, PictureInput
from shop.accounts.models import User
from shop.pages import printing
from tests.media.uploads import HTML, LONG, cut_off, photo, tells_its_place
from tests.personas import Prefecture
from workshops.models import Base, Worker

DAMAGED = "图片文件不完整，请重新上传。"


def to_library(world: Prefecture, signed_in: Any, sent: SimpleUploadedFile) -> tuple[Any, Any]:
    form = {"title": "麦场", "file": sent, "tags": ""}
    answer = signed_in(world.zhen).post(reverse("wagtailimages:add"), form)
    kept = Picture.objects.first()
    return answer, kept and kept.file


def to_category(world: Prefecture, signed_in: Any, sent: SimpleUploadedFile) -> tuple[Any, Any]:
    craft = world.categories["straw"]
    form = {
        "name": "草柳编",
        "slug": "straw",
        "image": sent,
        "treebeard_position": "first-child",
        "treebeard_ref_node": "",
    }
    address = reverse("dashboard:catalogue-category-update", args=[craft.pk])
    answer = signed_in(world.root).post(address, form)
    return answer, Category.objects.get(pk=craft.pk).image


def to_product(world: Prefecture, signed_in: Any, sent: SimpleUploadedFile) -> tuple[Any, Any]:
    basket = world.products["basket"]
    in_craft = basket.productcategory_set.get()
    said = {"title": "篮", "slug": basket.slug, "unit": "piece", "structure": "standalone", "making_days": "14"}
    category = {"id": in_craft.pk, "category": in_craft.category_id}
    picture = {"original": sent, "display_order": "0"}
    form = nested_form_data(
        said
        | {"stockrecords": inline_formset([]), "primary_recommendations": inline_formset([])}
        | {"productcategory_set": inline_formset([category], initial=1), "images": inline_formset([picture])}
    )
    answer = signed_in(world.root).post(reverse("dashboard:catalogue-product", args=[basket.pk]), form)
    kept = ProductImage.objects.first()
    return answer, kept and kept.original


def to_avatar(world: Prefecture, signed_in: Any, sent: SimpleUploadedFile) -> tuple[Any, Any]:
    editor = signed_in(world.zhen)
    page = editor.get(reverse("wagtailadmin_account"))
    form = {"name_email-first_name": "Zhen", "name_email-last_name": "Z", "name_email-email": "zhen@example.org",
            "locale-preferred_language": "", "locale-current_time_zone": "", "theme-theme": "system",
            "theme-contrast": "system", "theme-density": "default", "theme-keyboard_shortcuts": "on",
            "avatar-avatar": sent}  # fmt: skip
    assert page.status_code == 200
    answer = editor.post(reverse("wagtailadmin_account"), form)
    profile = getattr(User.objects.get(pk=world.zhen.pk), "wagtail_userprofile", None)
    return answer, profile and profile.avatar


WAYS = [to_library, to_category, to_product, to_avatar]


@pytest.mark.parametrize("way", WAYS)
def test_a_picture_with_a_long_name_is_kept_without_its_place(way: Any, prefecture: Prefecture, signed_in: Any) -> None:
    answer, kept = way(prefecture, signed_in, photo(f"{LONG}.jpg"))
    assert answer.status_code == 302
    with kept.open() as file:
        assert not tells_its_place(file.read())


@pytest.mark.parametrize("way", WAYS)
def test_half_a_picture_is_refused_in_words(way: Any, prefecture: Prefecture, signed_in: Any) -> None:
    assert printing.pdf("<p>WeasyPrint is loaded</p>")
    answer, kept = way(prefecture, signed_in, cut_off())
    assert answer.status_code == 200 and not kept
    assert DAMAGED in answer.content.decode()


@pytest.mark.parametrize("content", [b"\xff\xd8\xff\xe0 no", b"\x89PNG\r\n\x1a\n", HTML, b"\xff\xd8\xff"])
@pytest.mark.parametrize("way", WAYS)
def test_the_mere_beginning_of_a_picture_is_refused(
    way: Any, content: bytes, prefecture: Prefecture, signed_in: Any
) -> None:
    answer, kept = way(prefecture, signed_in, SimpleUploadedFile("a.jpg", content, "image/jpeg"))
    assert answer.status_code == 200 and not kept


def test_every_form_field_for_a_picture_goes_through_the_intake() -> None:
    for model in (Base, Worker, Category, ProductImage, ProductAttributeValue, Inspection):
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, ImageField) or f.name == "picture"]
        form = modelform_factory(model, fields=names)
        assert names and all(isinstance(field, PictureInput) for field in form.base_fields.values()), model
    assert isinstance(InspectionForm.base_fields["picture"], PictureInput)


def test_attributes_of_products_take_checked_files_only() -> None:
    class Attribute:
        name, required = "证书", True

    factories = get_class("dashboard.catalogue.forms", "ProductForm").FIELD_FACTORIES
    assert isinstance(factories["image"](Attribute), PictureInput)
    assert isinstance(factories["file"](Attribute), DocumentInput)
    value_file = ProductAttributeValue._meta.get_field("value_file")
    assert isinstance(value_file, FileField) and isinstance(value_file.formfield(), DocumentInput)
