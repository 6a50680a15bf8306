"""Organs as reports name them, and which of them are lymph nodes."""

from mdt_board.terminology.names import folded, term_id

_LOBES = ("上叶", "中叶", "下叶", "upper lobe", "middle lobe", "lower lobe")
_SIDES = ("左", "右", "左肺", "右肺", "left", "right")
_SPELLINGS = {
    **{f"{side} {lobe}": "lung" for side in _SIDES for lobe in _LOBES},
    **dict.fromkeys(
        ("左肺", "右肺", "双肺", "右上肺", "右下肺", "左上肺", "左下肺"), "lung"
    ),
    **dict.fromkeys(("脑", "脑实质", "小脑", "cerebrum", "cerebellum"), "brain"),
    **dict.fromkeys(("骨", "椎体", "肋骨", "vertebra", "rib", "bones"), "bone"),
    **dict.fromkeys(
        ("左肾上腺", "右肾上腺", "left adrenal", "right adrenal"), "adrenal"
    ),
    **dict.fromkeys(("肝左叶", "肝右叶", "left liver", "right liver"), "liver"),
    **dict.fromkeys(("node", "lymph nodes", "淋巴结转移"), "lymph-node"),
}
_IDS = {folded(name): organ for name, organ in _SPELLINGS.items()}


def organ_id(text: str) -> str | None:
    """Return the organ's id, or None when it is not listed."""
    return term_id(text, "organ") or term_id(text, "region") or _IDS.get(folded(text))


def is_node(organ: str) -> bool:
    """Say whether an organ id is a lymph node, of which the short axis counts."""
    return organ == "node" or organ.endswith("-node")
