"""Route the pages on which the shop's staff send what was sold from stock."""

from dispatch.views.shared import shipping
from workshops.access import for_shop_staff

app_name = "sending"
urlpatterns = shipping.pages(for_shop_staff)
