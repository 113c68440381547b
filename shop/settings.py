"""Read settings from the environment, and list every app."""

import os
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import dj_database_url
import django_stubs_ext
import oscar
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from environs import Env
from oscar.defaults import *  # noqa: F403 Oscar's own way

from shop.pages.staff import DASHBOARD
from shop.running import embedded, logs, production

django_stubs_ext.monkeypatch()

ROOT = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(str(ROOT / ".env"), recurse=False)

# The mode: production, unless the demo is asked for. Neither starts with a part of the other.
PRODUCTION = not env.bool("DEMO", False)
DEBUG = env.bool("DEBUG", False)
VAR = Path(env.str("VAR", str(ROOT / "var")))
if refused := production.refusal(os.environ, demo=not PRODUCTION, debug=DEBUG, embedded=embedded.database_url(VAR)):
    raise ImproperlyConfigured(refused)

# Services (embedded ones stand in for them in the demo), and the site
DATABASE_URL = env.str("DATABASE_URL", "")
VALKEY_URL = env.str("VALKEY_URL", "")
SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else production.DEMO_SECRET_KEY
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS") if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = env.list(
    "CSRF_TRUSTED_ORIGINS", [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []
)
PUBLIC_ADDRESS = env.str("PUBLIC_ADDRESS", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000")

# Payments, messages, personal data
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET") if PRODUCTION else production.DEMO_WEBHOOK_SECRET
STRIPE_STANDIN_PORT = env.int("STRIPE_STANDIN_PORT", 8765)
STRIPE_API_BASE = "" if STRIPE_SECRET_KEY else f"http://127.0.0.1:{STRIPE_STANDIN_PORT}"
PAYMENT_PAGES = [STRIPE_API_BASE] if STRIPE_API_BASE else ["https://*.stripe.com", "https://*.alipay.com"]

# Pay: a wallet that pays workers is switched on by naming our account there (the arguments of `dispatch.pay.wallets`).
# Records of pay are kept for years, never fewer than the law asks (工资支付暂行规定, article 6).
WECHAT_TRANSFER = env.json("WECHAT_TRANSFER", {})
ALIPAY_TRANSFER = env.json("ALIPAY_TRANSFER", {})
PAY_RECORDS_KEPT_YEARS = env.int("PAY_RECORDS_KEPT_YEARS", 5)
if PAY_RECORDS_KEPT_YEARS < 2:
    raise ImproperlyConfigured("PAY_RECORDS_KEPT_YEARS must be 2 or more: the law asks for two years of pay records.")
REFUND_LIMIT = env.decimal("REFUND_LIMIT", Decimal(1000))  # CNY that one person may give back in a day
TRANSFER_ACCOUNT = env.str("TRANSFER_ACCOUNT", "" if PRODUCTION else "巧手（试用） 6222 0000 0000 0000 示例银行")
SMS_GATEWAY = env.str("SMS_GATEWAY") if PRODUCTION else production.OUTBOX
SEALING_KEY = env.str("SEALING_KEY") if PRODUCTION else production.DEMO_SEALING_KEY

# Apps. Oscar's are kept but for the few we fork; a fork that changes no column keeps Oscar's migrations.
FORKS = {
    "oscar.apps.catalogue.apps.CatalogueConfig": "catalog.apps.CatalogConfig",
    "oscar.apps.partner.apps.PartnerConfig": "shop.partner.apps.PartnerConfig",
    "oscar.apps.basket.apps.BasketConfig": "shop.basket.apps.BasketConfig",
    "oscar.apps.checkout.apps.CheckoutConfig": "shop.checkout.apps.CheckoutConfig",
    "oscar.apps.order.apps.OrderConfig": "shop.order.apps.OrderConfig",
    "oscar.apps.shipping.apps.ShippingConfig": "shop.shipping.apps.ShippingConfig",
    "oscar.apps.voucher.apps.VoucherConfig": "shop.voucher.apps.VoucherConfig",
    "oscar.apps.dashboard.apps.DashboardConfig": "shop.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig": "shop.dashboard.apps.OrdersDashboardConfig",
}
MIGRATION_MODULES = {
    "basket": "oscar.apps.basket.migrations",
    "partner": "oscar.apps.partner.migrations",
    "order": "oscar.apps.order.migrations",
    "shipping": "oscar.apps.shipping.migrations",
    "voucher": "oscar.apps.voucher.migrations",
}
INSTALLED_APPS = [
    "shop.apps.ShopConfig",
    "shop.running",
    "shop.pages",
    "shop.accounts",
    "media",
    "shop.payments",
    "workshops",
    "shop.enquiries",
    "dispatch",
    "cms",
    *(FORKS.get(app, app) for app in oscar.INSTALLED_APPS),
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_celery_beat",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
    "csp",
    "ninja",
    *(["demo"] if find_spec("time_machine") else []),  # never in production
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shop.running.health.from_anywhere",
    "shop.pages.headers.add_headers",
    "shop.pages.clean_input.clean_input",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "shop.pages.kept_forms.keep_forms",
    "shop.pages.staff.staff_policy",
    "workshops.dashboard_files.dashboard_files",
    "shop.pages.staff.refuse_impossible_numbers",
    "django_structlog.middlewares.RequestMiddleware",
    "shop.limits.answer_too_often",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shop.accounts.sessions.keep_sessions",
    "shop.accounts.second_factor.SecondFactorMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
]
TOOLBAR = DEBUG and find_spec("debug_toolbar") is not None
if TOOLBAR:
    INSTALLED_APPS.append("debug_toolbar")
    below_gzip = MIDDLEWARE.index("django.middleware.gzip.GZipMiddleware") + 1  # the toolbar reads the page
    MIDDLEWARE.insert(below_gzip, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1", "::1"]
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
ASGI_APPLICATION = "shop.asgi.application"
SITE_ID = 1
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.core.context_processors.metadata",
                "oscar.apps.checkout.context_processors.checkout",
            ],
        },
    }
]

# Data
DATABASES = {
    "default": dict(
        dj_database_url.parse(
            DATABASE_URL or embedded.database_url(VAR),
            engine=None if DATABASE_URL else "shop.running.postgres",
            conn_max_age=600,
            conn_health_checks=True,
        )
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
VALKEY = VALKEY_URL or embedded.valkey_url(VAR)
CACHES = {
    "default": {"BACKEND": "shop.running.valkey.ValkeyCache", "LOCATION": VALKEY, "KEY_PREFIX": "qs"},
    "renditions": {"BACKEND": "shop.running.valkey.ValkeyCache", "LOCATION": VALKEY, "KEY_PREFIX": "qr"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a cached one could outlive her signing out
CELERY_BROKER_URL = VALKEY.replace("unix://", "redis+socket://")
CELERY_TASK_IGNORE_RESULT = True  # all but those whose results another task waits for
CELERY_RESULT_BACKEND = CELERY_BROKER_URL
CELERY_RESULT_EXPIRES = 3600
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # tasks are long: what one worker holds back another could do
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_DEFAULT_QUEUE = "qiaoshou"
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 1, "socket_timeout": 5}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0}  # a page waits for it
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "ask-about-open-payments": {"task": "shop.payments.tasks.reconcile", "schedule": 120},
    "release-unpaid-orders": {"task": "shop.checkout.tasks.release_unpaid", "schedule": 60},
    "hear-what-was-lost": {
        "task": "shop.payments.tasks.hear_what_was_lost",
        "schedule": crontab(hour=3, minute=20),
    },
    "compare-orders": {"task": "shop.order.tasks.compare_orders", "schedule": crontab(hour=3, minute=30)},
    "cut-pictures": {"task": "media.tasks.fill_renditions", "schedule": 300},
    "send-notices": {"task": "shop.accounts.tasks.send_notices", "schedule": 60},
    "show-bases": {"task": "workshops.tasks.show_bases", "schedule": crontab(hour=0, minute=2)},
    "forget-notices": {"task": "shop.accounts.tasks.forget_notices", "schedule": crontab(hour=4, minute=30)},
    "forget-unproven-numbers": {"task": "shop.accounts.tasks.forget_unproven", "schedule": crontab(hour=4, minute=20)},
    "solve-lost-plans": {"task": "dispatch.tasks.solve_lost_plans", "schedule": 30},
    "draw-lost-curves": {"task": "dispatch.tasks.draw_lost_curves", "schedule": 300},
    "forget-ended-sessions": {
        "task": "shop.accounts.tasks.forget_ended_sessions",
        "schedule": crontab(hour=4, minute=30),
    },
    "prepare-promises": {"task": "dispatch.tasks.prepare_promises", "schedule": 300},
    "reconcile-the-ledger": {"task": "dispatch.tasks.reconcile_ledger", "schedule": crontab(hour=3, minute=10)},
    "send-late-disputes-up": {"task": "dispatch.tasks.escalate_disputes", "schedule": crontab(minute=20)},
    "let-terms-take-effect": {"task": "dispatch.tasks.let_terms_take_effect", "schedule": crontab(hour=0, minute=5)},
    "count-back-what-stopped": {"task": "dispatch.tasks.count_back_overdue", "schedule": crontab(hour=0, minute=30)},
    "change-pay-accounts": {"task": "workshops.tasks.change_pay_accounts", "schedule": crontab(minute=40)},
    "ask-about-payouts": {"task": "dispatch.tasks.ask_about_payouts", "schedule": 300},
    "forget-old-pictures": {"task": "dispatch.tasks.forget_old_pictures", "schedule": crontab(hour=4, minute=40)},
}
for _beat in CELERY_BEAT_SCHEDULE.values():  # what no worker has taken by the next time is not done twice
    if isinstance(_beat["schedule"], int):
        _beat["options"] = {"expires": _beat["schedule"]}
CELERY_TIMEZONE = "Asia/Shanghai"
HAYSTACK_CONNECTIONS = {
    "default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}
}  # Oscar asks for one; ours is catalog.searching
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "shop.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1*"]  # nobody signs up; it says what the other forms know
ACCOUNT_PHONE_VERIFICATION_ENABLED = False  # a password is proof enough; a code to the phone proves the phone
ACCOUNT_EMAIL_VERIFICATION = "none"  # e-mail is for receipts; only staff sign in with it, and with a password
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "confirm_login_code": "shop.accounts.forms.CodeForm",
    "verify_phone": "shop.accounts.forms.NewPhoneCodeForm",
    "reset_password": "shop.accounts.forms.ForgottenPasswordForm",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", False) else 0
MFA_ADAPTER = "shop.accounts.adapter.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Qiaoshou"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
SECOND_FACTOR_REQUIRED = PRODUCTION

# Limits for strangers, as amount/period/source: docs/production.md explains each. One per phone and address together
# is lower than one per phone, so that a stranger who uses up his share leaves hers to the person herself.
LIMITS = {
    "code": "3/m/phone,5/h/phone+address,10/d/phone+address,15/h/phone,30/d/phone,"
    "20/m/address,100/h/address,300/d/address,500/h/unproven,3000/d/unproven",
    "enquiry": "6/h/session,6/h/contact,15/d/contact,12/h/address,40/d/address",
    "message": "20/h/enquiry,60/d/enquiry,60/h/address,200/d/address",
    "upload": "50/d/contact,100/d/address",  # MB
    "miss": "20/m/address,100/h/address",
    "promise": "60/m/address,600/h/address",
    "search": "120/m/address",
    "voucher": "10/h/session,20/h/address,60/d/address",
    "kept form": "60/h/address",
    "invitation": "20/h/base,40/d/base",
    "application": "20/h/applicant,60/h/address",
}
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/15m/key,30/15m/ip",  # the key is an account and an address together
    "request_login_code": None,  # all codes are counted where they are sent
    "verify_phone": None,
    "change_phone": "5/m/user",
    "reset_password": "20/m/ip,60/d/ip,3/m/key,10/d/key",
}
UNPAID_ORDERS = {"buyer": (2, 4), "session": (2, 4), "address": (6, 12)}  # that hold stock: at once, in a day

# Language, money, time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["shop.formats"]
PHONENUMBER_DEFAULT_REGION = "CN"
PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"  # read again, it is the same number; `shop.words` shortens Chinese ones

# Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR / "static")))
MEDIA_URL = env.str("MEDIA_URL", "/media/")
MEDIA_ROOT = env.str("MEDIA_ROOT", str(VAR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {  # what buyers send with an enquiry, documents: served by a view that checks who asks, never by address
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "private", "base_url": None},
    },
    "staticfiles": {"BACKEND": "shop.pages.stylesheets.OneFileStylesheets"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "shop.pages.kept_forms.csrf_failed"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 180 * 24 * 3600
STAFF_SESSION_HOURS = env.int("STAFF_SESSION_HOURS", 12)  # without use, for those who need a second factor
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OSCAR_BASKET_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # a supervisor asks behind the proxy, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", False)  # a list of browsers that is slow to leave
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
X_FRAME_OPTIONS = "DENY"  # Wagtail eases it by itself for its previews
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],  # the nonce is for the one script in the frame of Oscar's dashboard
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF, *PAYMENT_PAGES],  # a form that pays is answered with the way there
    }
}

# Oscar
OSCAR_SHOP_NAME = "巧手 Qiaoshou"
OSCAR_SHOP_TAGLINE = ""
OSCAR_DASHBOARD_NAVIGATION = DASHBOARD
OSCAR_THUMBNAILER = "media.thumbnails.Thumbnailer"
OSCAR_DEFAULT_CURRENCY = "CNY"
OSCAR_HOMEPAGE = "/"
OSCAR_SLUG_FUNCTION = "shop.words.address_of"
OSCAR_SLUG_ALLOW_UNICODE = True
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_ANON_REVIEWS = False
OSCAR_MODERATE_REVIEWS = True
OSCAR_REQUIRED_ADDRESS_FIELDS = ("last_name", "line1", "line4", "state", "phone_number")
OSCAR_HIDDEN_FEATURES = ["wishlists"]
OSCAR_FROM_EMAIL = DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "巧手 Qiaoshou <shop@qiaoshou.example>")
OSCAR_SAVE_SENT_EMAILS_TO_DB = True
OSCAR_URL_SCHEMA = "https" if PRODUCTION else "http"
OSCAR_PRODUCTS_PER_PAGE = 24
OSCAR_INITIAL_ORDER_STATUS = "placed"
OSCAR_INITIAL_LINE_STATUS = "placed"
OSCAR_ORDER_STATUS_PIPELINE = {
    "placed": ("paid", "cancelled"),
    "paid": ("in_production", "part_shipped", "shipped", "cancelled"),
    "in_production": ("part_shipped", "shipped", "cancelled"),
    "part_shipped": ("shipped",),
    "shipped": ("completed",),
    "completed": (),
    "cancelled": (),
}
OSCAR_LINE_STATUS_PIPELINE = OSCAR_ORDER_STATUS_PIPELINE
ORDER_STATUS_NAMES = {
    "placed": _("Placed"),
    "paid": _("Paid"),
    "in_production": _("In production"),
    "part_shipped": _("Partly shipped"),
    "shipped": _("Shipped"),
    "completed": _("Completed"),
    "cancelled": _("Cancelled"),
}
BULK_FROM_PIECES = 100

# Wagtail
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_SITE_NAME = "巧手 Qiaoshou"
WAGTAILADMIN_BASE_URL = PUBLIC_ADDRESS
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_DOCUMENT_MODEL = "cms.LibraryFile"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "doc", "docx", "mp4", "ods", "odt", "pdf", "ppt", "pptx", "txt", "webm", "xls", "xlsx"]
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_MAX_UPLOAD_SIZE = 200 * 1024 * 1024  # films too
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # changed in one place, /account/
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# The margins and deadlines that the trade uses, where no contract says otherwise
STATION_MARGIN = Decimal("0.08")  # of piece pay
PLANNING_PARTS = env.int("PLANNING_PARTS", 1)  # into so many parts large plans are cut, for as many Celery workers

EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_TIMEOUT = 20  # seconds, shorter than a notice waits for its second try
NOTICES_KEPT_DAYS = env.int("NOTICES_KEPT_DAYS", 90)
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # HSTS preload is the operator's choice, see docs/production.md
LOG_LEVEL = env.str("LOG_LEVEL", "WARNING")
LOGGING = logs.configure(level=LOG_LEVEL, as_json=PRODUCTION)
DJANGO_STRUCTLOG_CELERY_ENABLED = True  # a task carries the ids of the request that asked for it
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # the proxy knows it
