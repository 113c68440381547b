"""Administer users as an operator."""

import allauth.usersessions.admin  # noqa: F401 registers what is taken back below
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User

admin.site.unregister(UserSession)  # where and when somebody signed in is hers alone to see


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
