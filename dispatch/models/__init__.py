"""The records of an order on its way through the villages."""

from dispatch.models.journal import JournalEntry
from dispatch.models.materials import LotMaterial, Material, MaterialMove, SheetMaterial
from dispatch.models.orders import DispatchPlan, Lot, LotOperation, PlanLine, Receipt, WorkOrder
from dispatch.models.pay import Account, Dispute, Earning, Payout, PayoutBatch, Payslip, Period
from dispatch.models.techsheet import Operation, RateCard, TechSheet
from dispatch.models.work import Assignment, Inspection, WorkReport

__all__ = [
    "Account",
    "Assignment",
    "DispatchPlan",
    "Dispute",
    "Earning",
    "Inspection",
    "JournalEntry",
    "Lot",
    "LotMaterial",
    "LotOperation",
    "Material",
    "MaterialMove",
    "Operation",
    "Payout",
    "PayoutBatch",
    "Payslip",
    "Period",
    "PlanLine",
    "RateCard",
    "Receipt",
    "SheetMaterial",
    "TechSheet",
    "WorkOrder",
    "WorkReport",
]
