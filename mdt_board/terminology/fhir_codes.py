"""Codes of the vocabularies that FHIR carries, as far as they have a place in a case.

Facts are from LOINC (loinc.org, copyright Regenstrief Institute), SNOMED CT (SNOMED
International), UCUM, the Sequence Ontology, EFO and HL7's code systems. What is not
listed here is imported in the words it came with, or listed as not read.
"""

from mdt_board.model.oncology import StopReason
from mdt_board.model.pathology import StainResult

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
ICD_O_3 = ("icd-o-3", "2.16.840.1.113883.6.43.1")
ATC = ("atc", "2.16.840.1.113883.6.73")

ANALYTES = {
    "2039-6": "cea", "83085-1": "cea", "19166-8": "cea", "19167-6": "cea",
    "24108-3": "ca19-9", "83084-4": "ca19-9",
    "10334-1": "ca125", "83082-8": "ca125",
    "1834-1": "afp", "2857-1": "psa",
    "15060-7": "nse", "57371-7": "nse", "48138-2": "nse",
    "2160-0": "creatinine", "14682-9": "creatinine",
    "1742-6": "alanine-aminotransferase", "1743-4": "alanine-aminotransferase",
    "1920-8": "aspartate-aminotransferase", "30239-8": "aspartate-aminotransferase",
    "1975-2": "total-bilirubin", "14631-6": "total-bilirubin",
    "718-7": "hemoglobin", "751-8": "neutrophils", "26499-4": "neutrophils",
    "94076-7": "tumor-mutational-burden", "8302-2": "body-height",
    "3140-1": "body-surface-area", "8277-6": "body-surface-area",
    "26464-8": "leukocytes", "6690-2": "leukocytes",
    "777-3": "platelets", "26515-7": "platelets",
    "29463-7": "body-weight", "3141-9": "body-weight",
    "59408-5": "spo2", "2708-6": "spo2", "8636-3": "qtc", "10230-1": "lvef",
}  # fmt: skip
"""Laboratory values and vital signs by LOINC code; markers in serum or plasma only."""

STAINS = {
    "16112-5": ("ER", ""), "40556-3": ("ER", ""), "85337-4": ("ER", ""),
    "14228-1": ("ER", ""), "85329-1": ("ER", ""),
    "16113-3": ("PR", ""), "40557-1": ("PR", ""), "85339-0": ("PR", ""),
    "14230-7": ("PR", ""), "85325-9": ("PR", ""),
    "48676-1": ("HER2", ""), "18474-7": ("HER2", ""), "85319-2": ("HER2", ""),
    "39004-7": ("EGFR", ""), "83053-9": ("PD-L1", ""),
    "83052-1": ("PD-L1", "22C3"), "83055-4": ("PD-L1", "28-8"),
    "83057-0": ("PD-L1", "SP142"),
}  # fmt: skip
"""Immunohistochemical stains by LOINC code: marker, and clone where it says so."""

POSITIVE_CELLS = {"1234804006", "1234803000", "85329-1", "85325-9"}
"""Components that give the percentage of positive cells."""

STAIN_ANSWERS = {
    "LA6576-8": StainResult.POSITIVE, "10828004": StainResult.POSITIVE,
    "LA9633-4": StainResult.POSITIVE, "52101004": StainResult.POSITIVE,
    "LA6577-6": StainResult.NEGATIVE, "260385009": StainResult.NEGATIVE,
    "LA9634-2": StainResult.NEGATIVE, "2667000": StainResult.NEGATIVE,
    "positiv": StainResult.POSITIVE, "negativ": StainResult.NEGATIVE,
    "42425007": StainResult.EQUIVOCAL,
}  # fmt: skip

ECOG = {"89247-1", "89262-0", "423740007", "424122007"}
ECOG_ANSWERS = {
    "LA9622-7": 0, "LA9623-5": 1, "LA9624-3": 2, "LA9625-0": 3, "LA9626-8": 4,
    "LA9627-6": 5,
    "425389002": 0, "422512005": 1, "422894000": 2, "423053003": 3, "423237006": 4,
    "423409001": 5,
}  # fmt: skip
KARNOFSKY = {"89243-0", "761869008", "273546003"}
DISEASE_STATUS = {"97509-4", "396432002", "88040-1"}
SMOKING = {"72166-2", "8664-5", "401201003", "39240-7"}
IMPLICATIONS = {
    "therapeutic-implication", "diagnostic-implication", "molecular-consequence",
}  # fmt: skip
TUMOR_SIZE = {"21889-1", "371479009"}
LARGEST_DIMENSION = {"33728-7"}

VARIANT = "69548-6"
REGION_STUDIED = "53041-0"
GENE, HGVS_C, HGVS_P, HGVS_G = "48018-6", "48004-6", "48005-3", "81290-9"
VAF, ALLELE_READS, COPY_NUMBER = "81258-6", "82121-5", "82155-3"
CHANGE_TYPE, SOURCE_CLASS, KNOWN_AS = "48019-4", "48002-0", "81252-9"
REF, ALT, START_END, COORDINATES = "69547-8", "69551-0", "81254-5", "92822-6"
REFERENCE_SEQUENCE = "48013-7"
CONSEQUENCE = "molecular-consequence"
PRESENT, ABSENT, NO_CALL, INDETERMINATE = (
    "LA9633-4",
    "LA9634-2",
    "LA18198-4",
    "LA11884-6",
)
GERMLINE = "LA6683-2"
FROM_ZERO, FROM_ONE = {"LA30100-4", "LA30101-2"}, {"LA30102-0"}
AMPLIFIED = {"EFO:0030073"}  # focal genome amplification
LOST = {"EFO:0030069"}  # complete genomic deletion
GAIN = {"SO:0001742", "LA14033-7", "EFO:0030070", "EFO:0030071", "EFO:0030072"}
LOSS = {"SO:0001743", "LA14034-5", "EFO:0030067", "EFO:0030068", "EFO:0020073"}
COPIES = {"SO:0001019", "EFO:0030066"}
FUSION = {"SO:0001565", "SO:0001882", "SO:0001886", "SO:0000806"}

VALUE_NAMES = {
    "53034-5": "value.allelic-state",
    "48001-2": "value.cytogenetic-location",
    "47999-8": "value.dna-region",
    "48013-7": "value.reference-sequence",
    "51958-7": "value.transcript",
    "92822-6": "value.coordinate-system",
    "81254-5": "value.genomic-position",
    "81301-4": "value.genomic-position",
    "81302-2": "value.genomic-position",
    "69547-8": "value.reference-allele",
    "69551-0": "value.alternate-allele",
    "81252-9": "value.known-variant",
    "81290-9": "value.genomic-change",
    "53037-8": "value.significance",
    "62374-4": "value.assembly",
    "48019-4": "value.change-type",
    "48002-0": "value.source-class",
    "48018-6": "value.gene",
    "81258-6": "value.allele-fraction",
    "82121-5": "value.allele-reads",
    "82155-3": "value.copy-number",
    "48000-4": "value.chromosome",
    "81291-7": "value.iscn",
    "92821-8": "value.structural-length",
    "81299-0": "value.structural-length",
    "81259-4": "value.phenotype",
    "variant-confidence-status": "value.confidence",
    "molecular-consequence": "value.consequence",
    "functional-effect": "value.functional-effect",
    "biomarker-category": "value.biomarker-category",
    "conclusion-string": "value.conclusion",
}
"""What components are called that a case has no place for; ids of terms."""

BLOOD_AND_FLUIDS = {
    "BLD", "BLDV", "PLAS", "PLASMA", "SER", "SAL", "UR", "CSF", "BUCC", "WBC",
    "119297000", "119361006", "119364003", "258450006", "258564008", "119342007",
    "122575003", "122555007", "258580003",
}  # fmt: skip
TISSUE = {"TISS", "TUMOR", "TUMOUR", "119376003", "258435002", "258415003"}
SPINAL_FLUID = {"CSF", "258450006"}

SURGERY = {"387713003"}
RADIOTHERAPY = {"108290001", "1287742003", "1217123003", "33195004"}
STOP_REASONS = {
    "182992009": StopReason.COMPLETED, "E": StopReason.COMPLETED,
    "407563006": StopReason.TOXICITY,
    "105480006": StopReason.PATIENT_CHOICE,
}  # fmt: skip
CURATIVE, PALLIATIVE = {"373808002", "K"}, {"363676003", "P"}

RECORD_NUMBER = {"MR", "MRN", "MRT"}
NATIONAL = {"NI", "NNCHN", "NH", "SS", "PPN"}
