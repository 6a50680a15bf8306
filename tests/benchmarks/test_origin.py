"""The origin of plasma variants: one variant under 100 µs, tables by the thousand."""

import csv
import json

import pytest

from mdt_board.importers.plasma_table import COLUMNS
from mdt_board.interpret.ctdna.origin_model import OriginModel
from mdt_board.interpret.ctdna.origin_parts import CANCER, Seen
from mdt_board.interpret.ctdna.origin_tables import origin_tables
from mdt_board.interpret.ctdna.origin_white_cells import Reads
from mdt_board.knowledge import bundled
from mdt_board.workspace.variant_origins import Beside, origins_in

GENES = ("DNMT3A", "TP53", "KRAS", "ATM", "XYZ1", "TET2", "PIK3CA", "APC")
PER_PATIENT, PATIENTS = 10, 200


def seen(i):
    reads = Reads(5 + i * 7 % 300, 5_000)
    vaf = reads.alt / reads.total
    gene = GENES[i % len(GENES)]
    return Seen(gene, vaf=vaf, reads=reads, age=60 + i % 20, history=CANCER)


@pytest.mark.benchmark(group="origin")
def test_one_variant(benchmark, against):
    model = OriginModel(origin_tables(bundled()))
    one = [seen(3)]
    (weighed,) = benchmark(model.weigh, one)
    assert weighed.deciding_test
    document = json.dumps(one[0], default=list)
    against(lambda: json.loads(document), target=None)


@pytest.mark.benchmark(group="origin")
def test_one_patient_of_ten_variants(benchmark, against):
    model = OriginModel(origin_tables(bundled()))
    patient = [seen(i) for i in range(PER_PATIENT)]
    assert len(benchmark(model.weigh, patient)) == PER_PATIENT
    document = json.dumps(patient, default=list)
    against(lambda: json.loads(document), target=None)


@pytest.mark.benchmark(group="origin table")
def test_a_table_of_two_thousand_variants(benchmark, against, tmp_path):
    path = tmp_path / "variants.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for i in range(PATIENTS * PER_PATIENT):
            one = seen(i)
            writer.writerow({
                "patient": i // PER_PATIENT, "gene": one.gene,
                "alt_reads": one.reads.alt, "total_reads": one.reads.total,
                "age": one.age, "cancer_history": "yes",
            })  # fmt: skip
    found = benchmark(origins_in, path, Beside(), bundled())
    assert found.count == PATIENTS * PER_PATIENT
    assert found.issues == ()
    text = path.read_text(encoding="utf-8")
    against(lambda: list(csv.DictReader(text.splitlines())), target=None)
