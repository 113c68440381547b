"""Let two people of the shop change the same row in Oscar's dashboard without overwriting each other unseen."""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import UpdateView
from oscar.core.loading import get_model

from catalog.models import Product
from shop.pages.shared_admin import SharedForm

PartnerAddress = get_model("partner", "PartnerAddress")


class SharedProductForm(SharedForm):
    """Counts price and stock as part of a product, because Oscar's form writes them back as they were shown."""

    def facts(self, row: Any) -> dict[str, str]:
        told = super().facts(row)
        for record in row.stockrecords.order_by("pk"):
            told[_("%(sku)s: price") % {"sku": record.partner_sku}] = str(record.price)
            told[_("%(sku)s: in stock") % {"sku": record.partner_sku}] = str(record.num_in_stock)
        return told


class SharedPartnerForm(SharedForm):
    """Counts the name of a partner and its address as one, because one form writes both."""

    def shared(self) -> Model:
        partner: Model = self.instance.partner
        return partner

    def facts(self, row: Any) -> dict[str, str]:
        address = row.primary_address
        return {_("Name"): row.name} | (super().facts(address) if address else {})


SHARED = {Product: SharedProductForm, PartnerAddress: SharedPartnerForm}


class SharedView(UpdateView[Any, Any]):
    """Gives the form of a view the version of the row that it shows."""

    def get_form_class(self) -> type[Any]:
        form: type[Any] = super().get_form_class()
        shared = SHARED.get(form._meta.model, SharedForm)
        return type(form.__name__, (shared, form), {})

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the row locked from the comparison to the end."""
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


def share_views() -> None:
    """Share every view of Oscar's dashboard that changes a row. Called once all apps are ready."""
    for config in apps.get_app_configs():
        if not config.name.startswith("oscar.apps.dashboard"):
            continue
        for name, view in list(vars(config).items()):
            if isinstance(view, type) and issubclass(view, UpdateView) and not issubclass(view, SharedView):
                setattr(config, name, type(view.__name__, (SharedView, view), {}))
