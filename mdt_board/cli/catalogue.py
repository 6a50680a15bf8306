"""Every rule and every row of knowledge in words: for the terminal and the manual.

The examples are those that the rules are tested with; ``resources/manual`` keeps what
they find, written by ``tests/rules/make_catalogue.py``.
"""

import json
from collections.abc import Iterator
from string import Formatter
from typing import NamedTuple

from mdt_board.assets import asset
from mdt_board.i18n import Translator
from mdt_board.interpret.engine import rules
from mdt_board.interpret.references import BY_ID
from mdt_board.interpret.rule import Rule
from mdt_board.model.interpretation import Tag
from mdt_board.model.knowledge import AmplificationRow, Knowledge, MechanismRow
from mdt_board.model.mechanism import Mechanism
from mdt_board.model.text import N_
from mdt_board.presenters.parts import TAG_WORDS, reference_details

EXAMPLES = "rule_examples.json"
SILENT = "nothing"
FINDS = {
    "speaks": N_("speaks"),
    SILENT: N_("is silent"),
    "unknown": N_("does not know"),
}


class Example(NamedTuple):
    """One example of a rule: its English title, and what the rule says in each."""

    name: str
    finds: str
    zh: str
    en: str


def examples() -> dict[str, list[Example]]:
    """Return the examples by the id of their rule, as shipped."""
    text = asset("manual", EXAMPLES).read_text(encoding="utf-8")
    return {
        rule: [Example(*each) for each in found]
        for rule, found in json.loads(text).items()
    }


def rule_lines(
    rule: Rule, row: MechanismRow | None, shown: list[Example], tr: Translator
) -> Iterator[tuple[int, str]]:
    """Yield one rule, line by line, with how far each line is indented."""
    yield 0, f"{rule.id}  [{_tag(rule.tag or rule.references[0].tag, tr)}]"
    yield 1, sentence(rule, row, tr)
    if row:
        yield from ((1, line) for line in _row_lines(row, tr))
    known = {r.id: r for r in rule.references}
    for detail in reference_details(tuple(known), known, tr):
        yield 1, _said(tr(N_("Source")), f"{detail.text} [{detail.badge}]", tr)
    yield from ((1, line) for line in _example_lines(shown, tr))


def _example_lines(shown: list[Example], tr: Translator) -> Iterator[str]:
    """Yield what the rule makes of each example, by its title.

    Titles are written in English, for those who write rules. A Chinese reader has the
    examples by number; those of which the rule says nothing share a line.
    """
    silent: list[str] = []
    for number, example in enumerate(shown, 1):
        title, said = example.name, example.en
        if tr.is_chinese:
            title, said = tr(N_("Example {number}"), number=number), example.zh
            if example.finds == SILENT:
                silent.append(title)
                continue
        name = f"{title} → {tr(FINDS[example.finds])}"
        yield _said(name, said, tr) if said else name
    if silent:
        yield f"{tr.join(silent)} → {tr(FINDS[SILENT])}"


def shape_lines(
    row: MechanismRow | None,
    knowledge: Knowledge,
    shown: dict[str, list[Example]],
    tr: Translator,
) -> Iterator[str]:
    """Name the row whose examples show the same shape, for a row without its own."""
    if row is None or shown.get(row.id):
        return
    same = (
        r.id for r in knowledge.mechanisms if r.kind == row.kind and shown.get(r.id)
    )
    if other := next(same, ""):
        yield tr(N_("Examples of the same shape: {rule}"), rule=other)


def sentence(rule: Rule, row: MechanismRow | None, tr: Translator) -> str:
    """Return the rule's sentence; of a row with its own words filled in."""
    names = [n for _, n, _, _ in Formatter().parse(rule.sentence) if n]
    blanks = {name: f"{{{name}}}" for name in names}
    if row:
        own = {
            "gene": row.gene,
            "variant": row.variant or tr.term(f"kind.{row.kind}"),
            "drug": tr.join([tr.term(c) for c in row.under]),
            "mechanism": tr.term(row.mechanism),
        }
        blanks |= {name: word for name, word in own.items() if name in blanks}
    return tr(rule.sentence, **blanks)


def _row_lines(row: MechanismRow, tr: Translator) -> Iterator[str]:
    yield _line(tr(N_("Disease")), [row.driver, *(tr.term(t) for t in row.tumors)], tr)
    for name, terms in (
        (N_("Drug now"), row.under),
        (N_("Given before"), row.after),
        (N_("Never given"), row.without),
        (N_("Seen by"), row.detail.sees),
        (N_("Not excluded by"), row.detail.misses),
    ):
        if terms:
            yield _line(tr(name), [tr.term(t) for t in terms], tr)
    yield from _detail_lines(row.detail, tr)


def _detail_lines(known: Mechanism, tr: Translator) -> Iterator[str]:
    if known.note:
        yield _said(tr(N_("Note")), tr.free(known.note), tr)
    for f in known.frequencies:
        said = f"{f.share} · {tr.free(f.population)}"
        text = f"{said} {_source(f.tag, f.reference, tr)}"
        yield _said(tr(N_("Frequency")), text, tr)
    for n in known.follows:
        options = " + ".join(tr.term(o) for o in n.options)
        levels = [f"ESCAT {n.escat}" if n.escat else ""]
        levels.append(f"OncoKB {n.oncokb}" if n.oncokb else "")
        words = " · ".join(p for p in (options, *levels, tr.free(n.note)) if p)
        text = f"{words} {_source(n.tag, n.reference, tr)}"
        yield _said(tr(N_("What follows")), text, tr)
    for label in known.labels:
        options = " + ".join(tr.term(o) for o in label.options)
        day = tr(N_("as of {day}"), day=tr.day(label.as_of))
        parts = (label.region, options, tr.term(label.status), label.since)
        words = " · ".join(p for p in (*parts, tr.free(label.note), day) if p)
        yield _said(tr(N_("Label")), f"{words} [{_tag(label.tag, tr)}]", tr)
    for c in known.conflicts:
        text = f"{tr.free(c.text)} [{_tag(c.tag, tr)}]"
        yield _said(tr(N_("Sources disagree")), text, tr)


def amplification_lines(
    row: AmplificationRow, tr: Translator
) -> Iterator[tuple[int, str]]:
    """Yield one study's line of amplification, with how far it is indented."""
    yield 0, f"{row.id}  [{_tag(row.tag, tr)}]"
    yield 1, f"{row.gene} · {row.study} · {row.assay}: {row.line}"
    yield 1, _line(tr(N_("Drug given")), [tr.term(c) for c in row.under], tr)
    if row.note:
        yield 1, tr.free(row.note)
    for reference in row.references:
        source = BY_ID[reference]
        yield 1, _said(tr(N_("Source")), f"{tr(source.citation)} ({source.year})", tr)


def _line(name: str, words: list[str], tr: Translator) -> str:
    return _said(name, tr.join([w for w in words if w]), tr)


def _said(name: str, text: str, tr: Translator) -> str:
    return f"{name}{'：' if tr.is_chinese else ': '}{text}"


def _source(tag: Tag, reference: str, tr: Translator) -> str:
    source = BY_ID[reference]
    return f"({tr(source.citation)}, {source.year}) [{_tag(tag, tr)}]"


def _tag(tag: Tag, tr: Translator) -> str:
    return tr(TAG_WORDS[tag])


def catalogue_lines(
    knowledge: Knowledge, shown: dict[str, list[Example]], tr: Translator
) -> Iterator[tuple[int, str]]:
    """Yield every rule and row, line by line; a line without indent begins one."""
    for rule in rules(knowledge).values():
        row = knowledge.mechanism_by_id.get(rule.id)
        yield from rule_lines(rule, row, shown.get(rule.id, []), tr)
        yield from ((1, text) for text in shape_lines(row, knowledge, shown, tr))
    for line in knowledge.amplifications:
        yield from amplification_lines(line, tr)


def manual_page(
    knowledge: Knowledge, shown: dict[str, list[Example]], tr: Translator
) -> str:
    """Return the page of the manual that lists every rule and row, as Markdown."""
    lines = [f"# {tr(N_('Every rule and row'))}", "", tr(WRITTEN_BY_PROGRAM)]
    area = ""
    for depth, text in catalogue_lines(knowledge, shown, tr):
        if depth:
            lines.append(f"- {text}")
            continue
        if text.split(".")[0] != area:
            area = text.split(".")[0]
            lines += ["", f"## {area}"]
        lines += ["", f"### {text}", ""]
    return "\n".join(lines) + "\n"


WRITTEN_BY_PROGRAM = N_(
    "This page is written by the program from its rules and tables. What is marked as "
    "unverified is never shown to the room or printed; levels of evidence are names of "
    "levels, not a recommendation, and options are not ranked."
)
