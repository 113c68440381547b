"""Take an order to the payslip: plan, issue, hand out, report, inspect, settle, pay."""
