"""From order to payslip: planning, issuing, handing, reporting, inspecting, settling, paying."""
