"""Name in old entries of the journal the deeds that do today what was done then."""

from django.db import migrations

MOVED = {
    "receiving.ship": "shipping.ship",
    "reimbursing.reimburse": "reimbursing.approve",
    "reimbursing.take_back": "taking_back.agree",
    "deducting.take_back": "taking_back.agree",
    "pay_accounts.change": "pay_accounts.take_effect",
}
CASES = " ".join(f"WHEN '{old}' THEN '{new}'" for old, new in MOVED.items())
RENAME = f"""
    ALTER TABLE dispatch_journalentry DISABLE TRIGGER USER;
    UPDATE dispatch_journalentry SET verb = CASE verb {CASES} END WHERE verb IN ({", ".join(map(repr, MOVED))});
    ALTER TABLE dispatch_journalentry ENABLE TRIGGER USER;
"""  # noqa: S608 constants. The rows are otherwise for ever as they are.


class Migration(migrations.Migration):
    dependencies = [("workshops", "0006_pay_accounts_change_by_two")]

    operations = [migrations.RunSQL(RENAME, migrations.RunSQL.noop)]
