"""Administer users as an operator."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User
from shop.accounts.signals import phone_changed


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Users, found by name, phone or e-mail."""

    list_display = ("__str__", "phone", "email", "is_staff", "is_active")
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
