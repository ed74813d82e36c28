/*
 * twohop-compile-facts OUTPUT FILE...
 * twohop-compile-facts --dump BLOCK
 *
 * Makes the block of built-in facts when the program is built. Files are told by what is in them.
 * Our own facts are held to more than a user's: whatever the readers have to say about them, a note
 * too, a cause that is no event, a key that two suppliers claim, fails the build, and OUTPUT stays
 * as it was.
 */
#include "core/identity/domain.h"
#include "core/io/output.h"
#include "core/io/source.h"
#include "core/text/place.h"
#include "feeds/block.h"
#include "feeds/distributions.h"
#include "parsers/parser.h"

#include <stdio.h>

struct run {
	struct th_index_builder *builder;
	struct th_arena arena;
	unsigned complaints;
};

static void complain(struct run *run, const char *path, const char *what, th_slice detail)
{
	fprintf(stderr, "%s: %s%.*s\n", path, what, TH_FMT(detail));
	run->complaints++;
}

static void print_diagnostics(struct run *run, const char *path, th_slice bytes,
			      const struct th_diagnostics *all)
{
	for (uint32_t i = 0; i < all->list.count; i++) {
		const struct th_diagnostic *d = &all->list.items[i];
		uint32_t line = 1, column = 1;
		if (d->offset != TH_NO_OFFSET)
			th_place_of(bytes, d->offset, &line, &column);
		fprintf(stderr, "%s:%u:%u: %s: %.*s [%s]\n", path, line, column,
			th_severity_word(th_diag_severity(d->code)), TH_FMT(d->message),
			th_diag_slug(d->code));
	}
	run->complaints += all->list.count + (unsigned)all->dropped;
}

/* ---- reading ---- */

static th_status add_suppliers(struct run *run, const char *path, th_slice bytes)
{
	struct th_diagnostics diagnostics = { 0 };
	th_status status = th_index_builder_add_suppliers(run->builder, bytes, &diagnostics);

	print_diagnostics(run, path, bytes, &diagnostics);
	th_diagnostics_release(&diagnostics);
	return status;
}

static th_status add_document(struct run *run, const char *path, th_slice bytes)
{
	struct th_document doc;
	const char *why;

	th_document_init(&doc, th_slice_of(path), bytes);
	th_status status = th_document_read(&doc, &why);
	print_diagnostics(run, path, bytes, &doc.diagnostics);
	if (status == TH_OK && !doc.facts)
		complain(run, path, "no facts: ", th_slice_of(why ? why : doc.parser->title));
	if (status == TH_OK)
		status = th_index_builder_add(run->builder, &doc, TH_NONE, true);
	th_document_release(&doc);
	return status;
}

static void add_file(struct run *run, const char *path)
{
	struct th_source source;
	struct th_sniff sniff;
	th_slice why;

	if (th_source_open(&source, path, &run->arena, &why) != TH_OK) {
		complain(run, path, "", why);
		return;
	}
	th_sniff(source.bytes, &sniff);
	bool is_suppliers = th_slice_starts(sniff.schema, TH_SLICE("twohop-suppliers/"));
	th_status status = (is_suppliers ? add_suppliers : add_document)(run, path, source.bytes);
	if (status != TH_OK)
		complain(run, path, "could not be read", (th_slice){ 0 });
	th_source_close(&source);
}

/* ---- what must hold of all files together ---- */

static void check_causes(struct run *run, const char *path, const struct th_index *index)
{
	uint32_t count;

	for (uint32_t i = 0; i < index->event_count; i++) {
		const struct th_index_event *e = &index->events[i];
		for (uint32_t k = 0; k < e->caused_by.count; k++) {
			th_slice cause = th_index_item(index, e->caused_by, k);
			if (!th_index_find(index, TH_KEY_EVENT, cause, &count))
				complain(run, path, "no event has the id of a cause: ", cause);
		}
	}
}

static bool is_of_suppliers(uint32_t kind)
{
	return kind >= TH_KEY_SUPPLIER && kind < TH_KEY_KIND_COUNT;
}

static void check_claims(struct run *run, const char *path, const struct th_index *index)
{
	for (uint32_t i = 0; i < index->header->parts[TH_BLOCK_ENTRIES].count; i++) {
		const struct th_block_entry *e = &index->entries[i];
		uint32_t claims = 0;
		for (uint32_t k = 0; is_of_suppliers(e->kind) && k < e->count; k++)
			claims += index->postings[e->first + k].kind == TH_RECORD_SUPPLIER;
		if (claims > 1)
			complain(run, path,
				 "several suppliers claim: ", th_index_text(index, e->key));
	}
}

static void check_distributions(struct run *run, const char *path, const struct th_index *index)
{
	for (size_t i = 0; index->supplier_count && i < th_distribution_count; i++)
		if (th_index_find_supplier(index, TH_KEY_DISTRIBUTION,
					   th_slice_of(th_distributions[i].space)) == TH_NONE)
			complain(run, path, "no supplier has the name of a distribution: ",
				 th_slice_of(th_distributions[i].supplier));
}

/* ---- writing ---- */

static void write_block(struct run *run, const char *path, const void *block, size_t size)
{
	struct th_output out;

	th_output_to_file(&out, path);
	th_output_write(&out, th_slice_make(block, size));
	if (th_output_commit(&out) != TH_OK)
		complain(run, path, "", th_output_why(&out));
	th_output_release(&out);
}

static void compile(struct run *run, const char *output)
{
	struct th_index index;
	void *block = NULL;
	size_t size = 0;

	if (run->complaints > 0)
		return;
	th_status status = th_index_builder_finish(run->builder, &block, &size);
	if (status == TH_OK)
		status = th_index_open(&index, block, size);
	if (status != TH_OK) {
		complain(run, output, "the block could not be made", (th_slice){ 0 });
	} else {
		check_causes(run, output, &index);
		check_claims(run, output, &index);
		check_distributions(run, output, &index);
	}
	if (run->complaints == 0)
		write_block(run, output, block, size);
	free(block);
}

/* ---- looking at one ---- */

static void dump(struct run *run, const char *path)
{
	static const char *const parts[] = {
#define TH_BLOCK_PART(name, type) [TH_BLOCK_##name] = #name,
		TH_BLOCK_PARTS(TH_BLOCK_PART)
#undef TH_BLOCK_PART
	};
	struct th_source source;
	struct th_index index;
	th_slice why;

	if (th_source_open(&source, path, &run->arena, &why) != TH_OK) {
		complain(run, path, "", why);
		return;
	}
	if (th_index_open(&index, source.bytes.ptr, source.bytes.len) != TH_OK) {
		complain(run, path, "no block of facts of this version, or a damaged one",
			 (th_slice){ 0 });
	} else {
		printf("%zu bytes\n", index.size);
		for (unsigned i = 0; i < TH_BLOCK_PART_COUNT; i++)
			printf("%-10s %8u of %3zu bytes\n", parts[i], index.header->parts[i].count,
			       th_block_item_size[i]);
	}
	th_source_close(&source);
}

int main(int count, char **arguments)
{
	struct run run = { 0 };

	if (count < 3) {
		fprintf(stderr, "usage: twohop-compile-facts OUTPUT FILE... | --dump BLOCK\n");
		return 64;
	}
	if (strcmp(arguments[1], "--dump") == 0) {
		dump(&run, arguments[2]);
	} else if (th_domain_list_load() != TH_OK) {
		complain(&run, arguments[1],
			 "no list of public suffixes (libpsl): domains would be compiled wrongly",
			 (th_slice){ 0 });
	} else if (th_index_builder_new(&run.builder) != TH_OK) {
		complain(&run, arguments[1], "no memory", (th_slice){ 0 });
	} else {
		for (int i = 2; i < count; i++)
			add_file(&run, arguments[i]);
		compile(&run, arguments[1]);
	}
	th_index_builder_free(run.builder);
	th_arena_release(&run.arena);
	return run.complaints ? 1 : 0;
}
