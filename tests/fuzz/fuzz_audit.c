/*
 * A whole audit, from descriptors to the report, of up to four files, which the bytes 0x1e part.
 * What is to be JSON is JSON, and what people read (the text report, tables, labels of pictures,
 * pages) holds nothing that hides or moves a cursor, whatever the files say.
 */
#include "cmd/render/renderer.h"
#include "core/text/json.h"
#include "core/text/unicode.h"
#include "graph/audit.h"
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

enum { DAY = 19800, MOST_REPORT = 1 << 28, MOST_FILES = 4 };
#define SEPARATOR 0x1e

static void check_json(th_slice report)
{
	th_slice source = fuzz_source((const uint8_t *)report.ptr, report.len);
	struct th_json reader;

	th_json_init(&reader, source, 0, TH_JSON_STRICT);
	th_json_skip(&reader, th_json_next(&reader));
	if (th_json_next(&reader) != TH_JSON_END)
		fuzz_fail(reader.error, __FILE__, (int)reader.error_at);
	th_json_release(&reader);
	fuzz_free(source);
}

/* Nothing hides but the given characters, which are ours. */
static void check_shown(th_slice report, const char *ours)
{
	for (size_t at = 0; at < report.len;) {
		uint32_t code;

		at += th_utf8_next(report, at, &code);
		FUZZ_CHECK(code != TH_UTF8_BAD);
		FUZZ_CHECK((code > 0 && code < 0x80 && strchr(ours, (int)code)) ||
			   th_char_kind(code) != TH_CHAR_HIDDEN);
	}
}

static void check_text(th_slice report)
{
	check_shown(report, "\n");
}

static void check_csv(th_slice report)
{
	check_shown(report, "\r\n");
}

static void check_dot(th_slice report)
{
	check_shown(report, "\t\n");
}

static void check_shown_json(th_slice report)
{
	check_json(report);
	check_text(report);
}

static void check_page(th_slice report)
{
	check_text(report);
	FUZZ_CHECK(report.len < 1 << 20);
}

/* Every line is a command of ours. */
static void check_commands(th_slice report)
{
	check_text(report);
	for (size_t at = 0; at < report.len; at++) {
		th_slice_holds(report);
		th_slice line = th_slice_sub(report, at, report.len);
		if (at > 0 && report.ptr[at - 1] != '\n')
			continue;
		FUZZ_CHECK(th_slice_starts(line, TH_SLICE("::error ")) ||
			   th_slice_starts(line, TH_SLICE("::warning ")) ||
			   th_slice_starts(line, TH_SLICE("::notice ")));
	}
}

static void render(const struct th_report *report, th_slice name, void (*check)(th_slice))
{
	struct th_rendering rendering = { .unicode = true, .reasons = report->reasons };
	struct th_output out;

	th_output_to_memory(&out, MOST_REPORT);
	FUZZ_CHECK(th_renderer_of(name)->render(report, &rendering, &out) == TH_OK);
	FUZZ_CHECK(th_output_commit(&out) == TH_OK);
	check(th_output_bytes(&out));
	th_output_release(&out);
}

static void audit(const th_slice *inputs, uint32_t count, bool own)
{
	struct th_config config;
	struct th_report_path_list paths;
	struct th_audit *done;
	th_slice nearest;

	th_config_init(&config);
	struct th_audit_request request = { .inputs = inputs,
					    .input_count = count,
					    .config = &config,
					    .own = own,
					    .depth = 2,
					    .as_of = th_date_of_day(DAY),
					    .jobs = 1,
					    .want_sha256 = true,
					    .want_pointers = true };
	FUZZ_CHECK(th_audit_run(&request, &done) == TH_OK);
	render(th_audit_report(done), TH_SLICE("json"), check_json);
	render(th_audit_report(done), TH_SLICE("text"), check_text);
	render(th_audit_report(done), TH_SLICE("csv"), check_csv);
	render(th_audit_report(done), TH_SLICE("dot"), check_dot);
	render(th_audit_report(done), TH_SLICE("openvex"), check_json);
	render(th_audit_report(done), TH_SLICE("cyclonedx-vdr"), check_json);
	render(th_audit_report(done), TH_SLICE("in-toto"), check_json);
	render(th_audit_report(done), TH_SLICE("sarif"), check_shown_json);
	render(th_audit_report(done), TH_SLICE("gitlab"), check_shown_json);
	render(th_audit_report(done), TH_SLICE("junit"), check_text);
	render(th_audit_report(done), TH_SLICE("github"), check_commands);
	render(th_audit_report(done), TH_SLICE("markdown"), check_page);
	FUZZ_CHECK(th_audit_paths(done, TH_SLICE("lodash"), &paths, &nearest) == TH_OK);
	th_report_path_list_release(&paths);
	th_audit_free(done);
	th_config_release(&config);
}

static int open_file(const uint8_t *data, size_t size, char *path, size_t capacity)
{
	int file = memfd_create("input", MFD_CLOEXEC);

	FUZZ_CHECK(file >= 0);
	FUZZ_CHECK(size == 0 || write(file, data, size) == (ssize_t)size);
	snprintf(path, capacity, "/proc/self/fd/%d", file);
	return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char paths[MOST_FILES][32];
	th_slice inputs[MOST_FILES];
	int files[MOST_FILES];
	uint32_t count = 0;
	const uint8_t *at = data, *const end = data + size;

	while (count < MOST_FILES) {
		const uint8_t *next = at < end ? memchr(at, SEPARATOR, (size_t)(end - at)) : NULL;

		files[count] = open_file(at, (size_t)((next ? next : end) - at), paths[count],
					 sizeof(paths[count]));
		inputs[count] = th_slice_of(paths[count]);
		count++;
		if (!next)
			break;
		at = next + 1;
	}
	audit(inputs, count, size % 2);
	while (count > 0)
		close(files[--count]);
	return 0;
}
