"""Variant calls as VCF and as MAF, with the reads that give the stated fractions."""

from collections.abc import Iterable
from dataclasses import dataclass

VCF_HEAD = """\
##fileformat=VCFv4.2
##fileDate={day}
##source=example-NGS
##reference=GRCh38
##contig=<ID=chr2,length=242193529>
##contig=<ID=chr4,length=190214555>
##contig=<ID=chr17,length=83257441>
##FILTER=<ID=PASS,Description="All filters passed">
##INFO=<ID=GENE,Number=1,Type=String,Description="Gene symbol">
##INFO=<ID=HGVSC,Number=1,Type=String,Description="HGVS coding change">
##INFO=<ID=HGVSP,Number=1,Type=String,Description="HGVS protein change, one-letter">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Consensus reads by allele">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Consensus reads in total">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{sample}
"""
MAF_COLUMNS = (
    "Hugo_Symbol", "NCBI_Build", "Variant_Classification", "Tumor_Sample_Barcode",
    "Mutation_Status", "HGVSc", "HGVSp_Short", "t_depth", "t_ref_count", "t_alt_count",
)  # fmt: skip
MISSENSE, NONSENSE = "Missense_Mutation", "Nonsense_Mutation"


@dataclass(frozen=True, slots=True)
class Change:
    """One variant: what it is called, and where it lies where a file says so."""

    gene: str
    hgvs_c: str
    hgvs_p: str
    place: str = ""
    letters: str = ""
    effect: str = MISSENSE


Reads = tuple[int, int]  # of the variant, of all alleles


def vcf(day: str, sample: str, calls: Iterable[tuple[Change, Reads]]) -> bytes:
    """Return the calls of one sample; ``place`` is as chr17:7675088."""
    lines = [VCF_HEAD.format(day=day, sample=sample)]
    for change, (alt, total) in calls:
        chromosome, position = change.place.split(":")
        ref, letter = change.letters.split(">")
        info = f"GENE={change.gene};HGVSC={change.hgvs_c};HGVSP={change.hgvs_p}"
        call = f"{'0/1' if alt else '0/0'}:{total - alt},{alt}:{total}"
        fields = (chromosome, position, ".", ref, letter, ".", "PASS", info, "GT:AD:DP")
        lines.append("\t".join((*fields, call)) + "\n")
    return "".join(lines).encode()


def maf(calls: Iterable[tuple[str, Change, Reads | None]]) -> bytes:
    """Return the calls of several samples; ``None`` where only the call is reported."""
    lines = ["#version 2.4", "\t".join(MAF_COLUMNS)]
    for sample, change, reads in calls:
        counts = ("", "", "")
        if reads:
            alt, total = reads
            counts = (str(total), str(total - alt), str(alt))
        named = (change.gene, "GRCh38", change.effect, sample, "Somatic")
        lines.append("\t".join((*named, change.hgvs_c, change.hgvs_p, *counts)))
    return ("\n".join(lines) + "\n").encode()
