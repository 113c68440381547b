"""Answer a dispute on the pages of the desk and of officers: two plain buttons, another sum by two people."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dispatch.models import Dispute
from dispatch.pay import claims, disputing
from shop.pages.addresses import whole
from shop.pages.deeds import DeedForm, WordsForm
from workshops.access import visitor

RELATED = (
    *("worker__station__place__county", "worker__user", "base", "payslip__period", "outcome"),
    *("answered_by", "opened_by", "sum_by", "inspection__by"),
    *(f"{held}lot_operation__operation" for held in ("assignment__", "entry__", "inspection__report__assignment__")),
    *(
        f"{held}lot_operation__lot__work_order__sheet__product"
        for held in ("assignment__", "entry__", "inspection__report__assignment__")
    ),
    "entry__deduction",
)


class VerdictForm(DeedForm):
    """Asks whether she is right, by one of two buttons, and for words, which a refusal needs."""

    words = forms.CharField(
        label=gettext_lazy("Answer"), max_length=255, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("She reads this. If she is not right, say why."),
    )  # fmt: skip
    right = forms.TypedChoiceField(
        choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes", widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("right") is False and not cleaned.get("words"):
            self.add_error("words", _("Please say why."))
        return cleaned


class SumForm(DeedForm):
    """Asks for another sum (CNY) than the claimed one, and why."""

    amount = forms.DecimalField(
        label=gettext_lazy("To be paid to her, ¥"), min_value=Decimal("0.01"), max_digits=12, decimal_places=4
    )
    words = forms.CharField(
        label=gettext_lazy("Why this sum"), max_length=255, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("She reads this. A second person agrees before it is paid."),
    )  # fmt: skip


@dataclass
class Answering:
    """Hold the ways to answer one dispute that a visitor has, with their forms, and do what a request asks for."""

    request: HttpRequest
    dispute: Dispute

    @cached_property
    def may_answer(self) -> bool:
        """Return whether it is the visitor's turn to answer."""
        return self._is_open and claims.to_answer(visitor(self.request)).filter(pk=self.dispute.pk).exists()

    @cached_property
    def may_agree(self) -> bool:
        """Return whether the visitor may agree to the sum that somebody else proposed."""
        proposed = self._is_open and self.dispute.sum_proposed is not None
        return proposed and claims.to_agree(visitor(self.request)).filter(pk=self.dispute.pk).exists()

    @cached_property
    def may_decline(self) -> bool:
        """Return whether the visitor may decline the proposed sum, or take her own proposal back."""
        return self.may_agree or (self._is_open and self.dispute.sum_by_id == visitor(self.request).pk)

    @property
    def _is_open(self) -> bool:
        return self.dispute.state == Dispute.State.OPEN

    @cached_property
    def worth(self) -> Decimal:
        """Return the CNY that she claims, 0 when unknown or nothing is left."""
        return claims.worth(self.dispute)

    @cached_property
    def can_uphold(self) -> bool:
        """Return whether saying that she is right is enough: her sum is known, or what was wrong is corrected."""
        inspection = self.dispute.inspection
        return bool(self.worth or (inspection and inspection.withdrawn_at))

    @cached_property
    def action(self) -> str:
        """Return the address of the forms, which names the inspection that the visitor sees."""
        found = self.dispute.standing_inspection
        return f"?seen={found.pk if found else 0}"

    @cached_property
    def verdict(self) -> VerdictForm:
        return VerdictForm(self._sent("verdict"))

    @cached_property
    def sum(self) -> SumForm:
        return SumForm(self._sent("sum"), auto_id="sum_%s")

    @cached_property
    def declining(self) -> WordsForm:
        label = _("Why not this sum") if self.may_agree else _("Why you take it back")
        return WordsForm(self._sent("decline"), label=label, auto_id="decline_%s")

    @cached_property
    def agreeing(self) -> DeedForm:
        return DeedForm(self._sent("agree"), auto_id="agree_%s")

    def is_done(self) -> bool:
        """Do what the request asks for. Return whether it was done, which a message then says."""
        by, one = visitor(self.request), self.dispute
        look: dict[str, Any] = {"by": by, "seen": whole(self.request.GET.get("seen", "")) or None}
        answered = _("Answered. She sees your answer at once, and is told.")
        deeds: dict[str, tuple[DeedForm, Callable[[dict[str, Any]], object], str]] = {
            "verdict": (
                self.verdict,
                lambda said: disputing.answer(one, is_right=said["right"], words=said["words"], **look),
                answered,
            ),
            "sum": (
                self.sum,
                lambda said: disputing.propose_sum(one, amount=said["amount"], words=said["words"], **look),
                _("Kept. A second person must agree."),
            ),
            "agree": (self.agreeing, lambda _said: disputing.answer_by_sum(one, by=by), answered),
            "decline": (
                self.declining,
                lambda said: disputing.decline_sum(one, because=said["words"], by=by),
                _("This sum is not paid."),
            ),
        }
        asked = deeds.get(self.request.POST.get("form", "")) if self.request.method == "POST" else None
        if asked is None or not asked[0].does(asked[1]):
            return False
        messages.success(self.request, asked[2])
        return True

    def _sent(self, form: str) -> Any:
        return self.request.POST if self.request.POST.get("form") == form else None
