"""Names of substances in the data set and our codes for them."""

from casework.importing.codes import Reading, broader, exact
from registry.answers import Missing

USED: dict[str, Reading] = {
    "Heroin": exact("OPI_HEROIN"),
    "Opioid": broader("OPI_NOS"),
    "THC": broader("CAN_OTHER"),
    "Cocaine": broader("COC_OTHER"),
    "Alcohol": exact("ALC"),
    "Benzodiazepine": exact("SED_BENZODIAZEPINE"),
    "Methadone": exact("OPI_METHADONE"),
    "Amphetamine": exact("STI_AMPHETAMINE"),
    "Buprenorphine": exact("OPI_BUPRENORPHINE"),
    "Sedatives": exact("SED_OTHER"),
    "Cathinones": exact("STI_CATHINONE"),
    "Methylphenidate": exact("STI_RX"),
    "Pcp": exact("HAL_PCP"),
    "Hallucinogen": exact("HAL_OTHER"),
    "Antidepressant": exact("OTH_ANTIDEPRESSANT"),
    "Antipsychotic": exact("OTH_ANTIPSYCHOTIC"),
    "Unknown": exact(Missing.NOT_KNOWN),
    "Muscle Relaxant": broader("SED_OTHER", tell=True),
    "Mdma/Hallucinogen": broader("HAL_OTHER", tell=True),
    "Dextromethorphan": broader("OTH_OTC", tell=True),
    "Antihistamine": broader("OTH_OTC", tell=True),
    "Benadryl": broader("OTH_OTC", tell=True),
    "Pseudoephedrine": broader("OTH_OTC", tell=True),
    "Analgesic": broader("OTH", tell=True),
    "Antibiotic": broader("OTH", tell=True),
    "Antiemetic": broader("OTH", tell=True),
    "Clonidine": broader("OTH", tell=True),
}
"""Days of use (tlfb.csv): code list substances."""

ASKED: dict[str, Reading] = {
    "heroin": exact("OPI_HEROIN"),
    "opioid": broader("OPI_NOS"),
    "cocaine": broader("COC_OTHER"),
    "speed": broader("STI_AMPHETAMINE"),
    "speedball": broader("OTH", tell=True),
}
"""Risk behaviour survey (rbs.csv): code list substances. A speedball is heroin with cocaine."""

TESTED = {
    "alcohol": "ALC",
    "amphetamine": "AMP",
    "barbiturate": "BAR",
    "benzodiazepine": "BZO",
    "buprenorphine": "BUP",
    "thc": "THC",
    "cocaine": "COC",
    "methadone": "METH",
    "opioid": "OPI",
}
"""Groups of the urine tests (uds.csv, in lower case): code list drug_test_panel."""
