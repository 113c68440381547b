"""Store the records of an order on its way through the villages."""

from dispatch.models.assignment_parts import AssignmentPart
from dispatch.models.deductions import Deduction
from dispatch.models.disputes import Dispute
from dispatch.models.ledger import Account, Earning, Period
from dispatch.models.materials import LotMaterial, Material, MaterialMove
from dispatch.models.orders import Lot, LotOperation, Receipt, WorkOrder
from dispatch.models.outlays import Ceilings, Outlay, TakingBack
from dispatch.models.payouts import Payout, PayoutBatch
from dispatch.models.payslips import Payslip
from dispatch.models.plans import DispatchPlan, PlanLine
from dispatch.models.rates import RateCard, TimeStudy
from dispatch.models.shipments import Shipment
from dispatch.models.stock import IssueSlip, Purchase, PurchaseLine, ShortDelivery, StockMove
from dispatch.models.techsheet import Operation, SheetMaterial, TechSheet
from dispatch.models.work import Assignment, Inspection, WorkReport

__all__ = [
    "Account",
    "Assignment",
    "AssignmentPart",
    "Ceilings",
    "Deduction",
    "DispatchPlan",
    "Dispute",
    "Earning",
    "Inspection",
    "IssueSlip",
    "Lot",
    "LotMaterial",
    "LotOperation",
    "Material",
    "MaterialMove",
    "Operation",
    "Outlay",
    "Payout",
    "PayoutBatch",
    "Payslip",
    "Period",
    "PlanLine",
    "Purchase",
    "PurchaseLine",
    "RateCard",
    "Receipt",
    "SheetMaterial",
    "Shipment",
    "ShortDelivery",
    "StockMove",
    "TakingBack",
    "TechSheet",
    "TimeStudy",
    "WorkOrder",
    "WorkReport",
]
