"""Let a base edit its own page, its honours and patents, and see how often the home page showed it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dispatch.views.desk.access import at_desk, show
from media.fields import PicturesInput
from media.serving import private_picture, sandboxed
from shop.pages.deeds import DeedMixin, do
from shop.pages.versions import Shown, VersionMixin
from workshops import base_pages, honours, promoting
from workshops.access import visitor
from workshops.journal import Verb, last
from workshops.models import Base, BasePicture, Honour, Station


class PageForm(VersionMixin, forms.ModelForm[Base]):
    """Asks what a base's page says and shows."""

    pictures = PicturesInput(label=gettext_lazy("Further pictures"), required=False)
    without = forms.ModelMultipleChoiceField(
        BasePicture.objects.none(), label=gettext_lazy("Remove these pictures"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = Base
        fields = ("introduction", "introduction_en", "name_en", "members", "founded_on", "picture", "video")
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 6}),
            "introduction_en": forms.Textarea(attrs={"rows": 5}),
            "founded_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        help_texts = {"video": gettext_lazy("MP4 or WebM, at most 60 MB. Buyers play it on your page.")}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        without: Any = self.fields["without"]
        without.queryset = self.instance.pictures.all()


class HonourForm(DeedMixin, forms.ModelForm[Honour]):
    """Asks for an honour or a patent with the paper that proves it."""

    class Meta:
        model = Honour
        fields = ("kind", "title", "title_en", "level", "year", "expires_on", "document")
        widgets = {"expires_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
        help_texts = {"document": gettext_lazy("Only officers see it. They compare it with what you write.")}

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 1900 <= year <= timezone.localdate().year:
            raise forms.ValidationError(_("Write the year in which it was given, with four digits."))
        return year


def facts(base: Base) -> dict[str, str]:
    """Return what a base's page says, as words by their labels."""
    labels = {field.name: str(field.verbose_name) for field in Base._meta.fields}
    return {labels[name]: str(getattr(base, name) or "") for name in PageForm.Meta.fields}


@at_desk
def page(request: HttpRequest, base: Base) -> HttpResponse:
    """Let a manager edit the page of her base."""
    shown = Shown(base, facts, visitor(request), last(Verb.CHANGE_PAGE))
    form = PageForm(request.POST or None, request.FILES or None, instance=base, shown=shown)
    if request.method == "POST" and form.does(lambda said: _change(request, base, said)):
        messages.success(request, _("Kept. Your page shows it."))
        return redirect("desk:page")
    return _shown(request, Base.objects.get(pk=base.pk), form, HonourForm())


def _change(request: HttpRequest, base: Base, said: dict[str, Any]) -> Base:
    own = {name: said[name] for name in PageForm.Meta.fields}
    for name in ("picture", "video"):
        own[name] = own[name] or ""
    return base_pages.change(base, own, pictures=said["pictures"], without=said["without"], by=visitor(request))


def _shown(request: HttpRequest, base: Base, form: PageForm, honour: HonourForm) -> HttpResponse:
    villages = Station.objects.filter(links__base=base, level=Station.Level.VILLAGE, is_active=True)
    return show(
        request, base, "own_page", form=form, honour=honour, honours=base.honours.all(),
        shown=promoting.days_shown(base), villages=villages.count(),
    )  # fmt: skip


@require_POST
@at_desk
def honour_add(request: HttpRequest, base: Base) -> HttpResponse:
    """Enter an honour or a patent."""
    form = HonourForm(request.POST, request.FILES, instance=Honour(base=base))
    if form.does(lambda _said: honours.add(form.instance, by=visitor(request))):
        messages.success(request, _("Entered. It stands on your page once an officer has checked it."))
        return redirect("desk:page")
    shown = Shown(base, facts, visitor(request), last(Verb.CHANGE_PAGE))
    return _shown(request, base, PageForm(instance=base, shown=shown), form)


@require_POST
@at_desk
def honour_remove(request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Remove an honour."""
    one = get_object_or_404(base.honours, pk=pk)
    return do(request, lambda: honours.remove(one, by=visitor(request)), _("Removed."), "desk:page")


@sandboxed
@at_desk
def honour_document(_request: HttpRequest, base: Base, pk: int) -> HttpResponse:
    """Show the document of an honour to the base."""
    return private_picture(get_object_or_404(base.honours, pk=pk).document)
