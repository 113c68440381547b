"""State the limits of the law on what is kept back from pay, for the deeds and for the statements of the ledger."""

from decimal import Decimal

# Provisional Rules on the Payment of Wages, article 16 (工资支付暂行规定)
LEGAL_PART = Decimal("0.2")
