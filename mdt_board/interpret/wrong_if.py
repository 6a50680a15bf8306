"""What would make each proposed action the wrong thing to do: judgment [J]."""

from mdt_board.model.text import N_, Message

WRONG_IF: dict[str, Message] = {
    "urgent-pathway": Message(
        N_("Wrong only if the sign was recorded by mistake: then correct the record")
    ),
    "hold-drug": Message(
        N_("Wrong if pneumonitis is excluded by imaging, oxygen and infection work-up")
    ),
    "check-adherence-interactions": Message(
        N_(
            "Not enough if the driver was back before the interaction, or if "
            "growth goes on once exposure is right"
        )
    ),
    "record-driver": Message(
        N_("Wrong if it is no driver of this tumor: then name the one that is")
    ),
    "repeat-plasma": Message(
        N_(
            "Wrong if symptoms or imaging already ask for treatment: then do "
            "not wait for a tube"
        )
    ),
    "plasma-ngs": Message(
        N_("Wrong as the only test: without the driver in the tube it says nothing")
    ),
    "tissue-rebiopsy": Message(
        N_(
            "Wrong if the site bleeds or cannot be reached, was irradiated, or "
            "bone would be decalcified"
        )
    ),
    "histology": Message(
        N_("Wrong if the biopsy misses the growing part: not found is then not absent")
    ),
    "stage-now": Message(N_("Wrong if it delays treatment of a red flag")),
    "brain-mri": Message(
        N_(
            "Wrong if contrast or MRI is contraindicated: then CT, and say what "
            "it misses"
        )
    ),
    "pet-ct": Message(
        N_("Wrong as reassurance: it misses lesions below 8 to 10 mm and the brain")
    ),
    "repeat-imaging": Message(N_("Wrong if the patient worsens: then earlier")),
    "early-ct": Message(
        N_(
            "Wrong if symptoms come first: then now; compare like with like, "
            "same reader"
        )
    ),
    "same-reader-remeasure": Message(
        N_("Wrong if slice thickness or contrast phase differ between the dates")
    ),
    "continue-current": Message(
        N_(
            "Wrong with suspected pneumonitis, toxicity of grade 3 or more, or "
            "a trial's wash-out"
        )
    ),
    "local-therapy-continue": Message(
        N_(
            "Wrong if restaging finds more, histology changed, or disease "
            "spreads in meninges or along a surface"
        )
    ),
    "lorlatinib": Message(N_("Wrong if radiotherapy of the brain cannot wait")),
    "third-generation-egfr-tki": Message(
        N_("Wrong after any third-generation drug, or if T790M is not found again")
    ),
    "met-inhibitor-combination": Message(
        N_("Wrong on plasma copies alone or on gain of the whole chromosome")
    ),
    "discuss-systemic-change": Message(
        N_("Wrong before histology where a clue points to transformation")
    ),
    "trial": Message(N_("Wrong if its wash-out leaves the tumor untreated for long")),
    "ripretinib": Message(
        N_(
            "Wrong to generalize: an exploratory analysis by mutation, the "
            "trial as a whole showed no difference"
        )
    ),
    "sunitinib": Message(
        N_(
            "Wrong to generalize: an exploratory analysis by mutation, the "
            "trial as a whole showed no difference"
        )
    ),
    "germline-test": Message(N_("Wrong without counseling and written consent")),
    "hematology": Message(N_("Wrong to put off if counts fall")),
}
