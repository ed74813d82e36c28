"""Places of what a report says: the same value has the same pointer however its document begins."""


def places(document):
    return [step["evidence"] and (step["evidence"]["line"], step["evidence"]["column"], step["evidence"]["pointer"])
            for finding in document["findings"] for step in finding["path"] if "evidence" in step]


def test_a_byte_order_mark_and_blank_lines_change_lines_and_no_pointer(report, testdata, tmp_path):
    plain = testdata / "3cx" / "3cx-desktopapp.cdx.json"
    marked = tmp_path / "marked.cdx.json"
    marked.write_bytes(b"\xef\xbb\xbf\n \n" + plain.read_bytes())
    before, after = places(report([plain])), places(report([marked]))
    assert before and [(line and line + 2, column, pointer) for line, column, pointer in before] == after
