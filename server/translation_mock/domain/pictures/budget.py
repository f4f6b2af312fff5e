"""How much work there is left for one picture.

Work is counted, in pixels or letters, and never timed: the same upload is read and painted alike on every machine.
"""

from dataclasses import dataclass


@dataclass
class Budget:
    """So much may still be spent."""

    left: int

    def spend(self, amount: int) -> bool:
        """Whether there was enough left, and then it is less by this amount."""
        if amount > self.left:
            return False
        self.left -= amount
        return True
