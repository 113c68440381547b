"""Ask by which method a buyer pays."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shop.payments.models import Payment

METHODS = [
    (Payment.Method.ALIPAY, _("Alipay")),
    (Payment.Method.WECHAT_PAY, _("WeChat Pay")),
    (Payment.Method.CARD, _("Bank card")),
    (Payment.Method.TRANSFER, _("Bank transfer")),
]


class MethodForm(forms.Form):
    """Offers the methods that the shop takes. A transfer is offered only when there is an account to name."""

    method = forms.ChoiceField(
        label=_("How would you like to pay?"),
        choices=METHODS,
        widget=forms.RadioSelect,
        initial=Payment.Method.ALIPAY,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.TRANSFER_ACCOUNT:
            self.fields["method"].choices = METHODS[:-1]  # type: ignore[attr-defined]
