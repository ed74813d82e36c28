"""policy: what a policy to begin with does, and what 'check' prints is the policy in force, whole."""
import json
import re

import pytest

from papers import lifecycle, part, sbom

STARTERS = ["ci", "reviewer", "procurement"]
LIB = part("legacy-lib", "1.0.0", "Birch Ltd", purl="pkg:npm/legacy-lib@1.0.0")
OLD = lifecycle("pkg:npm/legacy-lib", supplier="Birch Ltd", name="legacy-lib", distribution="2024-01-31")


@pytest.fixture
def policy(desk, twohop):
    def run(*args):
        return twohop(["policy", *args], cwd=desk.folder)
    return run


def digest_of(done):
    assert done.code == 0, done.stderr
    return re.match(r"# SHA-256 ([0-9a-f]{64})\n", done.stdout)[1]


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_is_written_with_comments_and_is_right(desk, policy, name):
    assert policy("init", name)[:3] == (0, "", "")
    text = (desk.folder / "twohop.yaml").read_text()
    assert text.startswith("# ") and text.count("#") > 5 and max(map(len, text.splitlines())) <= 120
    done = policy("check")
    assert (done.code, done.stderr) == (0, "")


@pytest.mark.parametrize("name", STARTERS)
def test_what_a_starter_leaves_to_be_filled_in_is_right_as_well(desk, policy, name):
    policy("init", name, "mine.yaml", "--as-of", "2024-05-01")
    lines = (desk.folder / "mine.yaml").read_text().splitlines()
    keys = [re.sub(r"^( *)# ?", r"\1", line) if re.match(r" *#( *-)? *[{a-z_]+:| *#  - {| *#     expires", line) else line for line in lines]
    if "exceptions: []" in keys and any(line.lstrip().startswith("- {rule") for line in keys):
        keys.remove("exceptions: []")
        keys.insert(next(i for i, line in enumerate(keys) if line.lstrip().startswith("- {rule")), "exceptions:")
    if "suppliers: []" in keys:
        keys[keys.index("suppliers: []")] = "suppliers:"
    desk.put("mine.yaml", "\n".join(keys) + "\n")
    done = policy("check", "mine.yaml", "--as-of", "2024-05-01")
    assert (done.code, done.stderr) == (0, "")


def test_the_pipeline_s_starter_lets_blind_spots_pass_for_90_days(desk, policy):
    policy("init", "ci", "--as-of", "2024-05-01")
    desk.put("sbom.json", sbom(LIB))
    assert [desk.audit("sbom.json", day=day).code for day in ("2024-07-29", "2024-07-30", "2024-07-31")] == [0, 0, 2]


def test_the_pipeline_s_starter_fails_for_violations_at_once(desk, policy):
    policy("init", "ci", "--as-of", "2024-05-01")
    desk.put("old.json", OLD)
    assert desk.audit_of(sbom(LIB), "--feeds", "old.json", day="2024-05-01")["exit"] == {"code": 1, "reasons": ["violation"]}


def test_nothing_is_overwritten(desk, policy):
    desk.put("twohop.yaml", "self: [Mine]\n")
    done = policy("init", "ci")
    assert done.code == 64 and "twohop.yaml: is there already" in done.stderr
    assert (desk.folder / "twohop.yaml").read_text() == "self: [Mine]\n"


def test_a_dash_is_standard_output(desk, policy):
    assert policy("init", "reviewer", "-").stdout.startswith("# A review of vendors") and not list(desk.folder.glob("*.yaml"))


@pytest.mark.parametrize("args, says", [
    (["init", "c"], "did you mean 'ci'?"), (["init"], "policy init reviewer [FILE]:"), (["chek"], "did you mean 'check'?"), ([], "init or check"),
    (["check", "a", "b"], "one file"), (["init", "ci", "a", "b"], "one file"), (["check", "nowhere.yaml"], "nowhere.yaml: ")])
def test_a_mistyped_word_gets_the_nearest(policy, args, says):
    done = policy(*args)
    assert done.code == 64 and says in done.stderr and done.stdout == ""


def test_what_is_wrong_is_told_with_its_place(desk, policy):
    desk.put("twohop.yaml", "policy:\n  fail_onn: high\n")
    done = policy("check")
    assert (done.code, done.stdout) == (64, "") and done.stderr.startswith("twohop: twohop.yaml:2:3: unknown key 'fail_onn'")


FULL = """self: [Me]
include: base.yaml
policy:
  fail_on: {violation: medium, blind-spot: never}
  visibility: {hop: 3, at_least: 60%}
  require: [vulnerable, end-of-life]
  max_age: {feeds: 7d, sbom: 180d, environment: 365d}
  exceptions: {most: 200d, warn: 7d}
  rules:
    end-of-life:
      - {supplier: ["Birch*", "a \\"quoted\\" \\\\ name"], criticality: [low, high], fail: never, until: 2030-01}
      - {document: "vendors/**", purl: "pkg:npm/*", severity: low, grace: 30d, max_hop: 2}
exceptions:
  - {rule: compromised-release, id: abc, owner: jane, reason: "it's: fine # really", expires: 2024-06, approved: 2024-05-01,
     second_approver: joe, ticket: R-1}
"""


def test_what_check_prints_is_a_policy_that_means_the_same(desk, policy):
    desk.put("base.yaml", "policy: {rules: {end-of-life: {fail: critical}, vulnerable: {grace: 3d}}}\n")
    desk.put("twohop.yaml", FULL)
    first = policy("check")
    desk.put("again.yaml", first.stdout)
    second = policy("check", "again.yaml")
    assert digest_of(first) == digest_of(second)
    places = re.compile(r' # ".*":\d+$', re.M)
    assert places.sub("", first.stdout) == places.sub("", second.stdout)


def test_check_names_the_file_and_line_that_states_an_entry(desk, policy):
    desk.put("base.yaml", "policy:\n  rules:\n    vulnerable: {grace: 3d}\n")
    desk.put("twohop.yaml", FULL)
    printed = policy("check").stdout
    assert '- {grace: 3d} # "base.yaml":3\n' in printed and 'severity: low, max_hop: 2, grace: 30d} # "twohop.yaml":12\n' in printed


def test_the_digest_is_that_of_reports(desk, policy):
    desk.put("base.yaml", "{}\n")
    desk.put("twohop.yaml", FULL)
    desk.put("sbom.json", sbom(LIB))
    assert desk.audit("sbom.json", day="2024-06-01")["policy"] == {"path": "twohop.yaml", "sha256": digest_of(policy("check"))}


def test_defaults_are_stated(desk, policy):
    desk.put("twohop.yaml", "")
    assert "fail_on: {violation: high, blind-spot: high, contradiction: high}" in policy("check").stdout


def test_what_decides_nothing_any_more_is_told(desk, policy):
    desk.put("twohop.yaml", "policy: {rules: {vulnerable: {fail: never, until: 2024-05-31}}}\nexceptions:\n"
             "  - {rule: end-of-life, id: a, owner: o, reason: r, approved: 2024-01-01, expires: 2024-05-31}\n")
    assert policy("check", "--as-of", "2024-05-31").stderr == ""
    told = policy("check", "--as-of", "2024-06-01").stderr
    assert "twohop.yaml:1:30: warning: the entry has lapsed" in told and "twohop.yaml:3:5: warning: the exception has ended" in told


HOSTILE = "\x1b[31m\u202e\"\\ # : {}\n&*!|>'%@`"


def test_hostile_texts_of_a_policy_are_quoted(desk, policy):
    desk.put("twohop.yaml", "exceptions:\n  - {rule: end-of-life, id: a, owner: %s, reason: r, approved: 2024-05-01, expires: 2024-06-01}\n"
             % json.dumps(HOSTILE))
    first = policy("check", "--as-of", "2024-05-02")
    assert "\x1b" not in first.stdout and "\u202e" not in first.stdout
    desk.put("again.yaml", first.stdout)
    assert digest_of(policy("check", "again.yaml", "--as-of", "2024-05-02")) == digest_of(first)
