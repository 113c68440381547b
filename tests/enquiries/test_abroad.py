"""Test that a bulk order goes abroad to a complete address."""

from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from oscar.core.loading import get_model

from shop.enquiries.models import Quote
from tests.personas import Prefecture

Country: Any = get_model("address", "Country")
Order: Any = get_model("order", "Order")


def test_a_bulk_order_goes_abroad_with_postcode_and_country(
    prefecture: Prefecture, signed_in: Callable[..., Client], quote: Quote
) -> None:
    for code, name in (("DE", "Germany"), ("CN", "China")):
        Country.objects.get_or_create(
            pk=code, defaults={"name": name, "printable_name": name, "is_shipping_country": True}
        )
    quote.enquiry.buyer = prefecture.anna
    quote.enquiry.save()
    anna, page = signed_in(prefecture.anna), f"/enquiries/{quote.enquiry.number}/quotes/1/accept/"
    to = {"last_name": "Anna Weber", "phone_number": "+49 30 12345678", "country": "DE", "line1": "Lindenstr. 12"}
    refused = anna.post(page, {**to, "line4": "Berlin"})
    assert BeautifulSoup(refused.content, "html.parser").select("#id_postcode_error"), "Germany has postcodes"
    anna.post(page, {**to, "line4": "Berlin", "postcode": "10969"})
    sent_to = Order.objects.get().shipping_address
    assert (sent_to.country_id, sent_to.postcode, sent_to.phone_number.as_e164) == ("DE", "10969", "+493012345678")
