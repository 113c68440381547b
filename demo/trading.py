"""Play the demo's bulk orders from a buyer's wish to the last payment: asked, quoted, agreed, paid, shipped."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model

from demo import making
from demo.clock import at
from demo.people import invent_name, invent_user
from demo.plots import End, Plot, choose, plots
from demo.world import World
from dispatch.models.shipments import Carrier
from dispatch.work.shipping import Consignment, ready_to_ship, ship
from shop.accounts.models import User
from shop.enquiries import agreeing, asking, promising, quoting
from shop.enquiries.asking import Contact
from shop.enquiries.models import Enquiry, Quote
from shop.money import FEN
from shop.payments import transferring
from shop.payments.models import Instalment
from shop.payments.schedule import due_now
from shop.shipping.home import HOME, home_country

ShippingAddress = get_model("order", "ShippingAddress")

COMPANIES = [
    *("杭州半亩家居", "北京拾光杂货", "青岛海桥进出口", "上海素物生活", "成都慢活商店", "广州恒礼礼品"),
    *("天津泊岸贸易", "苏州园中物", "西安城南旧货", "深圳礼多多", "大连四季商行", "厦门南岸百货"),
    *("Nordlys Interiør ApS", "Maison Paille", "Kurashi no Mise", "Green Basket GmbH"),
]
CITIES = [("浙江省", "杭州市"), ("北京市", "朝阳区"), ("山东省", "青岛市"), ("上海市", "徐汇区"), ("四川省", "成都市")]
WISHES = [
    "我们在城里有十二家店，想做一批秋冬陈列用。能先寄一只样品吗？",
    "请按样品做，边口收紧一些。包装用牛皮纸，不要塑料袋。",
    "We would like these for our spring catalogue. Natural colours only, and a small card naming the maker.",
    "公司年会伴手礼，数量可以再谈，交期最要紧。",
    "老客户返单，和上次一样就好，谢谢姐妹们。",
    "Could the pieces be packed in twelves? The pallets go on from Tianjin by sea.",
]
USUAL_DAYS = 30  # from an offer into the buyer's hands, where the network has no answer
CARRYING_DAYS = 22  # of them for all but the making
RAIN = (
    "连着下了两个多星期的雨，草料返潮，只好重新晾晒、重新浸软，姐妹们每天只能做半天。"
    "要比说好的日子晚，对不住您；晴了就赶，做好一批先告诉您一批。"
)
ON_TRUST = "老客户，按合同货到三日内付清尾款"
TERMS = "含内包装与外箱。大货以封样为准；如遇连阴雨，编织类顺延不超过三天。"


def schedule(world: World) -> None:
    """Put every bulk order on the agenda."""
    home_country()
    trades: dict[int, Trade] = {}
    buyers = [invent_user(world) for _ in range(world.many(18, 3))]
    for plot in plots(world):
        buyer = world.people["anna"] if plot.is_annas else buyers[plot.number % len(buyers)]
        trade = Trade(world, plot, buyer, trades)
        world.agenda.at(max(world.moment(plot.ago), at(world.begins_on, 9)), trade.ask)


class Trade:
    """One bulk order on its way. Each step puts the next one on the agenda, as far as its plot goes."""

    def __init__(self, world: World, plot: Plot, buyer: User, trades: dict[int, "Trade"]) -> None:
        self.world, self.plot, self.buyer, self.trades = world, plot, buyer, trades
        self.chance = world.chance("trade", plot.number)
        self.product, self.pieces = choose(world, plot)
        self.manager = world.managers[plot.base][0]
        self.enquiry: Enquiry
        self.quote: Quote
        self.order: Any = None

    def after(self, days: float, deed: Any) -> None:
        """Put a step on the agenda, `days` days after the clock's now, in the hours of the day."""
        self.world.agenda.at(self.world.later(days, self.chance), deed)

    def ask(self) -> None:
        company = self.chance.choice(COMPANIES)
        contact = Contact(
            name=str(self.buyer), company=company, phone=str(self.buyer.phone or ""), email=self.buyer.email or ""
        )
        self.enquiry = asking.ask(
            product=self.product,
            pieces=self.pieces,
            wish_on=self.world.local_day() + timedelta(days=self.chance.randint(35, 60)),
            contact=contact,
            by=self.buyer,
            key=self.world.key("ask", self.plot.number),
            words=self.chance.choice(WISHES),
        )
        if self.plot.end == End.REFUSED:
            self.after(1, self.refuse)
        elif self.plot.end > End.REFUSED:
            self.after(1, self.offer)

    def refuse(self) -> None:
        words = "这批料今年已经用完了，赶工怕误您的事。明年开春我们第一个联系您。"
        quoting.decline(self.enquiry, words=words, by=self.manager, key=self.world.key("refuse", self.plot.number))

    def offer(self) -> None:
        today, tier = self.world.local_day(), self.product.tiers.filter(from_pieces__lte=self.pieces).last()
        shelf = self.product.stockrecords.get().price
        promise_on = self.promised_on()
        terms = quoting.Terms(
            pieces=self.pieces,
            unit_price=tier.unit_price if tier else (shelf * Decimal("0.8")).quantize(FEN),
            freight=Decimal(self.chance.randrange(120, 900, 20)),
            deposit_share=Decimal("0.3"),
            promise_on=promise_on,
            valid_until_on=min(today + timedelta(days=15), promise_on - timedelta(days=1)),
            words=TERMS,
        )
        self.quote = quoting.send(self.enquiry, terms, by=self.manager, key=self.world.key("quote", self.plot.number))
        if self.plot.end > End.QUOTED:
            self.after(1, self.agree)
        if self.plot.is_late:
            self.after((promise_on - today).days - 4, self.warn)

    def promised_on(self) -> date:
        """Return the day that the base promises: the one that the network answers, later for what is spread."""
        answer = promising.promise(self.product, self.pieces)
        day = (answer and answer.latest_on) or self.world.local_day() + timedelta(days=USUAL_DAYS)
        if self.plot.spread and not self.plot.is_late:
            return max(day, self.world.local_day() + timedelta(days=self.plot.spread + CARRYING_DAYS))
        return day

    def warn(self) -> None:
        """Tell the buyer why her order comes later than promised."""
        key = self.world.key("warn", self.plot.number)
        asking.say(self.enquiry, words=RAIN, by=self.manager, is_from_base=True, key=key)

    def agree(self) -> None:
        province, city = self.chance.choice(CITIES)
        family, given = invent_name(self.chance)
        address = ShippingAddress(
            last_name=family + given, line1=f"兴业路 {self.chance.randint(3, 180)} 号", line4=city,
            state=province, postcode="", country_id=HOME, phone_number=self.world.phone(),
        )  # fmt: skip
        self.order = agreeing.accept(self.quote, address=address, by=self.buyer)
        self.trades[self.order.pk] = self
        if self.plot.end > End.AGREED:
            self.after(1, self.pay)

    def pay(self) -> None:
        """Pay by transfer what falls due next. The deposit opens the work order, the balance completes the order."""
        self.order.refresh_from_db()
        instalment = due_now(self.order)
        if instalment is None:
            return
        payment = transferring.announce(instalment, by=self.buyer)
        reference = f"BK{self.plot.number:03}{instalment.kind[:1].upper()}"
        transferring.confirm(payment, reference=reference, by=self.world.people["tai"])
        if self.plot.end >= End.ISSUED and instalment.kind != Instalment.Kind.BALANCE:
            self.after(1, self.give_out)

    def give_out(self) -> None:
        """Plan what the base has to make, unless a plan for another order has included this one."""
        if any(work.unplaced for work in self.works()):
            making.give_out(self.world, self.plot.base, self.trades)

    def send(self) -> None:
        """Send what the base has. Only orders that are to be shipped in part go before all is there."""
        self.order.refresh_from_db()
        ready = {line.pk: count for line, count in ready_to_ship(self.order).items()}
        is_all = ready and all(work.received >= work.pieces for work in self.works())
        if is_all or (ready and self.plot.end == End.SHIPPED_PART):
            waybill, sent = f"DPK{self.chance.randrange(10**11, 10**12)}", self.order.shipments.count()
            ship(
                self.order, pieces=ready, consignment=Consignment(Carrier.DEPPON, waybill, unpaid_reason=ON_TRUST),
                by=self.manager, base=self.enquiry.base, key=self.world.key("load", self.plot.number, sent),
            )  # fmt: skip
            if is_all:
                self.after(3, self.pay)

    def works(self) -> list[Any]:
        return [line.work_order for line in self.order.lines.select_related("work_order")]
