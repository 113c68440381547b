"""Administer users, and look after notices that did not leave, as an operator."""

from typing import Any

import allauth.usersessions.admin  # noqa: F401 registers what is taken back below
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.accounts import notices
from shop.accounts.models import Notice, User
from shop.accounts.signals import phone_changed
from shop.pages.record_admin import RecordAdmin
from shop.pages.shared_admin import SharedAdmin, SharedForm

admin.site.unregister(UserSession)  # where and when somebody signed in is hers alone to see


class SharedUserForm(SharedForm, UserChangeForm[User]):
    """Asks for what an operator may change of a user."""


@admin.register(User)
class UserAdmin(SharedAdmin, DjangoUserAdmin[User]):
    """Users, found by name, phone or e-mail."""

    list_display = ("__str__", "phone", "email", "is_staff", "is_active")
    form = SharedUserForm
    search_fields = ("last_name", "first_name", "phone", "email")
    ordering = ("pk",)
    fieldsets = (
        (None, {"fields": ("phone", "email", "password")}),
        (_("Person"), {"fields": ("last_name", "first_name", "elder_mode")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined", "phone_verified_at")}),
    )
    add_fieldsets = ((None, {"fields": ("phone", "email", "usable_password", "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save, and tell of a phone that an operator has changed."""
        before = User.objects.filter(pk=obj.pk).values_list("phone", flat=True).first()
        super().save_model(request, obj, form, change)
        if change and "phone" in form.changed_data:
            phone_changed.send(User, user=obj, before=before.as_e164 if before else "", by=request.user)


class GivenUp(admin.SimpleListFilter):
    """Notices by how far they are."""

    title, parameter_name = _("state"), "state"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, Any]]:
        return [
            ("given-up", _("given up")),
            ("waiting", _("waiting to be sent")),
            ("sent", pgettext_lazy("message", "sent")),
        ]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        field = {"given-up": "given_up_at", "waiting": "next_try_at", "sent": "sent_at"}.get(self.value() or "")
        return queryset.filter(**{f"{field}__isnull": False}) if field else queryset


@admin.register(Notice)
class NoticeAdmin(RecordAdmin):
    """Notices, without their words, which may hold a secret link. One that was given up can be tried again."""

    list_display = ("subject", "user", "channel", "created_at", "attempts", "sent_at", "given_up_at", "why")
    list_filter = (GivenUp,)
    list_select_related = ("user",)
    search_fields = ("event", "email", "phone")
    exclude = ("words", "link")
    actions = ("try_again",)

    @admin.action(description=_("Try again to send those that were given up"), permissions=["try_again"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[Notice]) -> None:
        """Send the chosen notices once more, those that were given up."""
        count = sum(notices.try_again(notice) for notice in chosen)
        messages.success(request, _now("%(count)s notices are tried again.") % {"count": count})

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        """Return whether an operator may send it again."""
        return bool(request.user.has_perm("accounts.change_notice"))
