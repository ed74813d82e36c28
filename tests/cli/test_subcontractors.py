"""Lists of who works for whom: a supplier's subcontractor is one hop behind it, and walked like any supplier."""
import pytest
from papers import breach, events, part, sbom

PLAIN = "supplier,subcontractor,service,country\nVendor,Hosting Ltd,hosting,IE\n"
DORA = ("B_05.02.0010,B_05.02.0020,B_05.02.0030,B_05.02.0040,B_05.02.0050,B_05.02.0060,B_05.02.0070\n"
        "C-1,S01,VENDORLEI0000000001,LEI,1,,\nC-1,S14,HOSTINGLEI000000001,LEI,2,VENDORLEI0000000001,LEI\n")
LEIS = ("suppliers: [{name: Vendor, aliases: [VENDORLEI0000000001], domains: [vendor.example]}, "
        "{name: Hosting Ltd, aliases: [HOSTINGLEI000000001]}]\n")


@pytest.fixture
def case(desk):
    def audit(content, config="{}\n", name="docs/subcontractors.csv"):
        desk.put("docs/product.cdx.json", sbom(part("core", "1.0", "Vendor")))
        desk.put("docs/events.json", events(breach(supplier="Hosting Ltd")))
        desk.put(name, content)
        desk.put("twohop.yaml", config)
        return desk.audit("docs")
    return audit


def test_a_breached_subcontractor_is_found_at_hop_2(case):
    finding = case(PLAIN).one("compromised-supplier", "Hosting Ltd")
    assert (finding["hop"], [step.get("relation") for step in finding["path"]][-1]) == (2, "subcontracts")


def test_without_the_list_nobody_knows_of_it(case):
    assert case("supplier,subcontractor,service,country\nVendor,Other Ltd,hosting,IE\n").all("compromised-supplier", "Hosting Ltd") == []


def test_who_works_for_another_company_is_not_behind_the_vendor(case):
    assert case("supplier,subcontractor,service,country\nVendors,Hosting Ltd,hosting,IE\n").all("compromised-supplier", "Hosting Ltd") == []


def test_the_evidence_is_the_row(case):
    step = case(PLAIN).one("compromised-supplier", "Hosting Ltd")["path"][-1]
    assert (step["evidence"]["document"], step["evidence"]["line"]) == ("docs/subcontractors.csv", 2)


def test_a_register_of_dora_says_the_same_by_codes_that_you_name(case):
    finding = case(DORA, LEIS).one("compromised-supplier", "Hosting Ltd")
    assert (finding["hop"], finding["path"][-1]["evidence"]["line"]) == (2, 3)


def test_a_contract_of_rank_1_is_yours_and_no_subcontract(case):
    rows = DORA.splitlines(True)
    assert case("".join(rows[:2]), LEIS).all("compromised-supplier", "Hosting Ltd") == []


def test_a_row_with_a_cell_too_many_is_told_with_its_line(case):
    report = case(PLAIN.replace("hosting,IE", "hosting, mail,IE"))
    assert [(d["code"], d["line"]) for d in report["diagnostics"] if d["document"].endswith(".csv")] == [("misplaced-cells", 2)]


def test_a_row_without_a_subcontractor_is_told_with_its_line(case):
    report = case(PLAIN + "Vendor,,mail,DE\n")
    assert [d["line"] for d in report["diagnostics"] if d["document"].endswith(".csv")] == [3]


def test_a_circle_of_subcontractors_ends(case):
    report = case(PLAIN + "Hosting Ltd,Vendor,support,IE\n")
    assert report.one("compromised-supplier", "Hosting Ltd")["hop"] == 2
