"""What is typed is searched for as it is typed: no wildcard, no syntax, no error."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TEXTS = (
    "王小明 肺腺癌 EGFR 19del 较前稍增大",
    "王大明 胃癌 MET 扩增",
    "EGFR p.L858R, p.T790M detected again",
    "100% sure? NOT \"quoted\" 'single' (bracket) a*b c^d NEAR/3 x:y -minus _under_",
    "O'Brien; DROP TABLE listing; -- comment /* c */",
    "１２３ ＡＢＣ ｶﾅ ﬁne Straße ÅNGSTRÖM naïve",
    "𠮷野家 한국어 ひらがな カタカナ Ελληνικά Кириллица",
    "\\ % _ [a-z] {1} $1 ; | & # ~ ` \t tab",
    "AND OR NOT NEAR NULL null",
    "e\u0301 é ı İ ß ẞ Ⅷ ² ½ µ μ",
    "",
    "表皮生长因子受体(EGFR)突变:外显子 19 缺失",
)
PAYLOADS = (
    '"', '""', "'", "*", "%", "_", "\\", "(", ")", "-", "+", ":", "^", "{", "}", ",",
    ".", "EGFR*", "EGF%", "E_FR", "EGFR OR MET", "NOT EGFR", "AND", "words:EGFR",
    "^EGFR", '"EGFR" NEAR "MET"', "NEAR(EGFR MET)", "' OR 1=1 --",
    "'; DROP TABLE listing; --",
    "\x00", "a\x00b", "\ud800", "胃", "胃癌", "癌", "王明", "小明", "L858R", "l858r",
    "p.L858", "858", "ＥＧＦＲ", "egfr 19", "19del 肺", "[a-z]", "null", "NULL", "0x41",
    "\u202e", "\u3000", "   ", "ß", "SS", "strasse", "𠮷", "한국", "한", "カタ", "ｶ",
    "Ⅷ", "viii", "e\u0301", "é", "e", "%%", "C-1", "c-1", "C-", "（EGFR）",
    "外显子19", "子 19",
)  # fmt: skip


def folded(text):
    return unicodedata.normalize("NFKC", text).casefold()


def words(text):
    """Split as the manual says it; written apart from the store's way of doing it."""
    found, run = [], []
    for char in [*folded(text), " "]:
        is_own = ord(char) >= 0x2E80
        if run and (is_own or not char.isalnum()):
            found.append("".join(run))
            run = []
        if char.isalnum():
            if is_own:
                found.append(char)
            else:
                run.append(char)
    return found


def stands_in(phrase, text):
    there = words(text)
    for start in range(len(there) - len(phrase) + 1):
        part = there[start : start + len(phrase)]
        if part[:-1] == phrase[:-1] and part[-1].startswith(phrase[-1]):
            return True
    return False


def expected(search, cases):
    phrases = [p for p in map(words, search.split()) if p]
    if search.strip() and not phrases:
        return set()
    return {
        case_id
        for case_id, fields in cases.items()
        if all(any(stands_in(p, field) for field in fields) for p in phrases)
    }


@pytest.fixture(scope="module")
def searched(tmp_path_factory, open_at, asking, save, case):
    folder = tmp_path_factory.mktemp("search")
    same = [case.patient.name.zh, case.patient.name.en]
    same += [i.value for i in case.patient.identifiers]
    for diagnosis in case.diagnoses[:1]:
        same += [f"{diagnosis.driver_gene} {diagnosis.driver}", diagnosis.oncotree]
        same += [diagnosis.histology.zh, diagnosis.histology.en]
    cases = {}
    with open_at(folder / "board.sqlite") as store:
        for number, text in enumerate(TEXTS):
            save(store, asking("earlier words that are gone", f"C-{number}"))
            save(store, asking(text, f"C-{number}"))
            cases[f"C-{number}"] = [f"C-{number}", text, *same]
        yield store, cases
        assert store.verify().is_whole


def found(store, search):
    rows = store.list_cases(search)
    assert len({row.case_id for row in rows}) == len(rows)
    return {row.case_id for row in rows}


@pytest.mark.parametrize("search", PAYLOADS)
def test_a_payload_finds_what_it_literally_says(searched, search):
    store, cases = searched
    assert found(store, search) == expected(search, cases)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(TEXTS).flatmap(
            lambda t: st.tuples(st.integers(0, len(t)), st.integers(1, 12)).map(
                lambda at: t[at[0] : at[0] + at[1]]
            )
        ),
        st.lists(st.sampled_from(PAYLOADS), max_size=3).map(" ".join),
    )
)
def test_any_search_finds_what_plain_python_finds(searched, search):
    store, cases = searched
    assert found(store, search) == expected(search, cases)


@settings(max_examples=150)
@given(
    st.text(alphabet="王小大明肺腺胃癌较前稍增大表皮生长因子", min_size=1, max_size=3)
)
def test_chinese_characters_are_found_wherever_they_stand(searched, search):
    store, cases = searched
    inside = {
        case_id
        for case_id, fields in cases.items()
        if any(search in "".join(filter(str.isalnum, field)) for field in fields)
    }
    assert found(store, search) == inside


def test_words_of_an_earlier_version_are_forgotten(searched):
    store, _ = searched
    assert found(store, "earlier") == set()


def test_no_search_lists_all_cases(searched):
    store, cases = searched
    assert found(store, "") == found(store, "  ") == set(cases)
