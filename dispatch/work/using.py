"""Compare the material that stations used with what their accepted pieces should have taken."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dispatch.models import Lot, LotMaterial, Material
from workshops.models import Base, Station

DONE = (Lot.State.FINISHED, Lot.State.RECEIVED, Lot.State.STOPPED)
NOTHING = Decimal(0)
PLACES = Decimal("0.0001")


@dataclass
class Use:
    """What one station used of one material, in its unit: as its accepted pieces should, and as it counted."""

    station: Station
    material: Material
    lots: int = 0
    expected: Decimal = NOTHING
    used: Decimal = NOTHING
    scrapped: Decimal = NOTHING

    @property
    def difference(self) -> Decimal:
        """Return what was used beyond the expected, below zero when it was less. What was spoiled counts as used."""
        return self.used + self.scrapped - self.expected

    @property
    def share(self) -> Decimal | None:
        """Return the difference as a share of the expected, None when nothing was."""
        return self.difference / self.expected if self.expected else None


def expected(line: LotMaterial, made: int) -> Decimal:
    """Return what the accepted pieces of a lot should have taken of a material: its planned use of a piece x pieces."""
    return (line.planned * made / line.lot.pieces).quantize(PLACES)


def uses_of(base: Base, since: date) -> list[Use]:
    """Return the use of each material at each station by the lots that were done since a day and counted.

    The largest share above the expected comes first.
    """
    lots = Lot.objects.of_base(base).filter(state__in=DONE, issued_at__date__gte=since).with_made()
    made = dict(lots.values_list("pk", "made"))
    lines = LotMaterial.objects.filter(lot__in=made, used__gt=0).select_related("material", "lot__station")
    found: dict[tuple[int, int], Use] = {}
    for line in lines.order_by("lot__number"):
        use = found.setdefault((line.lot.station_id, line.material_id), Use(line.lot.station, line.material))
        use.lots += 1
        use.expected += expected(line, made[line.lot_id])
        use.used += line.used
        use.scrapped += line.scrapped
    return sorted(found.values(), key=lambda use: use.share or NOTHING, reverse=True)


def made_of(lot: Lot) -> int:
    """Return the pieces of a lot that its last operation has accepted."""
    found: int = Lot.objects.filter(pk=lot.pk).with_made().get().made
    return found
