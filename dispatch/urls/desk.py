"""Route the pages of the base managers' desk."""

from django.urls import URLPattern, URLResolver, include, path

from dispatch.views.desk import access, board, days, ending, home, lines, lots, orders, plans, rates, sheets, whatif
from dispatch.views.desk.pay import tolerance
from dispatch.views.shared import shipping
from shop.enquiries import desk as enquiries

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("base/", access.choose_base, name="base-choose"),
    path("base/days/", days.lead_times, name="lead-times"),
    path("enquiries/", enquiries.enquiry_list, name="enquiry-list"),
    path("enquiries/<str:number>/", enquiries.enquiry_detail, name="enquiry-detail"),
    path("enquiries/<str:number>/quotes/", enquiries.quote_send, name="quote-send"),
    path("enquiries/<str:number>/messages/", enquiries.message_send, name="enquiry-message-send"),
    path("enquiries/<str:number>/decline/", enquiries.enquiry_decline, name="enquiry-decline"),
    path("enquiries/<str:number>/cancel/", enquiries.order_cancel, name="enquiry-order-cancel"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<str:number>/", orders.order_detail, name="order-detail"),
    path("orders/<str:number>/stop/", ending.order_stop, name="order-stop"),
    *shipping.pages(access.at_desk),
    path("dispatch/", board.board, name="dispatch"),
    path("dispatch/run/", plans.plan_run, name="plan-run"),
    path("dispatch/<id:pk>/progress/", plans.plan_progress, name="plan-progress"),
    path("dispatch/<id:pk>/publish/", plans.plan_publish, name="plan-publish"),
    path("dispatch/<id:pk>/curve/", board.plan_curve, name="plan-curve"),
    path("dispatch/<id:pk>/discard/", plans.plan_discard, name="plan-discard"),
    path("dispatch/<id:pk>/against/<id:other>/", plans.plan_compare, name="plan-compare"),
    path("dispatch/<id:pk>/what-if/", whatif.what_if, name="what-if"),
    path("dispatch/<id:pk>/place/<id:order>/", lines.order_place, name="order-place"),
    path("dispatch/lines/<id:pk>/bar/", lines.line_forbid, name="line-forbid"),
    path("dispatch/lines/<id:pk>/move/", lines.line_move, name="line-move"),
    path("dispatch/lines/<id:pk>/<slug:change>/", lines.line_change, name="line-change"),
    path("inspections/<id:pk>/picture/", lots.inspection_picture, name="inspection-picture"),
    path("lots/", lots.lots, name="lots"),
    path("lots/<str:number>/", lots.lot_detail, name="lot-detail"),
    path("lots/<str:number>/surplus/", tolerance.of_lot, name="lot-surplus"),
    path("lots/<str:number>/card/", lots.lot_print, name="lot-card"),
    path("lots/<str:number>/shorten/", ending.lot_shorten, name="lot-shorten"),
    path("lots/<str:number>/move/", ending.lot_move, name="lot-move"),
    path("lots/<str:number>/stop/", ending.lot_stop, name="lot-stop"),
    path("lots/<str:number>/day/", ending.lot_day, name="lot-day"),
    path("lots/<str:number>/day/<slug:answer>/", ending.lot_day_answer, name="lot-day-answer"),
    path("lots/<str:number>/materials/<id:line>/", ending.lot_material, name="lot-material"),
    path("lots/<str:number>/recall/", lots.lot_recall, name="lot-recall"),
    path("receiving/", lots.receiving_page, name="receiving"),
    path("pay/", include("dispatch.urls.pay")),
    path("rates/", rates.rates, name="rates"),
    path("rates/<id:operation>/propose/", rates.rate_propose, name="rate-propose"),
    path("rates/<id:operation>/study/", rates.rate_study, name="rate-study"),
    path("rates/cards/<id:pk>/approve/", rates.rate_approve, name="rate-approve"),
    path("rates/cards/<id:pk>/decline/", rates.rate_decline, name="rate-decline"),
    path("sheets/", sheets.sheets, name="sheets"),
    path("sheets/<id:pk>/", sheets.sheet_detail, name="sheet-detail"),
]
