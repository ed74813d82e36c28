/*
 * The tables of a document as text without places: one line for each component, organisation,
 * relation, link and diagnostic, sorted, so that two documents that say the same in another order
 * or another syntax give the same text. Absent fields are left out.
 *
 *   document spec=1.6 id=urn:cdx:.../1 root=app operations environment
 *   component lib listed library name=zlib version=1.3 supplier={Acme|https://acme.example}
 *   relation app depends-on lib dependency
 *   link urn:cdx:.../1#ref describes app
 *   diagnostic duplicate-ref
 */
#ifndef TH_TESTS_UNIT_DUMP_H
#define TH_TESTS_UNIT_DUMP_H

#include "parsers/document.h"

#include <stdio.h>
#include <stdlib.h>

/* What the dump leaves out. */
enum dump_without { DUMP_ALL = 0, DUMP_NO_DIAGNOSTICS = 1, DUMP_NO_SPEC = 2 };

struct dump_line {
	char *text;
	size_t len;
};
TH_LIST_DEFINE(dump_lines, struct dump_line);

struct dump {
	const struct th_document *doc;
	struct dump_lines lines;
	FILE *out; /* of the line that is being made */
	char *line;
	size_t line_len;
};

static inline void dump_begin(struct dump *d)
{
	d->line = NULL;
	d->out = open_memstream(&d->line, &d->line_len);
	if (!d->out)
		abort();
}

static inline void dump_end(struct dump *d)
{
	struct dump_line *line = dump_lines_push(&d->lines, UINT32_MAX);

	fclose(d->out);
	if (!line)
		abort();
	*line = (struct dump_line){ d->line, d->line_len };
}

static inline int dump_order(const void *x, const void *y)
{
	const struct dump_line *a = x, *b = y;

	return th_slice_compare(th_slice_make(a->text, a->len), th_slice_make(b->text, b->len));
}

/* Text with what would break a line made visible. */
static inline void dump_text(struct dump *d, th_slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c < 0x20 || c == 0x7f)
			fprintf(d->out, "<%02X>", c);
		else
			fputc(c, d->out);
	}
}

static inline void dump_field(struct dump *d, const char *name, th_text text)
{
	if (th_text_len(text) == 0)
		return;
	fprintf(d->out, " %s=", name);
	dump_text(d, th_document_text(d->doc, text));
}

static inline void dump_attribute(struct dump *d, const struct th_attribute *a)
{
	static const char *const words[TH_ATTRIBUTE_COUNT] = {
		[TH_ATTRIBUTE_HASH] = "hash",
		[TH_ATTRIBUTE_PURL] = "purl",
		[TH_ATTRIBUTE_CPE] = "cpe",
		[TH_ATTRIBUTE_SWID] = "swid",
		[TH_ATTRIBUTE_GITOID] = "gitoid",
		[TH_ATTRIBUTE_AUTHOR] = "author",
		[TH_ATTRIBUTE_VCS] = "vcs",
		[TH_ATTRIBUTE_DISTRIBUTION] = "distribution",
		[TH_ATTRIBUTE_WEBSITE] = "website",
		[TH_ATTRIBUTE_FILE_NAME] = "file",
		[TH_ATTRIBUTE_SUPPORT_END] = "support-end",
		[TH_ATTRIBUTE_RELEASED] = "released",
		[TH_ATTRIBUTE_OWNERSHIP] = "ownership",
		[TH_ATTRIBUTE_ACCESS] = "access",
		[TH_ATTRIBUTE_URL] = "url",
		[TH_ATTRIBUTE_EMAIL] = "email",
	};

	fprintf(d->out, " %s", words[a->kind]);
	if (a->kind == TH_ATTRIBUTE_HASH)
		fprintf(d->out, ":%s", th_hash_algorithm_word((enum th_hash_algorithm)a->detail));
	fputc('=', d->out);
	dump_text(d, th_document_text(d->doc, a->text));
}

/* The attributes of an owner, sorted. */
static inline void dump_attributes(struct dump *d, uint32_t first)
{
	struct dump inner = { .doc = d->doc };

	for (uint32_t a = first; a != TH_NONE; a = d->doc->attributes.items[a].next) {
		dump_begin(&inner);
		dump_attribute(&inner, &d->doc->attributes.items[a]);
		dump_end(&inner);
	}
	if (inner.lines.count)
		qsort(inner.lines.items, inner.lines.count, sizeof(struct dump_line), dump_order);
	for (uint32_t i = 0; i < inner.lines.count; i++) {
		fwrite(inner.lines.items[i].text, 1, inner.lines.items[i].len, d->out);
		free(inner.lines.items[i].text);
	}
	dump_lines_release(&inner.lines);
}

static inline void dump_organization(struct dump *d, uint32_t index)
{
	const struct th_organization *o = &d->doc->organizations.items[index];

	dump_text(d, th_document_text(d->doc, o->name));
	dump_attributes(d, o->attributes);
}

static inline void dump_named_organization(struct dump *d, const char *name, uint32_t index)
{
	if (index == TH_NONE)
		return;
	fprintf(d->out, " %s={", name);
	dump_organization(d, index);
	fputc('}', d->out);
}

/* How a component is called in lines: by its reference, else by what it says of itself. */
static inline void dump_label(struct dump *d, uint32_t index)
{
	const struct th_component *c = &d->doc->components.items[index];

	if (c->ref) {
		dump_text(d, d->doc->refs.texts.items[c->ref - 1]);
		return;
	}
	fputc('(', d->out);
	dump_text(d, th_document_text(d->doc, c->name));
	if (th_text_len(c->version)) {
		fputc('@', d->out);
		dump_text(d, th_document_text(d->doc, c->version));
	}
	fputc(')', d->out);
}

static inline const char *dump_role(unsigned role)
{
	static const char *const words[TH_ROLE_COUNT] = {
		[TH_ROLE_LISTED] = "listed",
		[TH_ROLE_ROOT] = "root",
		[TH_ROLE_SERVICE] = "service",
		[TH_ROLE_FILE] = "file",
		[TH_ROLE_BUILD] = "build",
		[TH_ROLE_ANCESTOR] = "ancestor",
		[TH_ROLE_NESTED_ROOT] = "nested-root",
		[TH_ROLE_LINK] = "link",
		[TH_ROLE_PLACEHOLDER] = "placeholder",
	};

	return words[role];
}

static inline const char *dump_scope(unsigned scope)
{
	static const char *const words[TH_SCOPE_COUNT] = {
		[TH_SCOPE_RUNTIME] = "",
		[TH_SCOPE_BUILD] = " scope=build",
		[TH_SCOPE_DEV] = " scope=dev",
		[TH_SCOPE_TEST] = " scope=test",
		[TH_SCOPE_OPTIONAL] = " scope=optional",
		[TH_SCOPE_EXCLUDED] = " scope=excluded",
	};

	return words[scope];
}

static inline const char *dump_aggregate(unsigned aggregate)
{
	static const char *const words[] = {
		[TH_AGGREGATE_SILENT] = "silent",
		[TH_AGGREGATE_COMPLETE] = "complete",
		[TH_AGGREGATE_INCOMPLETE] = "incomplete",
		[TH_AGGREGATE_UNKNOWN] = "unknown",
		[TH_AGGREGATE_NOT_SPECIFIED] = "not-specified",
	};

	return words[aggregate];
}

static inline void dump_component(struct dump *d, uint32_t index)
{
	const struct th_component *c = &d->doc->components.items[index];

	dump_begin(d);
	fputs("component ", d->out);
	dump_label(d, index);
	fprintf(d->out, " %s %s", dump_role(c->role),
		th_component_type_word((enum th_component_type)c->type));
	dump_field(d, "name", c->name);
	dump_field(d, "version", c->version);
	dump_field(d, "group", c->group);
	dump_field(d, "purl", c->purl);
	dump_field(d, "cpe", c->cpe);
	dump_field(d, "publisher", c->publisher);
	fputs(dump_scope(c->scope), d->out);
	fputs(c->external ? " external" : "", d->out);
	dump_named_organization(d, "supplier", c->supplier);
	dump_named_organization(d, "manufacturer", c->manufacturer);
	dump_attributes(d, c->attributes);
	fputs(c->states_upstream ? " states-upstream" : "", d->out);
	if (c->dependencies)
		fprintf(d->out, " dependencies=%s", dump_aggregate(c->dependencies));
	if (c->assemblies)
		fprintf(d->out, " assemblies=%s", dump_aggregate(c->assemblies));
	dump_end(d);
}

static inline void dump_relation(struct dump *d, const struct th_relation *r)
{
	dump_begin(d);
	fputs("relation ", d->out);
	dump_label(d, r->from);
	fprintf(d->out, " %s ", th_relation_word((enum th_relation_kind)r->kind));
	dump_label(d, r->to);
	fprintf(d->out, "%s%s%s%s", dump_scope(r->scope), r->implied ? " implied" : "",
		r->suspect ? " suspect" : "", r->is_dependency ? " dependency" : "");
	dump_end(d);
}

static inline void dump_link(struct dump *d, const struct th_link *l)
{
	dump_begin(d);
	fputs("link ", d->out);
	dump_text(d, th_document_text(d->doc, l->document));
	if (th_text_is_present(l->element)) {
		fputc('#', d->out);
		dump_text(d, th_document_text(d->doc, l->element));
	}
	fputs(l->describes ? " describes " : " is ", d->out);
	if (l->component == TH_NONE)
		fputs("nothing", d->out);
	else
		dump_label(d, l->component);
	dump_field(d, "checksum", l->checksum);
	dump_field(d, "alias", l->alias);
	dump_end(d);
}

static inline void dump_head(struct dump *d, unsigned without)
{
	const struct th_document *doc = d->doc;

	dump_begin(d);
	fputs("document", d->out);
	if (!(without & DUMP_NO_SPEC))
		dump_field(d, "spec", doc->spec_version);
	dump_field(d, "created", doc->created);
	if (doc->id.len)
		fprintf(d->out, " id=%.*s", TH_FMT(doc->id));
	if (doc->root != TH_NONE) {
		fputs(" root=", d->out);
		dump_label(d, doc->root);
	}
	fprintf(d->out, "%s%s%s", doc->operations ? " operations" : "",
		doc->has_environment ? " environment" : "", doc->rejected ? " rejected" : "");
	dump_end(d);
	dump_begin(d);
	fprintf(d->out, "counts components=%u services=%u files=%u dependencies=%u dangling=%u",
		doc->counts.components, doc->counts.services, doc->counts.files,
		doc->counts.dependencies, doc->counts.dangling);
	dump_end(d);
}

/* The text, malloc'ed, the caller's. */
static inline char *dump_document(const struct th_document *doc, unsigned without)
{
	struct dump d = { .doc = doc };

	dump_head(&d, without);
	for (uint32_t i = 0; i < doc->components.count; i++)
		dump_component(&d, i);
	for (uint32_t i = 0; i < doc->organizations.count; i++) {
		dump_begin(&d);
		fputs("organization ", d.out);
		dump_organization(&d, i);
		dump_end(&d);
	}
	for (uint32_t i = 0; i < doc->relations.count; i++)
		dump_relation(&d, &doc->relations.items[i]);
	for (uint32_t i = 0; i < doc->links.count; i++)
		dump_link(&d, &doc->links.items[i]);
	for (uint32_t i = 0; !(without & DUMP_NO_DIAGNOSTICS) && i < doc->diagnostics.list.count;
	     i++) {
		enum th_diag_code code = doc->diagnostics.list.items[i].code;
		if (code == TH_DIAG_foreign_element) /* only XML has them */
			continue;
		dump_begin(&d);
		fprintf(d.out, "diagnostic %s", th_diag_slug(code));
		dump_end(&d);
	}
	qsort(d.lines.items, d.lines.count, sizeof(struct dump_line), dump_order);
	struct dump whole = { .doc = doc };
	dump_begin(&whole);
	for (uint32_t i = 0; i < d.lines.count; i++) {
		fwrite(d.lines.items[i].text, 1, d.lines.items[i].len, whole.out);
		fputc('\n', whole.out);
		free(d.lines.items[i].text);
	}
	dump_lines_release(&d.lines);
	fclose(whole.out);
	return whole.line;
}

/* The first line of a that b does not have (lines sorted), or NULL; *len its bytes. */
static inline const char *dump_difference(const char *a, const char *b, size_t *len)
{
	while (*a) {
		size_t m = strcspn(a, "\n"), n = strcspn(b, "\n");
		int order = th_slice_compare(th_slice_make(a, m), th_slice_make(b, n));
		*len = m;
		if (!*b || order < 0)
			return a;
		if (order == 0)
			a += m + 1;
		b += n + 1;
	}
	return NULL;
}

/* Does the dump have this very line? */
static inline bool dump_has(const char *dump, th_slice line)
{
	for (const char *at = dump; *at; at += strcspn(at, "\n") + 1)
		if (th_slice_equal(th_slice_make(at, strcspn(at, "\n")), line))
			return true;
	return false;
}

#endif
