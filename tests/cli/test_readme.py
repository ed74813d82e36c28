"""README.md is the map of the house: what it names is there."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
TOP = ["core", "parsers", "feeds", "graph", "cmd"]


def test_every_link_leads_to_a_file():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert len(links) > 40
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_table_of_rows_is_linked():
    tables = {str(path.relative_to(ROOT)) for path in ROOT.glob("*/*.def")} - {
        # read by one file only, which is linked
        "parsers/sniff_keys.def", "parsers/component_types.def", "parsers/algorithms.def", "parsers/relations.def",
        "parsers/event_kinds.def", "parsers/spdx_tags.def", "feeds/distributions.def", "graph/config_keys.def",
        "cmd/terms.def",
    }
    assert sorted(table for table in tables if f"]({table})" not in README) == []


def test_the_two_commands_are_there():
    for script in re.findall(r"^sh (\S+)", README, re.MULTILINE):
        assert (ROOT / script).is_file(), script
    assert "sh cmd/try.sh" in README and "sh tests/run.sh" in README


def test_every_exit_code_is_told():
    codes = re.findall(r"^TH_EXIT\(\w+, (\d+),", (ROOT / "cmd/exits.def").read_text(), re.MULTILINE)
    table = README.split("## Exit codes")[1].split("## Configuration")[0]
    assert [code for code in codes if not re.search(rf"\b{code}\b", table)] == []


def test_the_configuration_shown_is_one(twohop, tmp_path):
    shown = next(text for text in re.findall(r"```yaml\n(.*?)```", README, re.S) if "policy:" in text)
    (tmp_path / "twohop.yaml").write_text(shown)
    (tmp_path / "corporate.yaml").write_text("{}\n")
    assert twohop(["policy", "check", "--as-of", "2026-11-27"])[:3:2] == (0, "")
