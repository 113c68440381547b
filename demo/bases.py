"""Build the demo's bases: who runs them, what they do, and the stations they work with."""

from datetime import date, timedelta
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from demo import assortment
from demo.assortment import BIG
from demo.people import invent_user
from demo.world import World
from workshops import joining
from workshops.joining import TransportTerms
from workshops.models import Base, Craft, Station

OPENINGS = [
    (
        "{name}扎根{county}，从{year}年起带着周边村里的姐妹做{craft}。不出村接订单，不离家有活干，是这里天天发生的事。",
        "Since {year}, {name_en} of {county_en} has worked with the women of the villages around it. "
        "Orders reach them without their leaving the village, and work without their leaving home.",
    ),
    (
        "{year}年，几位手艺人在{county}凑钱办起{name}，专做{craft}。样子自己画，料自己选，活分到村里做，验收一件是一件。",
        "{name_en} began in {year}, when a few makers in {county_en} put their money together. "
        "It draws its own designs, chooses its own materials, and looks at every single piece that comes back.",
    ),
    (
        "{county}的{craft}，老一辈靠它换油盐，{name}把它做成了能出口的货。{year}年建起来，到今天一直按件发钱、月月结清。",
        "In {county_en} this craft once paid for oil and salt; {name_en} made it fit for buyers abroad. "
        "Founded in {year}, it pays by the piece and settles every month.",
    ),
    (
        "走进{name}的院子，先闻见料香。{year}年以来，{county}的婶子大娘在这里学{craft}，学会了带回家做，料和成品都有人送、有人收。",
        "Step into the yard of {name_en} and you smell the material first. Since {year} women of {county_en} "
        "have learned the craft here and taken it home; materials are brought to them, and pieces fetched.",
    ),
]


def build(world: World) -> None:
    """Register the bases with two managers each, and link them with stations."""
    for number, row in enumerate(assortment.bases(world)):
        is_big = row["slug"] == BIG
        managers = [world.people["mei"], world.people["hong"]] if is_big else [invent_user(world) for _ in range(2)]
        crafts = [world.crafts[code] for code in row["crafts"].split()]
        county, chance = world.counties[row["county"]], world.chance("base", row["slug"])
        words = {
            "name": row["name"],
            "name_en": row["name_en"],
            "county": county.name,
            "county_en": county.name_en,
            "craft": "、".join(craft.name for craft in crafts),
            "year": row["founded"],
        }
        opening, opening_en = OPENINGS[number % len(OPENINGS)]
        base = joining.register_base(
            slug=row["slug"],
            name=row["name"],
            name_en=row["name_en"],
            form=row["form"],
            honour=row["honour"],
            place=county,
            crafts=crafts,
            managers=managers,
            introduction=opening.format(**words),
            introduction_en=opening_en.format(**words),
            founded_on=date(int(row["founded"]), chance.randint(1, 12), chance.randint(1, 28)),
            latitude=(county.latitude or 0) + Decimal(str(round(chance.uniform(-0.04, 0.04), 5))),
            longitude=(county.longitude or 0) + Decimal(str(round(chance.uniform(-0.04, 0.04), 5))),
        )
        world.bases[base.slug], world.managers[base.slug] = base, (managers[0], managers[1])
        link(world, base, 38 if is_big else chance.randint(5, 12))


def link(world: World, base: Base, most: int) -> None:
    """Link a base with the nearest stations. Those that lack its first craft are certified for it."""
    craft = main_craft(base)
    stations = sorted(world.villages, key=lambda station: distance(base, station))[:most]
    for station in stations:
        joining.certify(station, [craft], from_on=world.begins_on - timedelta(days=30))
    joining.link(base, [transport_terms(base, station) for station in stations])


def main_craft(base: Base) -> Craft:
    """Return the craft that a base is known for. All its stations are certified for it."""
    return Craft.objects.filter(bases=base).order_by("code")[0]


def transport_terms(base: Base, station: Station) -> TransportTerms:
    """Return the terms of transport: a day for every 60 km, and freight that grows with the distance."""
    km = distance(base, station)
    return TransportTerms(
        station=station,
        transport_days=1 + int(km // 60),
        cost_per_piece=Decimal(str(round(0.05 + km / 400, 4))),
        cost_per_lot=Decimal(str(round(24 + km * 0.9, 2))),
    )


def distance(one: Base, other: Station) -> float:
    """Return the great-circle distance between two places, km (haversine with a radius of 6,371 km)."""
    points = (one.latitude, one.longitude, other.latitude, other.longitude)
    lat, lng, lat_other, lng_other = (radians(float(value)) for value in points)
    half = sin((lat_other - lat) / 2) ** 2 + cos(lat) * cos(lat_other) * sin((lng_other - lng) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))
