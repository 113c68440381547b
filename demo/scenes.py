"""Play the last hours before now: what the people with a sign-in find on their pages."""

from django.utils import timezone

from demo import making
from demo.assortment import BIG
from demo.world import World
from dispatch.models import Assignment, Inspection, Lot, LotOperation, WorkReport
from dispatch.work import handing, inspecting, reporting
from dispatch.work.progress import steps

ENOUGH = 12  # pieces for her morning
LOOSE = "边口有两处松，翻过来能看见草头。"


def schedule(world: World) -> None:
    """Schedule Xiuying's pieces in the last hours, and the plan that Mei has not published."""
    xiuying = Xiuying(world)
    world.agenda.at(world.moment(0.13), xiuying.take)
    world.agenda.at(world.moment(0.12), xiuying.have_one_refused)
    world.agenda.at(world.moment(0.08), lambda: xiuying.report(4))
    world.agenda.at(world.moment(0.05), lambda: making.draw_up(world, BIG))


class Xiuying:
    """Xiuying's morning: six pieces, of which Lan found one loose, and four that wait for Lan."""

    def __init__(self, world: World) -> None:
        self.world, self.worker, self.lead = world, world.people["xiuying"].worker, world.people["lan"]
        self.held: Assignment | None = None

    def take(self) -> None:
        """Have a dozen pieces in work: her own, else pieces that lie ready, else a neighbour's who has most."""
        hands = sorted(Assignment.objects.filter(worker__station=self.worker.station).order_by("pk"), key=by_out)
        full = [held for held in hands if held.out >= ENOUGH]
        self.held = next((held for held in full if held.worker_id == self.worker.pk), None)
        if self.held:
            return
        operations = self.ready()
        neighbour = next((held for held in full if self.can(held.lot_operation)), None)
        if not operations and neighbour:
            handing.take_back(assignment=neighbour, pieces=ENOUGH, by=self.lead)
            operations = [neighbour.lot_operation]
        if operations:
            self.held = handing.hand_out(
                lot_operation=operations[0], worker=self.worker, pieces=ENOUGH, by=self.lead,
                key=self.world.key("a dozen"),
            )  # fmt: skip

    def ready(self) -> list[LotOperation]:
        """Return operations at her station with a dozen pieces that nobody has yet."""
        lots = Lot.objects.filter(station=self.worker.station, state__in=[Lot.State.ACCEPTED, Lot.State.IN_WORK])
        found = [step for lot in lots.order_by("pk") for step in steps(lot)]
        return [step.operation for step in found if step.left >= ENOUGH and self.can(step.operation)]

    def can(self, operation: LotOperation) -> bool:
        return handing.able(operation).filter(pk=self.worker.pk).exists()

    def report(self, pieces: int) -> WorkReport | None:
        if self.held is None:
            return None
        return reporting.report(
            assignment=self.held, pieces=pieces, by=self.world.people["xiuying"], key=self.world.key("hers", pieces),
            done_on=timezone.localdate(),
        )  # fmt: skip

    def have_one_refused(self) -> None:
        if report := self.report(6):
            verdict = inspecting.Verdict(accepted=5, rejected=1, reason=Inspection.Reason.LOOSE, note=LOOSE)
            inspecting.inspect(report, verdict=verdict, by=self.lead, key=self.world.key("five of six"))


def by_out(held: Assignment) -> int:
    """Return the sort key that puts the woman with most in hand first."""
    return -held.out
