"""The rival of the profile benchmark: the same table matched with the csv module and dictionaries.

    peer_profile.py match TABLE.maf PARTS.tsv HITS.tsv    rows by name, as one would write it by hand (csv.DictReader); write what was
                                                          found, print one JSON object
    peer_profile.py tuned TABLE.maf PARTS.tsv HITS.tsv    the same with rows as lists (csv.reader), which is as fast as it gets
    peer_profile.py memory PROGRAM [WORD...]              run a program, print the most memory it held

`PARTS.tsv` is the part of the catalogue that such a table can answer alone (substitutions, codons, inactivating classes, mutated genes,
alone or joined by AND or OR). Found is what sample shows which mechanism by which rung; a mechanism of several parts has the rung of the
weakest. Times are processor times; interpreter start and loading of the parts are apart.
"""

import csv
import json
import os
import re
import subprocess
import sys
import time
from collections import defaultdict

RUNGS = ["Exact", "Codon", "GeneEffect", "Gene"]
INACTIVATING = {
    "Nonsense_Mutation",
    "Frame_Shift_Del",
    "Frame_Shift_Ins",
    "Splice_Site",
    "Translation_Start_Site",
}
UNCHANGED = {
    "",
    "Silent",
    "Splice_Region",
    "Intron",
    "IGR",
    "RNA",
    "5'Flank",
    "3'Flank",
    "5'UTR",
    "3'UTR",
    "Targeted_Region",
    "lincRNA",
}
MISSING = {"", ".", "-", "NA"}
SUBSTITUTION = re.compile(r"([A-Z])(\d+)([A-Z*])$")
ENDED = re.compile(r"fs|\*$|_splice")


def load(path):
    """Parts by gene and word: what a row is looked up in."""
    aliases, joins, counts = {}, {}, defaultdict(set)
    exact, codons, losses, genes = (defaultdict(list) for _ in range(4))
    with open(path, encoding="utf-8") as lines:
        for kind, *cells in csv.reader(lines, delimiter="\t"):
            if kind == "alias":
                aliases[cells[0]] = cells[1]
                continue
            mechanism, join, number, what, gene, word = cells
            joins[mechanism] = join
            counts[mechanism].add(number)
            part = (mechanism, number)
            if what == "change":
                exact[gene, word].append(part)
            elif what == "codon":
                codons[gene, word].append(part)
            elif what == "loss":
                losses[gene].append(part)
            else:
                genes[gene].append(part)
    needed = {m: len(counts[m]) if joins[m] == "all" else 1 for m in joins}
    named = {gene for gene, _ in exact} | {gene for gene, _ in codons} | set(losses) | set(genes)
    return aliases, needed, named, exact, codons, losses, genes


COLUMNS = ["Hugo_Symbol", "Variant_Classification", "Tumor_Sample_Barcode", "Protein_Change", "t_alt_count", "t_depth"]


def match(table, parts, tuned):
    """The best rung of each part by sample and mechanism."""
    aliases, _, named, exact, codons, losses, genes = parts
    best = {}

    def note(sample, part, rung):
        key = (sample, *part)
        if rung < best.get(key, 9):
            best[key] = rung

    with open(table, encoding="utf-8", newline="") as lines:
        dialect = {"delimiter": "\t", "quoting": csv.QUOTE_NONE}
        kept = (line for line in lines if line[0] != "#")
        rows, at = csv.DictReader(kept, **dialect), COLUMNS
        if tuned:
            rows = csv.reader(kept, **dialect)
            header = next(rows)
            at = [header.index(name) for name in COLUMNS]
        gene_at, class_at, sample_at, change_at, alternate_at, depth_at = at
        for row in rows:
            # The allele fraction belongs to the answer.
            _ = int(row[alternate_at]) / int(row[depth_at])
            gene = row[gene_at]
            gene = aliases.get(gene, gene)
            if gene not in named:
                continue
            sample, kind = row[sample_at], row[class_at]
            change = row[change_at].removeprefix("p.")
            if change.endswith("X"):
                change = change[:-1] + "*"
            told = SUBSTITUTION.match(change)
            silent = told is not None and told[1] == told[3]
            for part in exact.get((gene, change), ()):
                note(sample, part, 0)
            if told and not silent:
                for part in codons.get((gene, told[1] + told[2]), ()):
                    note(sample, part, 1)
            if gene in losses and (kind in INACTIVATING or ENDED.search(change)):
                for part in losses[gene]:
                    note(sample, part, 2)
            if gene in genes and not silent and (change not in MISSING or kind not in UNCHANGED):
                for part in genes[gene]:
                    note(sample, part, 3)
    return best


def hits(best, needed):
    """Sample, mechanism and rung of what is there."""
    found = defaultdict(list)
    for (sample, mechanism, _), rung in best.items():
        found[sample, mechanism].append(rung)
    return sorted(
        f"{sample}\t{mechanism}\t{RUNGS[max(rungs)]}\n"
        for (sample, mechanism), rungs in found.items()
        if len(rungs) >= needed[mechanism]
    )


def memory(command):
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    print(json.dumps({"exit": child.returncode, "mib": usage.ru_maxrss / 1024, "cpu_s": usage.ru_utime + usage.ru_stime}))
    sys.exit(child.returncode)


def main():
    task, *words = sys.argv[1:]
    if task == "memory":
        memory(words)
    table, parts_file, hits_file = words
    begun = time.process_time()
    parts = load(parts_file)
    loaded = time.process_time()
    found = hits(match(table, parts, task == "tuned"), parts[1])
    done = time.process_time()
    with open(hits_file, "w", encoding="utf-8") as out:
        out.writelines(found)
    print(json.dumps({"load_s": loaded - begun, "read_and_match_s": done - loaded, "hits": len(found)}))


main()
