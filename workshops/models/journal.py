"""Store the journal: who did what, when, one row per deed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """A deed that was done. `thing` and `thing_id` name the row it was done to."""

    class Verb(models.TextChoices):
        """A deed's module and function. Kept for ever, so a deed that is renamed needs a data migration."""

        OPEN_WORK_ORDER = "opening.open_work_orders", _("work order opened")
        PROPOSE_PLAN = "planning.propose", _("plan requested")
        DISCARD_PLAN = "planning.discard", _("plan discarded")
        ADOPT_PLAN = "planning.adopt", _("changed plan adopted")
        PIN_LINE = "planning.pin", _("pieces pinned to a station")
        UNPIN_LINE = "planning.unpin", _("pin removed")
        MOVE_PIECES = "planning.move", _("pieces moved by hand")
        ALLOW_STATION = "planning.allow", _("bar lifted")
        PUBLISH_PLAN = "planning.publish", _("plan published")
        ISSUE_LOT = "issuing.issue", _("lot issued")
        ACCEPT_LOT = "issuing.accept", _("lot accepted")
        DECLINE_LOT = "issuing.decline", _("lot declined")
        RECALL_LOT = "issuing.recall", _("lot taken back")
        BOOK_IN_MATERIALS = "supplying.book_in", _("materials booked in")
        USE_MATERIAL = "supplying.use", _("material used")
        RETURN_MATERIAL = "supplying.give_back", _("material returned")
        SCRAP_MATERIAL = "supplying.scrap", _("material scrapped")
        HAND_OUT = "handing.hand_out", _("pieces handed out")
        TAKE_BACK_PIECES = "handing.take_back", _("pieces taken back")
        REPORT = "reporting.report", _("work reported")
        WITHDRAW_REPORT = "reporting.withdraw", _("report withdrawn")
        INSPECT = "inspecting.inspect", _("work inspected")
        CORRECT_INSPECTION = "inspecting.correct", _("inspection corrected")
        WITHDRAW_INSPECTION = "inspecting.withdraw", _("inspection withdrawn")
        RECEIVE = "receiving.receive", _("pieces received at the base")
        SHIP = "receiving.ship", _("order shipped")
        ALLOW_SURPLUS_FOR_BASE = "surplus.allow_for_base", _("surplus set for the base")
        ALLOW_SURPLUS_FOR_LOT = "surplus.allow_for_lot", _("surplus set for a lot")
        SPECIFY = "tech_sheets.specify", _("tech sheet written")
        SET_MINIMUM_WAGE = "rating.set_minimum", _("minimum wage set")
        STUDY_TIME = "rating.study", _("time studied")
        PROPOSE_RATE = "rating.propose", _("rate proposed")
        APPROVE_RATE = "rating.approve", _("rate approved")
        DECLINE_RATE = "rating.decline", _("rate declined")
        CLOSE_PERIOD = "settling.close", _("period closed")
        CONFIRM_PAYSLIP = "settling.confirm", _("payslip confirmed")
        SET_SETTLEMENT = "terms.set_settlement", _("way of settling set")
        SET_BROKER = "terms.set_broker", _("broker set")
        PREPARE_BATCH = "paying.prepare", _("payouts prepared")
        RELEASE_BATCH = "paying.release", _("payouts released")
        SET_BANK_HEADINGS = "bank_files.set_headings", _("bank's template set")
        EXPORT_BANK_FILE = "paying.export", _("bank file downloaded")
        CONFIRM_PAYOUT = "paying.confirm", _("payout confirmed")
        ACCEPT_PAYOUTS = "remitting.accept", _("payouts accepted by the bank")
        BRING_BACK_PAYOUT = "remitting.bring_back", _("payout came back")
        SEND_PAYOUT = "remitting.send", _("payout answered by the wallet")
        GIVE_ADVANCE = "advancing.give", _("advance given")
        APPROVE_ADVANCE = "advancing.approve", _("advance approved")
        DECLINE_ADVANCE = "advancing.decline", _("advance declined")
        RECEIVE_ADVANCE = "advancing.receive", _("advance received")
        REIMBURSE = "reimbursing.reimburse", _("costs paid back")
        PROPOSE_COSTS = "reimbursing.propose", _("costs proposed")
        APPROVE_COSTS = "reimbursing.approve", _("costs approved")
        DECLINE_COSTS = "reimbursing.decline", _("costs declined")
        TAKE_BACK_REIMBURSEMENT = "reimbursing.take_back", _("costs taken back")
        ASK_BACK = "taking_back.ask", _("return of an entry asked for")
        AGREE_TO_TAKE_BACK = "taking_back.agree", _("entry taken back")
        DROP_TAKING_BACK = "taking_back.drop", _("return of an entry dropped")
        PROPOSE_CEILINGS = "ceilings.propose", _("ceilings proposed")
        APPROVE_CEILINGS = "ceilings.approve", _("ceilings approved")
        DECLINE_CEILINGS = "ceilings.decline", _("ceilings declined")
        PROPOSE_DEDUCTION = "deducting.propose", _("deduction proposed")
        APPROVE_DEDUCTION = "deducting.approve", _("deduction approved")
        DECLINE_DEDUCTION = "deducting.decline", _("deduction declined")
        TAKE_BACK_DEDUCTION = "deducting.take_back", _("deduction taken back")
        CONTEST = "disputing.contest", _("dispute opened")
        ANSWER_DISPUTE = "disputing.answer", _("dispute answered")
        ESCALATE_DISPUTE = "disputing.escalate", _("dispute sent one level up")
        EXPORT_RECORDS = "records.export", _("pay records downloaded")
        REGISTER_WORKER = "registering.register", _("worker registered")
        CHANGE_WORKER = "registering.change", _("worker's file changed")
        CHANGE_PAY_ACCOUNT = "pay_accounts.change", _("pay account changed")
        ENTER_PAY_ACCOUNT = "pay_accounts.enter", _("pay account entered")
        PROVE_PAY_ACCOUNT = "pay_accounts.prove", _("pay account proved by her code")
        CONFIRM_PAY_ACCOUNT = "pay_accounts.confirm", _("pay account confirmed by a second person")
        STOP_PAY_ACCOUNT = "pay_accounts.stop", _("change of a pay account stopped")
        CHANGE_PHONE = "phones.change", _("worker's phone changed")
        APPOINT_BROKER = "brokers.appoint", _("broker appointed")
        DISMISS_BROKER = "brokers.dismiss", _("broker dismissed")
        REGISTER_HOUSEHOLD = "households.register", _("household registered")
        ADD_MEMBER = "households.add_member", _("member added to a household")
        REMOVE_MEMBER = "households.remove_member", _("member removed from a household")
        AGREE_PARTS = "households.agree_parts", _("parts within a household agreed")
        EXPORT_LIST = "exporting.export_list", _("list with names downloaded or printed")

    verb = models.CharField(_("deed"), max_length=64, choices=Verb)
    thing = models.CharField(_("thing"), max_length=32)
    thing_id = models.BigIntegerField()
    base = models.ForeignKey("workshops.Base", models.PROTECT, null=True, related_name="journal")
    station = models.ForeignKey("workshops.Station", models.PROTECT, null=True, related_name="journal")
    data = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "dispatch_journalentry"  # the journal lived in dispatch once
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["thing", "thing_id"], name="journal_thing")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.verb} {self.thing} {self.thing_id}"
