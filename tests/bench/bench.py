#!/usr/bin/env python3
"""Measures twohop against what bare parsers take for the same bytes, and prints a Markdown table with the budgets.

    bench.py TWOHOP BUILD_FOLDER [--rounds N] [--small]      ends with 1 where a budget is missed

Builds nothing: BUILD_FOLDER has tests/baseline, tests/empty, tests/lookups and tests/signatures of the release preset. Inputs are made once, into
BUILD_FOLDER/bench. --small leaves out the documents of 100,000 components.

Wall is the median over N (9 or more) fresh processes each, page cache warm, all kinds interleaved in an order shuffled anew
for every round. For twohop and for the empty program it is everything from spawn to exit; for a parser it is the parsing
alone, its input already in memory. Instructions are callgrind's: all of twohop's, and those below the one call to the parser.
Memory is the exact peak of anonymous pages (tests/bench/baseline.c says how).
"""
import argparse
import lzma
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys

import generate

MIB = 1 << 20
VERDICTS = {0, 1, 2, 3}
ROOT = pathlib.Path(__file__).resolve().parents[2]


class Bench:
    def __init__(self, options):
        self.twohop = os.path.abspath(options.twohop)
        self.build = pathlib.Path(options.build).resolve()
        self.baseline, self.empty = self.build / "tests" / "baseline", self.build / "tests" / "empty"
        self.rounds, self.walls, self.samples, self.rows = max(9, options.rounds), {}, {}, []
        self.missed = False

    def run(self, *command):
        """What the baseline program says, as numbers."""
        done = subprocess.run([self.baseline, *command], cwd=self.build / "bench", capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit("bench: %s: %s" % (" ".join(map(str, command)), done.stderr.strip()))
        numbers = [int(word) for word in done.stdout.split()]
        if len(numbers) == 2 and numbers[1] not in VERDICTS:
            sys.exit("bench: %s ends with %d" % (" ".join(map(str, command[1:])), numbers[1]))
        return numbers[0]

    def audit(self, path, *more):
        return [self.twohop, "audit", path, "--as-of", "2030-01-01", *more]

    def add_wall(self, name, *command):
        self.walls[name] = command

    def measure_walls(self):
        rng = random.Random(1)
        for done in range(self.rounds):
            names = list(self.walls)
            rng.shuffle(names)
            for name in names:
                self.samples.setdefault(name, []).append(self.run(*self.walls[name]))
            print("bench: round %d of %d" % (done + 1, self.rounds), file=sys.stderr)

    def wall(self, name):
        return statistics.median(self.samples[name])

    def instructions(self, command, below=None):
        """Of the command, all or only what happens inside the function named."""
        tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        if below:
            tool.append("--toggle-collect=" + below + "*")
        done = subprocess.run([*tool, *command], cwd=self.build / "bench", capture_output=True, text=True)
        found = re.search(r"Collected : (\d+)", done.stderr)
        if not found:
            sys.exit("bench: callgrind: " + done.stderr[-400:])
        return int(found[1])

    def lookups(self, *command):
        """The first number that the program of look-ups prints, the median of three calls."""
        def one():
            done = subprocess.run([self.build / "tests" / "lookups", *command], cwd=self.build / "bench", capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit("bench: lookups %s: %s" % (" ".join(map(str, command)), done.stderr.strip()))
            return float(done.stdout.split()[0])
        return statistics.median(one() for _ in range(3))

    def row(self, what, value, against, ratio, budget):
        verdict = ""
        if budget is not None:
            verdict = "within" if ratio <= budget else "**missed**"
            self.missed |= ratio > budget
        self.rows.append((what, value, against, "%.2f" % ratio, "" if budget is None else "<= %g" % budget, verdict))

    def wall_row(self, what, name, against, budget):
        ours, theirs = self.wall(name), self.wall(against)
        self.row(what, "%.2f ms" % (ours / 1e6), "%s %.2f ms" % (against, theirs / 1e6), ours / theirs, budget)


def advisory_rows(bench, folder, inputs):
    """An index of 300,000 records, and what is done with it, beside SQLite's."""
    small, sbom, counts = inputs[10_000]["cdx.json"], inputs[max(inputs)]["cdx.json"], sorted(inputs)
    print("bench: making 300,000 advisories", file=sys.stderr)
    zips = {records: generate.advisories(records, folder, counts) for records in (100_000, 300_000)}
    data = {records: path.with_suffix("") for records, path in zips.items()}
    imports = {records: [bench.twohop, "feeds", "import", "osv", zips[records], "--data", data[records]] for records in zips}
    database = folder / "osv-300000.db"
    for records in zips:
        bench.run("wall", *imports[records])
    bench.lookups("compile-sqlite", zips[300_000], database)
    ours, theirs = bench.lookups("index", sbom, data[300_000]), bench.lookups("sqlite", sbom, database)
    bench.row("a purl against 300k records, its version judged", "%.0f ns" % ours, "100 ns", ours / 100, 1)
    bench.row("the same", "%.0f ns" % ours, "SQLite, a prepared statement %.0f ns" % theirs, ours / theirs, None)
    whole = bench.lookups("audit", sbom, data[300_000])
    bench.row("all that an audit asks about a component", "%.0f ns" % whole, "SQLite %.0f ns" % theirs, whole / theirs, None)
    ours, theirs = bench.lookups("open", data[300_000]), bench.lookups("open-sqlite", database)
    bench.row("opening that index and one look-up", "%.3f ms" % (ours / 1e6), "0.1 ms", ours / 1e5, 1)
    bench.row("the same", "%.3f ms" % (ours / 1e6), "SQLite %.3f ms" % (theirs / 1e6), ours / theirs, None)
    ours = statistics.median(bench.run("wall", *imports[100_000]) for _ in range(3))
    theirs = bench.lookups("compile-sqlite", zips[100_000], folder / "osv-100000.db")
    peak = bench.run("memory", *imports[100_000])
    bench.row("compiling 100k records of a zip", "%.2f s" % (ours / 1e9), "2 s", ours / 2e9, 1)
    bench.row("the same", "%.2f s" % (ours / 1e9), "SQLite and its JSON %.2f s" % (theirs / 1e9), ours / theirs, None)
    bench.row("anonymous memory of that", "%.1f MiB" % (peak / MIB), "64 MiB", peak / MIB / 64, 1)
    walls = {}
    for _ in range(bench.rounds):
        for where in (data[300_000], folder / "none"):
            walls.setdefault(where, []).append(bench.run("wall", *bench.audit(small, "--data", where)))
    ours, theirs = statistics.median(walls[data[300_000]]), statistics.median(walls[folder / "none"])
    bench.row("audit, 10k, with 300k advisories", "%.2f ms" % (ours / 1e6), "without %.2f ms" % (theirs / 1e6), ours / theirs, 1.3)


def gate_row(bench, folder, sbom):
    """All that a gate may do in one run, against an audit that prints text: both with the advisories of before."""
    config, known = generate.gate(10_000, folder)
    data = ["--data", next(folder.glob("osv-300000*.zip")).with_suffix("")]
    forms = re.findall(r'^TH_RENDERER\(\w+, "([a-z-]+)"', (ROOT / "cmd" / "render" / "renderers.def").read_text(), re.M)
    outputs = [word for form in forms for word in ("--format", "%s=%s" % (form, folder / ("gate-out." + form)))]
    walls = {}
    for _ in range(bench.rounds):
        for name, more in (("plain", []), ("gate", ["--config", config, "--baseline", known, "--write-baseline", folder / "gate-out", *outputs])):
            walls.setdefault(name, []).append(bench.run("wall", *bench.audit(sbom, *data, *more)))
    ours, theirs = statistics.median(walls["gate"]), statistics.median(walls["plain"])
    bench.row("gate, 10k: policy, baseline of 5,000, VEX of 2,000, %d outputs" % len(forms), "%.2f ms" % (ours / 1e6),
              "plain audit %.2f ms" % (theirs / 1e6), ours / theirs, 1.5)


def signature_rows(bench, folder):
    """1,000 envelopes of one key: all of 'verify', from a cold process to its words, against a cold one that does OpenSSL's
    verifying alone, in one thread. Verifying is shared by the threads, so the walls depend on how many processors are free."""
    walls, made = {}, {}
    kinds = [("ECDSA P-256", "p256", 0), ("Ed25519", "ed25519", 0), ("ECDSA P-256, 10 kB each", "p256", 10_000)]
    for name, kind, size in kinds:
        print("bench: signing 1,000 statements, " + name, file=sys.stderr)
        lines, files, trust, key, bare = generate.envelopes(1000, folder, kind, size)
        lines, files = [bench.twohop, "verify", lines, "--trust", trust], [bench.twohop, "verify", files, "--trust", trust]
        commands = {"lines": lines, "one": [*lines, "--jobs", "1"], "files": files, "bare": [bench.build / "tests" / "signatures", key, bare]}
        for command in commands.values():
            if subprocess.run(command, stdout=subprocess.DEVNULL).returncode != 0:
                sys.exit("bench: not all is valid: " + " ".join(map(str, command)))
        made[name] = commands
    for _ in range(bench.rounds):
        for name, commands in made.items():
            for way, command in commands.items():
                walls.setdefault((name, way), []).append(bench.run("wall", *command))
    for name, commands in made.items():
        theirs = statistics.median(walls[name, "bare"])
        for way, words, budget in (("lines", "verify, 1,000 envelopes in a file, " + name, 1.3), ("one", "the same, --jobs 1", None),
                                   ("files", "the same, a file each", None)):
            ours = statistics.median(walls[name, way])
            bench.row(words, "%.1f ms" % (ours / 1e6), "OpenSSL %.1f ms" % (theirs / 1e6), ours / theirs, budget)


def unpacked(path, folder):
    target = folder / path.name.removesuffix(".xz")
    if not target.exists():
        with lzma.open(path) as packed, open(target, "wb") as out:
            shutil.copyfileobj(packed, out)
    return target


def machine():
    info = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*: (.*)", info)
    return "%s, %d cores, Linux %s" % (model[1] if model else os.uname().machine, os.cpu_count(), os.uname().release)


def main():
    cli = argparse.ArgumentParser(description="Measures twohop against bare parsers.")
    cli.add_argument("twohop")
    cli.add_argument("build")
    cli.add_argument("--rounds", type=int, default=9)
    cli.add_argument("--small", action="store_true", help="without the documents of 100,000 components")
    options = cli.parse_args()
    bench = Bench(options)
    folder = bench.build / "bench"
    counts = (10_000,) if options.small else (10_000, 100_000)
    print("bench: making the inputs", file=sys.stderr)
    inputs = {count: generate.generate(count, folder) for count in counts}
    one = generate.generate(1, folder, ["cdx.json"])["cdx.json"]
    small = inputs[10_000]
    shared = pathlib.Path(os.environ.get("TWOHOP_SHARED") or pathlib.Path(__file__).resolve().parents[3] / "shared")
    real = shared / "corpus" / "big" / "cdxnpm-big.cdx.json.xz"
    real = unpacked(real, folder) if real.exists() else None

    bench.add_wall("an empty C program", "wall", bench.empty)
    bench.add_wall("--version", "wall", bench.twohop, "--version")
    bench.add_wall("one", "wall", *bench.audit(one))
    bench.add_wall("cJSON_Parse", "cjson", small["cdx.json"])
    bench.add_wall("cJSON_Parse of SPDX", "cjson", small["spdx.json"])
    bench.add_wall("libxml2 SAX2", "xmlsax", small["cdx.xml"])
    bench.add_wall("memchr of newlines", "memchr", small["spdx"])
    bench.add_wall("json", "wall", *bench.audit(small["cdx.json"], "--format", "json"))
    for count in counts:
        for form, path in inputs[count].items():
            bench.add_wall("%s %d" % (form, count), "wall", *bench.audit(path))
    if real:
        bench.add_wall("real", "wall", *bench.audit(real))
        bench.add_wall("cJSON_Parse of the real one", "cjson", real)
    bench.measure_walls()

    bench.wall_row("audit, CycloneDX JSON, 10k", "cdx.json 10000", "cJSON_Parse", 0.5)
    bench.wall_row("audit --format json, the same", "json", "cJSON_Parse", 0.6)
    print("bench: counting instructions", file=sys.stderr)
    ours = bench.instructions(bench.audit(small["cdx.json"]))
    theirs = bench.instructions([bench.baseline, "cjson", small["cdx.json"]], "measured_cjson")
    bench.row("audit, the same, instructions", "%.1f M" % (ours / 1e6), "cJSON_Parse %.1f M" % (theirs / 1e6), ours / theirs, 0.25)
    if real:
        bench.wall_row("audit, a real npm tree, 4,914 components", "real", "cJSON_Parse of the real one", None)
    bench.wall_row("audit, CycloneDX XML, 10k", "cdx.xml 10000", "libxml2 SAX2", 1.5)
    bench.wall_row("audit, SPDX JSON, 10k", "spdx.json 10000", "cJSON_Parse of SPDX", None)
    bench.wall_row("audit, SPDX tag-value, 10k", "spdx 10000", "memchr of newlines", 10)
    for form in inputs[counts[-1]] if not options.small else ():
        ours, theirs = bench.wall("%s 100000" % form), bench.wall("%s 10000" % form)
        bench.row("audit, %s, 100k" % form, "%.0f ms" % (ours / 1e6), "10k %.1f ms" % (theirs / 1e6), ours / theirs, 13)
    bench.wall_row("audit of one component", "one", "an empty C program", 6)
    bench.wall_row("--version", "--version", "an empty C program", 4)
    advisory_rows(bench, folder, inputs)
    gate_row(bench, folder, small["cdx.json"])
    signature_rows(bench, folder)
    print("bench: tracing memory", file=sys.stderr)
    for count in counts:
        for form, path in inputs[count].items():
            peak, allowed = bench.run("memory", *bench.audit(path)), 4 * MIB + 250 * count
            bench.row("anonymous memory, %s, %dk" % (form, count // 1000), "%.2f MiB, %d B a component" % (peak / MIB, peak / count),
                      "4 MiB + 250 B a component", peak / allowed, 1)

    print("%s; medians of %d.\n" % (machine(), bench.rounds))
    print("| what | twohop | against | ratio | budget | |\n| --- | --- | --- | --- | --- | --- |")
    for row in bench.rows:
        print("| %s |" % " | ".join(row))
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
