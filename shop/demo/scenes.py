"""The last hours before the curtain: what the people with a sign-in find on their pages."""

from django.utils import timezone

from dispatch import disputing, handing, inspecting, reporting
from dispatch.models import Assignment, Inspection, Lot
from dispatch.progress import steps
from shop.demo import making
from shop.demo.world import BIG, World

LOOSE = "边口有两处松，翻过来能看见草头。"


def schedule(world: World) -> None:
    """Xiuying's pieces and her neighbours' disputes in the last days, and the plan that Mei has not published."""
    world.agenda.at(world.moment(9), lambda: contest(world, is_answered=True))
    world.agenda.at(world.moment(1.4), lambda: contest(world, is_answered=False))
    world.agenda.at(world.moment(0.13), lambda: refuse_one(world))
    world.agenda.at(world.moment(0.08), lambda: report_some(world))
    world.agenda.at(world.moment(0.05), lambda: making.draw_up(world, BIG))


def contest(world: World, *, is_answered: bool) -> None:
    """A woman finds that good pieces were refused; the older case is answered in her favour."""
    refused = Inspection.objects.standing().filter(
        rejected__gt=0, report__assignment__lot_operation__lot__work_order__base=world.bases[BIG], disputes=None
    )
    inspection = refused.order_by("-at").first()
    if inspection is None:
        return
    worker = inspection.report.assignment.worker
    dispute = disputing.contest_inspection(
        inspection=inspection,
        words="这几件我对着样品量过，尺寸是够的。请再看一次，我把它们留在站里了。",
        by=worker.user or world.leads[worker.station_id],
    )
    if is_answered:
        rate = inspection.report.assignment.lot_operation.rate
        words = "我们复验了，三件里有一件确实合格，按单价补给您，谢谢您说出来。"
        disputing.answer(dispute=dispute, words=words, by=world.managers[BIG][0], amount=rate)


def work_of_hers(world: World) -> Assignment | None:
    """An assignment of Xiuying's with at least ten pieces to make; her lead hands her some where there is a lot."""
    hers = Assignment.objects.filter(worker__user=world.people["xiuying"], lot_operation__lot__state=Lot.State.IN_WORK)
    held = next((each for each in hers.order_by("-handed_at") if each.out >= 10), None)
    if held:
        return held
    worker, lead = world.people["xiuying"].worker, world.people["lan"]
    lots = Lot.objects.filter(station=worker.station, state__in=[Lot.State.ACCEPTED, Lot.State.IN_WORK])
    for lot in lots.order_by("-accepted_at"):
        for step in steps(lot):
            if step.left >= 10 and handing.able(step.operation).filter(pk=worker.pk).exists():
                return handing.hand_out(
                    lot_operation=step.operation, worker=worker, pieces=min(step.left, 24), by=lead,
                    key=world.key("xiuying", step.operation.position),
                )  # fmt: skip
    return None


def refuse_one(world: World) -> None:
    """Lan looks at six pieces of Xiuying's and finds one that is loose."""
    if held := work_of_hers(world):
        report = reporting.report(
            assignment=held, pieces=6, by=world.people["xiuying"], key=world.key("six"), done_on=timezone.localdate()
        )
        inspecting.inspect(
            report=report, accepted=5, rejected=1, reason=Inspection.Reason.LOOSE, note=LOOSE,
            by=world.people["lan"], key=world.key("five of six"),
        )  # fmt: skip


def report_some(world: World) -> None:
    """Xiuying reports four more, which wait for Lan."""
    if held := work_of_hers(world):
        reporting.report(
            assignment=held, pieces=4, by=world.people["xiuying"], key=world.key("four"), done_on=timezone.localdate()
        )
