"""Growth that need not be progression: every rule on it."""

from mdt_board.interpret.response import mimics_of_drugs, mimics_of_organs
from mdt_board.interpret.rule import Rule

RULES: tuple[Rule, ...] = (*mimics_of_drugs.RULES, *mimics_of_organs.RULES)
