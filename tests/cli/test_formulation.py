"""A formulation says how a product was made: on which machines, with which tools, out of what."""
import json

import pytest

RESOURCES = [("c", "application", "gcc", "12", "GNU Project"), ("s", "data", "sources", "3", "Elsewhere")]


def as_json(ownership):
    properties = [{"name": "twohop:device:ownership", "value": ownership}] if ownership else []
    properties += [{"name": "twohop:device:access", "value": "build"}]
    return json.dumps({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": {"component": {"bom-ref": "p", "type": "application", "name": "Softphone", "version": "1", "supplier": {"name": "Acme"}}},
        "formulation": [{
            "components": [{"bom-ref": "l", "type": "device", "name": "laptop-17", "supplier": {"name": "Acme"}, "properties": properties}] + [
                {"bom-ref": ref, "type": kind, "name": name, "version": version, "supplier": {"name": supplier}}
                for ref, kind, name, version, supplier in RESOURCES],
            "workflows": [{
                "bom-ref": "w", "uid": "w", "taskTypes": ["build"], "runtimeTopology": [{"ref": "l"}],
                "tasks": [{"bom-ref": "t", "uid": "t", "taskTypes": ["build"], "resourceReferences": [{"ref": "c"}],
                           "inputs": [{"resource": {"ref": "s"}}]}]}]}]})


def as_xml(ownership):
    stated = '<property name="twohop:device:ownership">%s</property>' % ownership if ownership else ""
    components = "".join(
        '<component bom-ref="%s" type="%s"><supplier><name>%s</name></supplier><name>%s</name><version>%s</version></component>'
        % (ref, kind, supplier, name, version) for ref, kind, name, version, supplier in RESOURCES)
    return f"""<bom xmlns="http://cyclonedx.org/schema/bom/1.6">
<metadata><component bom-ref="p" type="application"><supplier><name>Acme</name></supplier><name>Softphone</name><version>1</version></component></metadata>
<formulation><formula><components>
<component bom-ref="l" type="device"><supplier><name>Acme</name></supplier><name>laptop-17</name>
<properties>{stated}<property name="twohop:device:access">build</property></properties></component>{components}</components>
<workflows><workflow bom-ref="w"><uid>w</uid><tasks><task bom-ref="t"><uid>t</uid>
<resourceReferences><resourceReference><ref>c</ref></resourceReference></resourceReferences>
<taskTypes><taskType>build</taskType></taskTypes>
<inputs><input><resource><ref>s</ref></resource></input></inputs></task></tasks>
<taskTypes><taskType>build</taskType></taskTypes>
<runtimeTopology><dependency ref="l"/></runtimeTopology></workflow></workflows></formula></formulation></bom>"""


@pytest.fixture(params=[as_json, as_xml], ids=["json", "xml"])
def audited(request, twohop, desk):
    def audit(ownership, *more):
        desk.put("product.bom", request.param(ownership))
        return json.loads(twohop(["audit", "product.bom", "-q", "--format", "json", *more], cwd=desk.folder).stdout)
    return audit


def unmanaged(report):
    return [f for f in report["findings"] if f["rule"] == "unmanaged-device"]


def test_a_build_on_a_personal_machine_is_told(audited):
    finding, = unmanaged(audited("personal"))
    assert (finding["subject"]["name"], finding["severity"], finding["hop"]) == ("laptop-17", "critical", 1)


@pytest.mark.parametrize("ownership", ["corporate", None])
def test_a_build_on_a_machine_that_is_not_said_to_be_personal_is_not(audited, ownership):
    assert unmanaged(audited(ownership)) == []


@pytest.mark.parametrize("form", [as_json, as_xml], ids=["json", "xml"])
@pytest.mark.parametrize("name", ["gcc", "sources", "laptop-17"])
def test_what_a_build_is_made_with_is_upstream(twohop, desk, form, name):
    desk.put("product.bom", form("corporate"))
    assert "Softphone 1 (hop 1) [1] ═built-with═> " + name in twohop(["why", name, "product.bom"], cwd=desk.folder).stdout
