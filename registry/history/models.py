"""All tables of the history, for whoever walks or fills them."""

from registry.history.condition.models import HealthCondition
from registry.history.dose.models import Dose
from registry.history.drug_test.models import DrugTest
from registry.history.fact import HistoryFact
from registry.history.infection_test.models import InfectionTest
from registry.history.medication.models import Medication
from registry.history.overdose.models import Overdose
from registry.history.past_treatment.models import PastTreatment
from registry.history.scale_score.models import ScaleScore
from registry.history.substance_use.models import UseDay, UseReport
from registry.history.visit.models import Visit

HISTORY_TABLES: tuple[type[HistoryFact], ...] = (
    Overdose,
    PastTreatment,
    HealthCondition,
    InfectionTest,
    Medication,
    Dose,
    DrugTest,
    UseDay,
    UseReport,
    ScaleScore,
    Visit,
)
