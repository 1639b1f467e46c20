"""All kinds of record of the history, in the order in which a case file shows them."""

from registry.history.condition.record import HEALTH_CONDITION
from registry.history.dose.record import DOSE
from registry.history.drug_test.record import DRUG_TEST
from registry.history.infection_test.record import INFECTION_TEST
from registry.history.medication.record import MEDICATION
from registry.history.overdose.record import OVERDOSE
from registry.history.past_treatment.record import PAST_TREATMENT
from registry.history.scale_score.record import SCALE_SCORE
from registry.history.substance_use.record import USE_DAY, USE_REPORT
from registry.history.visit.record import VISIT
from registry.records.kinds import RecordKind

HISTORY_KINDS: tuple[RecordKind, ...] = (
    OVERDOSE,
    PAST_TREATMENT,
    HEALTH_CONDITION,
    INFECTION_TEST,
    MEDICATION,
    DOSE,
    DRUG_TEST,
    USE_DAY,
    USE_REPORT,
    SCALE_SCORE,
    VISIT,
)
