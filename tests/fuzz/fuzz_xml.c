/*
 * XML: events balance, what has a place is the source's bytes at that place, and whatever was
 * accepted has places.
 */
#include "core/text/place.h"
#include "core/text/xml.h"
#include "tests/fuzz/fuzz.h"

enum { LOCI = 64 };

struct told {
	th_slice source;
	size_t depth, starts;
};

static void check_place(const struct told *told, th_slice value, uint64_t offset)
{
	if (offset == TH_XML_NOWHERE)
		return;
	FUZZ_CHECK(offset <= told->source.len && value.len <= told->source.len - offset);
	FUZZ_CHECK(value.len == 0 || memcmp(told->source.ptr + offset, value.ptr, value.len) == 0);
}

static th_status on_start(void *context, const struct th_xml_element *element)
{
	struct told *told = context;

	FUZZ_CHECK(element->offset < told->source.len && told->source.ptr[element->offset] == '<');
	FUZZ_CHECK(element->name.len > 0);
	for (size_t i = 0; i < element->count; i++)
		check_place(told, element->attributes[i].value, element->attributes[i].offset);
	told->depth++;
	told->starts++;
	return TH_OK;
}

static th_status on_end(void *context, th_slice ns, th_slice name, uint64_t end)
{
	struct told *told = context;

	(void)ns;
	FUZZ_CHECK(told->depth > 0 && name.len > 0);
	FUZZ_CHECK(end > 0 && end <= told->source.len && told->source.ptr[end - 1] == '>');
	told->depth--;
	return TH_OK;
}

static th_status on_text(void *context, th_slice text, uint64_t offset)
{
	check_place(context, text, offset);
	return TH_OK;
}

static void resolve_places(th_slice source)
{
	struct th_locus loci[LOCI];
	struct th_arena arena = { 0 };
	size_t step = source.len / LOCI + 1, count = 0;

	for (size_t at = 0; at < source.len && count < LOCI; at += step)
		loci[count++].offset = at;
	FUZZ_CHECK(th_places_resolve(TH_SYNTAX_XML, source, loci, count, true, NULL, &arena) ==
		   TH_OK);
	for (size_t i = 0; i < count; i++)
		FUZZ_CHECK(loci[i].start <= source.len && loci[i].line > 0);
	th_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct th_xml_handler handler = { on_start, on_end, on_text };
	struct told told = { .source = fuzz_source(data, size) };
	struct th_arena arena = { 0 };
	struct th_xml_error error = { 0 };
	th_status status = th_xml_parse(told.source, false, &handler, &told, &arena, &error);

	if (status == TH_OK) {
		FUZZ_CHECK(told.depth == 0 && told.starts > 0);
		resolve_places(told.source);
	} else {
		FUZZ_CHECK(error.message.len > 0 && error.offset <= size);
	}
	th_arena_release(&arena);
	fuzz_free(told.source);
	return 0;
}
