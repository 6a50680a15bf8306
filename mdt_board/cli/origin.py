"""The verb that says where the plasma variants of a table or VCF come from."""

import argparse
from pathlib import Path

from mdt_board.cli.session import Session
from mdt_board.cli.verbs import Parser, add_language, new_verb

OLDEST = 130
COLUMNS = """\
columns of the table (its first line names them; the first two are needed,
empty cells are unknown, genes may be written in any case):
  patient gene            whose variant, of which gene
  hgvs_p                  protein change, as p.G12D
  chrom pos ref alt       place (GRCh37 or GRCh38) and alleles
  vaf                     fraction of one; "vaf (%)" for percent, or 1.2% in the cell
  alt_reads total_reads   reads in plasma
  wbc_alt_reads wbc_total_reads tissue_alt_reads tissue_total_reads
                          reads in white blood cells and in tumor tissue
  age                     years
  cancer_history          none, an OncoTree code or any other word for a cancer
  prior_therapy           drugs or words, divided by commas; or none
  fragment_ratio          share of short fragments, mutant reads over other reads

表格的列（首行为列名，前两列必填；空单元格表示未知，基因名大小写均可）：
  patient gene            患者、基因
  hgvs_p                  蛋白改变，如 p.G12D
  chrom pos ref alt       位置（GRCh37 或 GRCh38）和等位基因
  vaf                     小数（如 0.012）；百分数请写列名 vaf (%)，或在单元格内写 1.2%
  alt_reads total_reads   血浆中的突变读段数、总读段数
  wbc_alt_reads wbc_total_reads tissue_alt_reads tissue_total_reads
                          白细胞、肿瘤组织中的突变读段数和总读段数
  age                     年龄（岁）
  cancer_history          none（无）、OncoTree 代码，或任何表示肿瘤史的文字
  prior_therapy           既往治疗，逗号分隔；无则写 none
  fragment_ratio          突变读段中短片段比例除以其他读段中的该比例"""
LEFT_OUT = "exit code 1: a row was left out; its line and the reason are printed"


def add(verbs: "argparse._SubParsersAction[Parser]") -> None:
    """Add the verb of this group."""
    verb = new_verb(
        verbs,
        "origin",
        _origin,
        "weigh where each plasma variant of a table or VCF comes from",
        "origin variants.csv --history LUAD --out origins.csv",
    )
    verb.add_argument(
        "variants", metavar="VARIANTS", help="CSV or TSV of many patients, or a VCF"
    )
    verb.add_argument(
        "--out", metavar="FILE", required=True, help="the .csv file to write"
    )
    verb.add_argument(
        "--age", type=_age, metavar="YEARS", help="age where the table has none"
    )
    verb.add_argument(
        "--history",
        default="",
        metavar="CANCER",
        help="known cancer (an OncoTree code, or yes) or none, where not in the table",
    )
    verb.add_argument(
        "--wbc", metavar="FILE", help="CSV or VCF of matched white blood cells"
    )
    verb.add_argument("--tissue", metavar="FILE", help="CSV or VCF of tumor tissue")
    add_language(verb)
    verb.epilog = f"{COLUMNS}\n\n{LEFT_OUT}\n\n{verb.epilog}"


def _age(text: str) -> str:
    if not text.isascii() or not text.isdigit() or int(text) > OLDEST:
        raise argparse.ArgumentTypeError(f"an age is a whole number up to {OLDEST}")
    return text


def _origin(arguments: argparse.Namespace, session: Session) -> int:
    from mdt_board.cli.exits import Exit
    from mdt_board.cli.outputs import demand_output
    from mdt_board.knowledge import bundled
    from mdt_board.model.issue import Severity
    from mdt_board.workspace.variant_origins import Beside, origins_in
    from mdt_board.workspace.whole_file import write_whole

    out, variants = Path(arguments.out), Path(arguments.variants)
    wbc, tissue = (Path(p) if p else None for p in (arguments.wbc, arguments.tissue))
    demand_output(out, (".csv",), [p for p in (variants, wbc, tissue) if p])
    beside = Beside(arguments.age or "", arguments.history, wbc, tissue)
    found = origins_in(variants, beside, bundled())
    write_whole(out, found.table)
    session.say_issues(found.issues)
    left_out = any(i.severity is not Severity.NOTED for i in found.issues)
    return Exit.REFUSED if left_out else Exit.OK
