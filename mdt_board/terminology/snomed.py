"""Body sites and kinds of images by SNOMED CT code, for every format that carries them.

Facts are from SNOMED CT (SNOMED International) and from DICOM PS3.16 CID 29, whose
modalities DICOM and FHIR both write.
"""

from collections.abc import Set as AbstractSet

from mdt_board.model.radiology import Modality

ORGANS = {
    "39607008": "lung",
    "3341006": "lung",  # right
    "44029006": "lung",  # left
    "45653009": "lung",  # upper lobe
    "90572001": "lung",  # lower lobe
    "72481006": "lung",  # right middle lobe
    "44714003": "lung",  # left upper lobe
    "266005": "lung",  # right lower lobe
    "41224006": "lung",  # left lower lobe
    "31094006": "lung",  # a lobe
    "3120008": "pleura",
    "62683002": "mediastinal-node",
    "28330007": "mediastinal-node",  # subcarinal
    "127927006": "mediastinal-node",  # upper paratracheal
    "53074004": "hilar-node",
    "76838003": "supraclavicular-node",
    "81105003": "cervical-node",
    "818991007": "abdominal-node",
    "91394001": "abdominal-node",  # retroperitoneal
    "54268001": "pelvic-node",
    "84219008": "pelvic-node",  # iliac
    "59441001": "lymph-node",
    "47109002": "lymph-node",  # of the thorax: mediastinal or hilar
    "312501005": "lymph-node",  # of the head and neck
    "68171009": "lymph-node",  # axillary
    "8928004": "lymph-node",  # inguinal
    "10200004": "liver",
    "23451007": "adrenal",
    "15776009": "pancreas",
    "78961009": "spleen",
    "64033007": "kidney",
    "9846003": "kidney",  # right
    "18639004": "kidney",  # left
    "15425007": "peritoneum",
    "15497006": "ovary",
    "39937001": "skin",
    "12738006": "brain",
    "83251001": "brain",  # frontal lobe
    "78277001": "brain",  # temporal lobe
    "113305005": "brain",  # cerebellum
    "272673000": "bone",
    "51282000": "bone",  # vertebra
}
"""Body structures by the ids of organs and regions."""

MODALITIES = {
    "77477000": Modality.CT,
    "CT": Modality.CT,
    "113091000": Modality.MRI,
    "MR": Modality.MRI,
    "450436003": Modality.PET_CT,
    "82918005": Modality.OTHER,  # PET without a word of CT
    "PT": Modality.OTHER,
    "16310003": Modality.ULTRASOUND,
    "US": Modality.ULTRASOUND,
    "363680008": Modality.XRAY,
    "CR": Modality.XRAY,
    "DX": Modality.XRAY,
    "ES": Modality.ENDOSCOPY,
    "363679005": Modality.OTHER,
}
_PET_CT = frozenset({"PT", "CT"})


def modality_of(codes: AbstractSet[str]) -> Modality:
    """Return what all these codes say of one study; other where they do not agree."""
    if codes == _PET_CT:
        return Modality.PET_CT
    meant = {MODALITIES.get(code, Modality.OTHER) for code in codes}
    return meant.pop() if len(meant) == 1 else Modality.OTHER
