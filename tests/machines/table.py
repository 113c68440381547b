"""Declare every state of every model: where it leads, and the deed that leads there.

A state that nothing leaves, or only a second thought, is an end. "" stands for a row that is not there yet.
"""

WORK, PLAN, PAY = "dispatch.work.", "dispatch.planning.", "dispatch.pay."
SHOP, MONEY, ASK = "shop.order.", "shop.payments.", "shop.enquiries."
SHEET = "dispatch.rates.tech_sheets."
BASE = "workshops."
FOLLOW = f"{WORK}following.follow"

# model and field: state: next state: the deed that leads there.
MACHINES: dict[str, dict[str, dict[str, str]]] = {
    "dispatch.WorkOrder.state": {
        "": {"open": f"{WORK}opening.open_work_orders"},
        "open": {"in_work": f"{WORK}issuing.issue", "stopped": f"{WORK}stopping.stop"},
        "in_work": {
            "open": f"{WORK}issuing.decline", "done": f"{WORK}receiving.receive", "stopped": f"{WORK}stopping.stop",
        },
        "done": {},
        "stopped": {},
    },
    "dispatch.Lot.state": {
        "": {"issued": f"{WORK}issuing.issue"},
        "issued": {
            "accepted": f"{WORK}issuing.accept", "declined": f"{WORK}issuing.decline",
            "recalled": f"{WORK}issuing.recall",
        },
        "accepted": {"in_work": f"{WORK}handing.hand_out", "recalled": f"{WORK}issuing.recall"},
        "in_work": {
            "finished": f"{WORK}inspecting.inspect", "received": f"{WORK}shortening.take_back",
            "recalled": f"{WORK}shortening.take_back", "stopping": f"{WORK}stopping.stop_lot",
            "stopped": f"{WORK}stopping.stop_lot",
        },
        "finished": {
            "in_work": f"{WORK}inspecting.withdraw", "received": f"{WORK}receiving.receive",
            "stopping": f"{WORK}inspecting.withdraw",
        },
        "stopping": {"stopped": f"{WORK}stopping.count_back", "finished": f"{WORK}inspecting.inspect"},
        "stopped": {"stopping": f"{WORK}inspecting.withdraw"},
        "received": {},
        "declined": {},
        "recalled": {},
    },
    "dispatch.Purchase.state": {
        "": {"open": f"{WORK}buying.order"},
        "open": {"received": f"{WORK}buying.receive", "closed": f"{WORK}buying.close"},
        "received": {},
        "closed": {},
    },
    "dispatch.TechSheet.state": {
        "": {"draft": f"{SHEET}draw_up"},
        "draft": {"in_force": f"{SHEET}put_in_force", "discarded": f"{SHEET}discard"},
        "in_force": {"replaced": f"{SHEET}put_in_force"},
        "replaced": {},
        "discarded": {},
    },
    "dispatch.DispatchPlan.state": {
        "": {"solving": f"{PLAN}proposing.propose"},
        "solving": {
            "draft": f"{PLAN}proposing.solve_plan", "failed": f"{PLAN}proposing.propose",
            "discarded": f"{PLAN}proposing.discard",
        },
        "draft": {"published": f"{PLAN}publishing.publish", "discarded": f"{PLAN}proposing.discard"},
        "failed": {"discarded": f"{PLAN}proposing.discard"},
        "published": {},
        "discarded": {},
    },
    "dispatch.Period.state": {
        "": {"open": f"{PAY}ledger.open_period"},
        "open": {"closed": f"{PAY}settling.close"},
        "closed": {},
    },
    "dispatch.Payslip.state": {
        "": {"issued": f"{PAY}settling.close"},
        "issued": {
            "seen": f"{PAY}settling.see", "confirmed": f"{PAY}settling.confirm",
            "disputed": f"{PAY}disputing.contest_payslip",
        },
        "seen": {"confirmed": f"{PAY}settling.confirm", "disputed": f"{PAY}disputing.contest_payslip"},
        "disputed": {"seen": f"{PAY}disputing.answer"},
        "confirmed": {"seen": f"{PAY}settling.take_back"},
    },
    "dispatch.Payout.state": {
        "": {"prepared": f"{PAY}paying.prepare"},
        "prepared": {"released": f"{PAY}paying.release", "taken_out": f"{PAY}paying.release"},
        "released": {
            "accepted": f"{PAY}remitting.accept", "confirmed": f"{PAY}paying.confirm",
            "returned": f"{PAY}remitting.bring_back", "unclear": f"{PAY}remitting.send",
        },
        "unclear": {"accepted": f"{PAY}remitting.accept", "returned": f"{PAY}remitting.bring_back"},
        "accepted": {"confirmed": f"{PAY}paying.confirm", "returned": f"{PAY}remitting.bring_back"},
        "confirmed": {"released": f"{PAY}paying.take_back", "accepted": f"{PAY}paying.take_back"},
        "taken_out": {},
        "returned": {},
    },
    "dispatch.Dispute.state": {
        "": {"open": f"{PAY}disputing.contest_inspection"},
        "open": {
            "upheld": f"{PAY}disputing.answer", "refused": f"{PAY}disputing.answer",
            "withdrawn": f"{PAY}disputing.withdraw",
        },
        "upheld": {},
        "refused": {},
        "withdrawn": {},
    },
    "dispatch.Dispute.level": {
        "": {"station": f"{PAY}disputing.contest_inspection"},
        "station": {"county": f"{PAY}disputing.escalate"},
        "county": {"association": f"{PAY}disputing.escalate"},
        "association": {},
    },
    "workshops.Application.state": {
        "": {"draft": f"{BASE}applying.begin"},
        "draft": {"submitted": f"{BASE}applying.submit", "withdrawn": f"{BASE}applying.withdraw"},
        "submitted": {
            "endorsed": f"{BASE}reviewing.endorse", "returned": f"{BASE}reviewing.send_back",
            "rejected": f"{BASE}reviewing.reject", "withdrawn": f"{BASE}applying.withdraw",
        },
        "returned": {"submitted": f"{BASE}applying.submit", "withdrawn": f"{BASE}applying.withdraw"},
        "endorsed": {
            "approved": f"{BASE}reviewing.approve", "returned": f"{BASE}reviewing.send_back",
            "rejected": f"{BASE}reviewing.reject", "withdrawn": f"{BASE}applying.withdraw",
        },
        "approved": {},
        "rejected": {},
        "withdrawn": {},
    },
    "workshops.Base.state": {
        "": {"preparing": f"{BASE}reviewing.approve", "open": f"{BASE}joining.register_base"},
        "preparing": {
            "open": f"{BASE}standing.open_for_orders", "suspended": f"{BASE}standing.suspend",
            "left": f"{BASE}standing.leave",
        },
        "open": {"suspended": f"{BASE}standing.suspend", "left": f"{BASE}standing.leave"},
        "suspended": {
            "open": f"{BASE}standing.resume", "preparing": f"{BASE}standing.resume", "left": f"{BASE}standing.leave",
        },
        "left": {},
    },
    "workshops.Invitation.state": {
        "": {"open": f"{BASE}managers.invite"},
        "open": {
            "accepted": f"{BASE}managers.accept", "declined": f"{BASE}managers.decline",
            "withdrawn": f"{BASE}managers.withdraw",
        },
        "accepted": {},
        "declined": {},
        "withdrawn": {},
    },
    "workshops.Honour.state": {
        "": {"entered": f"{BASE}honours.add"},
        "entered": {"checked": f"{BASE}honours.check", "declined": f"{BASE}honours.decline"},
        "checked": {},
        "declined": {},
    },
    "enquiries.Enquiry.state": {
        "": {"new": f"{ASK}asking.ask"},
        "new": {
            "quoted": f"{ASK}quoting.send", "declined": f"{ASK}quoting.decline", "withdrawn": f"{ASK}asking.withdraw",
        },
        "quoted": {
            "new": f"{ASK}agreeing.decline", "agreed": f"{ASK}agreeing.accept", "declined": f"{ASK}quoting.decline",
            "withdrawn": f"{ASK}asking.withdraw",
        },
        "agreed": {"cancelled": f"{ASK}agreeing.end"},
        "declined": {},
        "withdrawn": {},
        "cancelled": {},
    },
    "enquiries.Quote.state": {
        "": {"sent": f"{ASK}quoting.send"},
        "sent": {
            "accepted": f"{ASK}agreeing.accept", "declined": f"{ASK}agreeing.decline", "replaced": f"{ASK}quoting.send",
        },
        "accepted": {},
        "declined": {},
        "replaced": {},
    },
    "order.Order.status": {
        "": {"placed": f"{SHOP}placing.place"},
        "placed": {"paid": f"{SHOP}standing.follow", "cancelled": f"{SHOP}cancelling.cancel"},
        "paid": {
            "in_production": f"{WORK}opening.open_work_orders", "part_shipped": f"{SHOP}standing.follow_shipments",
            "shipped": f"{SHOP}standing.follow_shipments", "cancelled": f"{SHOP}cancelling.cancel",
        },
        "in_production": {
            "part_shipped": f"{SHOP}standing.follow_shipments", "shipped": f"{SHOP}standing.follow_shipments",
            "cancelled": f"{SHOP}cancelling.cancel",
        },
        "part_shipped": {
            "shipped": f"{SHOP}standing.follow_shipments", "paid": f"{WORK}shipping.take_back",
            "in_production": f"{WORK}shipping.take_back",
        },
        "shipped": {
            "completed": f"{SHOP}standing.follow", "part_shipped": f"{WORK}shipping.take_back",
            "in_production": f"{WORK}shipping.take_back",
        },
        "completed": {
            "paid": f"{WORK}shipping.take_back", "part_shipped": f"{WORK}shipping.take_back",
            "in_production": f"{WORK}shipping.take_back",
        },
        "cancelled": {},
    },
    "payments.Payment.state": {
        "": {"started": f"{MONEY}transferring.announce"},
        "started": {
            "succeeded": f"{MONEY}transferring.confirm", "failed": f"{MONEY}paying.record",
            "cancelled": f"{SHOP}cancelling.cancel",
        },
        "failed": {"succeeded": f"{MONEY}paying.record"},
        "cancelled": {"succeeded": f"{MONEY}paying.record"},
        "succeeded": {},
    },
    "payments.Refund.state": {
        "": {"started": f"{MONEY}refunding.reserve"},
        "started": {"succeeded": f"{MONEY}transferring.confirm_refund", "failed": f"{MONEY}refunding.record"},
        "succeeded": {"failed": f"{MONEY}refunding.record"},
        "failed": {},
    },
    "payments.RefundRequest.state": {
        "": {"waiting": f"{MONEY}giving_back.ask", "released": f"{MONEY}giving_back.ask"},
        "waiting": {"released": f"{MONEY}giving_back.decide", "declined": f"{MONEY}giving_back.decide"},
        "released": {},
        "declined": {},
    },
    "payments.Chargeback.state": {
        "": {"open": f"{MONEY}contesting.record"},
        "open": {"won": f"{MONEY}contesting.record", "lost": f"{MONEY}contesting.record"},
        "won": {},
        "lost": {},
    },
}  # fmt: skip

# Choices that look like states and are facts of a thing.
NO_STATES = {"workshops.Station.level"}
