"""The API that devices and partners use; described at /api/docs."""

from ninja import NinjaAPI

api = NinjaAPI(title="Qiaoshou", version="1", urls_namespace="api")
