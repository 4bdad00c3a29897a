"""What changes when a tariff is changed: the same hours, two price lists, the difference named."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.money.bill import Account, Bill, HourlyUse, bill
from campus.tariff.tariff import Tariff


@dataclass(frozen=True, slots=True)
class BillChange:
    """A bill before and after, and the tariffs that made the difference (removed, added or edited)."""

    before: Bill
    after: Bill
    tariffs: tuple[str, ...]

    @property
    def yuan(self) -> float:
        return self.after.yuan - self.before.yuan


def bill_change(old: Sequence[Tariff], new: Sequence[Tariff], account: Account, hours: HourlyUse) -> BillChange:
    """Recompute with both lists; raises `Refused` where either leaves a day without a price."""
    was, now = {t.id: t for t in old}, {t.id: t for t in new}
    changed = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
    return BillChange(bill(old, account, hours), bill(new, account, hours), tuple(changed))
