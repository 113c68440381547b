"""Run the rooms of the shop's staff in Oscar's dashboard: what waits, orders, money back."""
