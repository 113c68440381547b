"""Sell small orders from stock: bought, paid, and most of them sent."""

from typing import Any

from oscar.apps.shipping.methods import Free
from oscar.core.loading import get_class, get_model

from demo.people import invent_name, invent_user
from demo.trading import CITIES
from demo.world import World
from dispatch.models.shipments import Carrier
from dispatch.work.shipping import Consignment, ready_to_ship, ship
from shop.accounts.models import User
from shop.order.placing import place
from shop.payments import transferring
from shop.shipping.home import HOME

Basket = get_model("basket", "Basket")
ShippingAddress = get_model("order", "ShippingAddress")
Selector = get_class("partner.strategy", "Selector")


def schedule(world: World) -> None:
    """Put two months of small orders on the agenda. The known buyer is among the customers."""
    customers = [world.people["anna"], *(invent_user(world) for _ in range(world.many(24, 3)))]
    for number in range(world.many(56, 6)):
        chance = world.chance("retail", number)
        sale = Sale(world, number, customers[number % len(customers)])
        world.agenda.at(world.moment(chance.uniform(0.2, 62)), sale.buy)


class Sale:
    """One small order on its way."""

    def __init__(self, world: World, number: int, customer: User) -> None:
        self.world, self.number, self.customer = world, number, customer
        self.chance = world.chance("sale", number)

    def buy(self) -> None:
        basket = Basket.objects.create(owner=self.customer)
        basket.strategy = Selector().strategy(user=self.customer)
        slug = self.chance.choice([slug for slug, goods in self.world.goods.items() if goods])
        for product in self.chance.sample(self.world.goods[slug], min(len(self.world.goods[slug]), 2)):
            basket.add_product(product, self.chance.choice([1, 1, 2, 3]))
        freight = Free()
        self.order = place(
            basket=basket, shipping_method=freight, shipping_charge=freight.calculate(basket),
            shipping_address=self.address(), user=self.customer,
        )  # fmt: skip
        if self.chance.random() < 0.92:
            self.world.agenda.at(self.world.later(0.1, self.chance), self.pay)

    def address(self) -> Any:
        province, city = self.chance.choice(CITIES)
        family, given = invent_name(self.chance)
        return ShippingAddress(
            last_name=family + given, line1=f"和平街 {self.chance.randint(1, 99)} 号", line4=city,
            state=province, postcode="", country_id=HOME, phone_number=self.world.phone(),
        )  # fmt: skip

    def pay(self) -> None:
        payment = transferring.announce(self.order.instalments.get(), by=self.customer)
        transferring.confirm(payment, reference=f"LS{self.number:04}", by=self.world.people["tai"])
        self.world.agenda.at(self.world.later(2, self.chance), self.send)

    def send(self) -> None:
        self.order.refresh_from_db()
        waybill = f"SF{self.chance.randrange(10**12, 10**13)}"
        ship(
            self.order, pieces={line.pk: count for line, count in ready_to_ship(self.order).items()},
            consignment=Consignment(Carrier.SF, waybill), by=self.world.people["tai"],
            key=self.world.key("parcel", self.number),
        )  # fmt: skip
