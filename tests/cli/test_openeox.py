"""OpenEoX: a shell's statements end lives, a core by itself says when and not of what."""
import pytest

from papers import part, sbom

CORE = {"$schema": "https://docs.oasis-open.org/openeox/v1.0/schema/core.json", "end_of_life": "2024-01-31T00:00:00Z",
        "end_of_security_support": "2023-06-30T00:00:00Z", "last_updated": "2022-01-01T00:00:00Z"}
SOFTWARE = {"vendor_name": "Acme", "product_name": "Widget", "product_version": "1.5.0"}
WIDGET = part("Widget", "1.5.0", "Acme", purl="pkg:generic/acme/widget@1.5.0")


def shell(core=None, product=SOFTWARE, helper=None, schema="https://docs.oasis-open.org/openeox/tbd/schema/shell.json"):
    return {"$schema": schema, "statements": [{"core": CORE | (core or {}), "product": product, "product_identification_helper": helper or {}}]}


@pytest.fixture
def ended(desk):
    """Is the widget said to be past its end of life?"""
    def ask(document, component=WIDGET, **more):
        path = desk.put("mine/eox.json", document)
        desk.put("docs/sbom.json", sbom(component))
        ask.report = desk.audit("docs", "--feeds", path, **more)
        found = ask.report.all("end-of-life", component["name"])
        return found[0]["message"] if found else ""
    return ask


@pytest.mark.parametrize("document", [
    shell(product=SOFTWARE | {"product_version": "1.5.1"}), shell(product=SOFTWARE | {"vendor_name": "Apex"}),
    shell(product=SOFTWARE | {"product_name": "Gadget"}), shell({"end_of_life": "tba"}), shell({"end_of_life": "2024-12-31T00:00:00Z"}),
    shell({"last_updated": "2024-06-02T00:00:00Z"}), shell(product={"hardware": SOFTWARE}),
    shell(product={}, helper={"purls": ["pkg:generic/acme/widget@1.5.1"]}), CORE,
    {"$schema": CORE["$schema"].replace("core", "shell"), "statements": []}], ids=range(10))
def test_what_speaks_of_something_else_ends_nothing(ended, document):
    assert ended(document) == ""


@pytest.mark.parametrize("document", [
    shell(), shell(product={k: v for k, v in SOFTWARE.items() if k != "product_version"}), shell(product={"software": SOFTWARE}),
    shell(product={}, helper={"purls": ["pkg:generic/acme/widget@1.5.0"]}), shell(product={}, helper={"purl": "pkg:generic/acme/widget"}),
    shell(schema="https://docs.oasis-open.org/openeox/eox-shell/v1.0/schema/shell.json")], ids=range(6))
def test_a_statement_of_the_product_ends_its_life(ended, document):
    assert "end of life 2024-01-31" in ended(document)


def test_the_end_of_distribution_is_never_told_by_it(ended):
    assert ended(shell()) and ended.report.all("end-of-life-distributed") == []


def test_a_core_by_itself_says_so(desk):
    desk.put("core.json", CORE)
    done = desk.twohop(["inspect", "core.json"], cwd=desk.folder)
    assert done.code == 0 and "which product" in done.stdout and "openeox" in done.stdout


@pytest.mark.parametrize("change,said", [
    ({"end_of_security_support": "2024-02-01T00:00:00Z"}, '"end_of_security_support" lies behind "end_of_life"'),
    ({"end_of_security_support": "2024-01-31T00:00:01Z"}, 'lies behind "end_of_life"'),
    ({"end_of_security_support": "2024-01-30T23:00:00-02:00"}, 'lies behind "end_of_life"'),  # on the next day where time is told in UTC
    ({"general_availability": "2023-07-01T00:00:00Z"}, 'lies before "general_availability"'),
    ({"end_of_life": "soon"}, "date"), ({"end_of_lief": "tba"}, "end_of_lief"), ({"last_updated": ""}, "last_updated")])
def test_what_a_core_cannot_say_is_said_with_its_place(desk, change, said):
    desk.put("shell.json", shell(change))
    done = desk.twohop(["inspect", "shell.json"], cwd=desk.folder)
    assert said in done.stdout and "shell.json:" in done.stdout


@pytest.mark.parametrize("change", [{}, {"end_of_security_support": "2024-01-31T02:00:00+02:00"}, {"end_of_sales": "tba"}])
def test_a_core_in_order_is_not_complained_of(desk, change):
    desk.put("shell.json", shell(change))
    assert desk.twohop(["inspect", "shell.json"], cwd=desk.folder).stdout.count("shell.json:") == 0


def test_a_shell_over_a_product_tree_is_refused(desk):
    desk.put("shell.json", {"$schema": "https://docs.oasis-open.org/openeox/tbd/schema/shell_csaf.json", "product_tree": {"branches": []},
                            "statements": []})
    done = desk.twohop(["inspect", "shell.json"], cwd=desk.folder)
    assert done.code == 65 and "product tree" in done.stdout


def test_it_can_be_kept_with_the_feeds(desk):
    path = desk.put("mine/eox.json", shell())
    assert desk.twohop(["feeds", "import", "lifecycle", path, "--data", "data"], cwd=desk.folder).code == 0
    desk.put("docs/sbom.json", sbom(WIDGET))
    assert desk.audit("docs", "--data=data").one("end-of-life", "Widget")["advisory"]["source"] == "lifecycle"
