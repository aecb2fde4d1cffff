"""Which corrections truly hold, whatever rows somebody falsified."""

from sqlalchemy import Connection

from central.audit.truth import Truth
from central.projections.corrections import CORRECTIONS, correction_in
from central.rules.corrections import InForce, in_force
from central.store.tables import corrections


def holding_truly(connection: Connection, truth: Truth) -> InForce:
    """By the stored rows, and by the true ones in the place of the false ones."""
    stored = ((tuple(row)[:-2], row.gateway, row.stream) for row in connection.execute(CORRECTIONS))
    told = [one for one in stored if not truth.is_false(corrections, (one[0][0], one[0][1]))]
    made = (correction_in(*one) for one in (*told, *truth.all_rows(corrections)))
    return in_force(one for one in made if one is not None)
