"""Targets, non-targets and new lesions together (RECIST 1.1 Tables 1 and 2)."""

from mdt_board.model.oncology import Response

CR, PR, PD = Response.CR, Response.PR, Response.PD


def overall_response(
    target: Response | None, non_target: Response | None, has_new_lesion: bool | None
) -> Response | None:
    """Combine the three answers (RECIST 1.1 Tables 1 and 2).

    ``target`` is None without target lesions, ``non_target`` without non-target ones.
    An equivocal new lesion (``has_new_lesion`` None) is not progression until it is
    confirmed (§4.3.5): the tables know new lesions that are there and none.
    """
    if has_new_lesion or target is PD or non_target is PD:
        return PD
    if target is None:
        return non_target  # Table 2
    if target is CR and non_target is not None and non_target is not CR:
        return PR
    return target
