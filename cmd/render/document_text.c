/*
 * A document as `inspect` tells it to a person: what it is, what it holds, what it leaves out, what
 * is wrong with it.
 */
#include "cmd/inspect.h"
#include "cmd/render/document_signed.h"
#include "cmd/render/text.h"
#include "parsers/facts.h"

enum { LABEL = 14, NAME_LINES = 3, MOST_COMPLAINTS = 40 };

static void line(struct th_page *page, const char *label, th_slice text)
{
	th_page_begin(page, 2, LABEL);
	th_page_label(page, TH_STYLE_FAINT, label, LABEL - 2);
	th_page_text(page, TH_STYLE_PLAIN, text);
	th_page_end(page);
}

static void put_name(struct th_page *page, const struct th_report_document *entry)
{
	th_page_begin(page, 0, 0);
	th_page_place(page, TH_STYLE_HEADING, TH_SLICE(""), entry->path, TH_SLICE(""));
	th_page_end(page);
}

/* ---- what it is ---- */

static void put_format(struct th_page *page, const struct th_inspected *inspected)
{
	const struct th_report_document *entry = &inspected->entry;

	line(page, "format",
	     th_page_compose(page, "%.*s%s%.*s (%s)", TH_FMT(entry->format),
			     entry->spec_version.len > 0 ? ", version " : "",
			     TH_FMT(entry->spec_version), inspected->doc.parser->title));
	if (entry->created.len > 0)
		line(page, "created", entry->created);
	if (entry->id.len > 0)
		line(page, "id", entry->id);
	line(page, "sha256", th_slice_of(entry->sha256));
	if (inspected->source.compression.ptr)
		line(page, "compressed", inspected->source.compression);
}

static void put_root(struct th_page *page, const struct th_document *doc)
{
	if (doc->root == TH_NONE || doc->root >= doc->components.count) {
		if (!doc->parser->is_advisory && !th_document_is_signed(doc))
			line(page, "about", TH_SLICE("it does not say"));
		return;
	}
	const struct th_component *root = &doc->components.items[doc->root];
	uint32_t by = root->supplier != TH_NONE ? root->supplier : root->manufacturer;
	th_slice supplier = by == TH_NONE
				    ? (th_slice){ 0 }
				    : th_document_text(doc, doc->organizations.items[by].name);
	th_slice version = th_document_text(doc, root->version);

	line(page, doc->operations ? "inventory of" : "about",
	     th_page_compose(page, "%.*s%s%.*s%s%.*s",
			     TH_FMT(th_text_name(th_document_text(doc, root->name))),
			     version.len > 0 ? " " : "", TH_FMT(version),
			     supplier.len > 0 ? " of " : ", which names no supplier",
			     TH_FMT(supplier)));
}

/* ---- what it holds ---- */

/* "14 components" and a comma where more comes; nothing for none of them. */
static void put_count(struct th_page *page, uint32_t count, const char *noun, uint32_t later)
{
	if (count > 0)
		th_page_unit(page, TH_STYLE_PLAIN,
			     th_page_compose(page, "%u %s%s", count, noun, later > 0 ? "," : ""));
}

static void put_counts(struct th_page *page, const struct th_inspected *inspected)
{
	static const struct th_facts none;
	const struct th_report_document *entry = &inspected->entry;
	const struct th_facts *facts = inspected->doc.facts ? inspected->doc.facts : &none;
	const struct {
		uint32_t count;
		const char *noun;
	} rows[] = {
		{ facts->advisories.count,
		  facts->advisories.count == 1 ? "advisory" : "advisories" },
		{ facts->statements.count,
		  facts->statements.count == 1 ? "VEX statement" : "VEX statements" },
		{ facts->exploited.count,
		  facts->exploited.count == 1 ? "exploited flaw" : "exploited flaws" },
		{ facts->likelihoods.count,
		  facts->likelihoods.count == 1 ? "likelihood" : "likelihoods" },
		{ facts->lifecycles.count,
		  facts->lifecycles.count == 1 ? "lifecycle" : "lifecycles" },
		{ facts->events.count, facts->events.count == 1 ? "event" : "events" },
		{ entry->components, entry->components == 1 ? "component" : "components" },
		{ entry->services, entry->services == 1 ? "service" : "services" },
		{ entry->files, entry->files == 1 ? "file" : "files" },
		{ entry->dependencies, entry->dependencies == 1 ? "dependency" : "dependencies" },
		{ entry->relationships,
		  entry->relationships == 1 ? "relationship" : "relationships" },
	};
	uint32_t left = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		left += rows[i].count;
	if (left == 0 && (th_document_is_signed(&inspected->doc) || inspected->doc.claims))
		return; /* what it says of other things follows */
	th_page_begin(page, 2, LABEL);
	th_page_label(page, TH_STYLE_FAINT, "holds", LABEL - 2);
	if (left == 0)
		th_page_text(page, TH_STYLE_PLAIN,
			     inspected->doc.parser->is_advisory ? TH_SLICE("nothing")
								: TH_SLICE("no component"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		left -= rows[i].count;
		put_count(page, rows[i].count, rows[i].noun, left);
	}
	th_page_end(page);
}

static void put_relations(struct th_page *page, const struct th_document *doc)
{
	uint32_t counts[TH_RELATION_COUNT] = { 0 }, left = 0;

	for (uint32_t i = 0; i < doc->relations.count; i++) {
		counts[doc->relations.items[i].kind] += !doc->relations.items[i].implied;
		left += !doc->relations.items[i].implied;
	}
	if (left == 0)
		return;
	th_page_begin(page, 2, LABEL);
	th_page_label(page, TH_STYLE_FAINT, "relations", LABEL - 2);
	for (int kind = 0; kind < TH_RELATION_COUNT; kind++) {
		left -= counts[kind];
		put_count(page, counts[kind], th_relation_word((enum th_relation_kind)kind), left);
	}
	th_page_end(page);
}

static void put_organizations(struct th_page *page, const struct th_document *doc)
{
	uint32_t count = doc->organizations.count;

	if (count == 0)
		return;
	th_slice *names = th_arena_calloc(page->arena, count, sizeof(*names));
	if (!names) {
		page->failed = true;
		return;
	}
	for (uint32_t i = 0; i < count; i++)
		names[i] = th_document_text(doc, doc->organizations.items[i].name);
	th_page_begin(page, 2, LABEL);
	th_page_label(page, TH_STYLE_FAINT, "names", LABEL - 2);
	th_text_names(page, names, count, NAME_LINES, false);
	th_page_end(page);
}

/* ---- what it leaves out ---- */

struct gaps {
	uint32_t components, version, supplier, identity, upstream;
};

static bool has_identity(const struct th_document *doc, const struct th_component *component)
{
	if (th_text_is_present(component->purl) || th_text_is_present(component->cpe))
		return true;
	for (uint32_t i = component->attributes; i != TH_NONE; i = doc->attributes.items[i].next)
		if (doc->attributes.items[i].kind <= TH_ATTRIBUTE_GITOID)
			return true;
	return false;
}

static struct gaps gaps_of(const struct th_document *doc)
{
	struct gaps gaps = { 0 };

	for (uint32_t i = 0; i < doc->components.count; i++) {
		const struct th_component *component = &doc->components.items[i];

		if (component->role != TH_ROLE_LISTED)
			continue;
		gaps.components++;
		gaps.version += !th_text_is_present(component->version);
		gaps.supplier += component->supplier == TH_NONE &&
				 component->manufacturer == TH_NONE &&
				 !th_text_is_present(component->publisher);
		gaps.identity += !has_identity(doc, component);
		gaps.upstream += !component->states_upstream;
	}
	return gaps;
}

static void put_gap(struct th_page *page, uint32_t count, uint32_t all, const char *what)
{
	if (count > 0)
		line(page, "leaves out",
		     th_page_compose(page, "%s, of %u of %u component%s", what, count, all,
				     th_text_s(all)));
}

static void put_gaps(struct th_page *page, const struct th_document *doc)
{
	struct gaps gaps = gaps_of(doc);

	put_gap(page, gaps.supplier, gaps.components, "who supplies it");
	put_gap(page, gaps.version, gaps.components, "the version");
	put_gap(page, gaps.identity, gaps.components,
		"what identifies it (package URL, CPE, hash, SWID)");
	if (!doc->operations)
		put_gap(page, gaps.upstream, gaps.components, "what it relies on");
	if (doc->counts.dangling > 0)
		line(page, "leaves out",
		     th_page_compose(page, "what %u reference%s lead%s to", doc->counts.dangling,
				     th_text_s(doc->counts.dangling),
				     doc->counts.dangling == 1 ? "s" : ""));
	for (uint32_t i = 0; i < doc->links.count; i++)
		line(page, "refers to", th_document_text(doc, doc->links.items[i].document));
}

static void put_quality(struct th_page *page, const struct th_quality *quality)
{
	const char *slug = th_floors[quality->floor].slug;

	if (quality->not_judged)
		line(page, "quality",
		     th_page_compose(page, "%s does not ask it: %s", slug, quality->not_judged));
	else if (quality->missed == 0)
		line(page, "quality",
		     th_page_compose(page, "%s is met, by %u component%s and the document", slug,
				     quality->components, th_text_s(quality->components)));
	else
		line(page, "quality",
		     th_page_compose(page, "%s is missed, in %u field%s:", slug, quality->missed,
				     th_text_s(quality->missed)));
	for (int f = 0; f < TH_FLOOR_FIELD_COUNT; f++)
		if (quality->missing[f] > 0)
			line(page, "",
			     th_quality_sentence(quality, (enum th_floor_field)f, page->arena));
}

/* ---- what is wrong with it ---- */

static void put_diagnostic(struct th_page *page, const struct th_report_diagnostic *diagnostic)
{
	const char *severity = th_severity_word(th_diag_severity(diagnostic->code));
	struct th_place place = diagnostic->place;
	th_slice pointer = place.pointer;

	place.pointer = (th_slice){ 0 };
	th_page_unwrapped(
		page, th_page_compose(page, "%.*s%.*s: %s: %.*s [%s]%s%.*s", TH_FMT(place.document),
				      TH_FMT(th_text_behind(page, &place, true)), severity,
				      TH_FMT(diagnostic->message), th_diag_slug(diagnostic->code),
				      pointer.len > 0 ? " " : "", TH_FMT(pointer)));
}

static void put_diagnostics(struct th_page *page, const struct th_inspected *inspected)
{
	uint32_t count = 0, shown = 0;

	for (uint32_t i = 0; i < inspected->diagnostics.count; i++) {
		/* put_quality has said these. */
		if (inspected->diagnostics.items[i].code == TH_DIAG_quality)
			continue;
		if (count++ < MOST_COMPLAINTS) {
			put_diagnostic(page, &inspected->diagnostics.items[i]);
			shown++;
		}
	}
	if (shown < count)
		th_page_paragraph(page, 0, 4,
				  th_page_compose(page, "and %u more (--format json lists all)",
						  count - shown));
}

void th_render_document_text(const struct th_inspected *inspected, struct th_page *page)
{
	const struct th_report_document *entry = &inspected->entry;
	const struct th_document *doc = &inspected->doc;

	put_name(page, entry);
	if (entry->status == TH_DOCUMENT_IGNORED) {
		line(page, "ignored", entry->why);
	} else if (entry->status == TH_DOCUMENT_REJECTED) {
		line(page, "not read", entry->error);
	} else {
		put_format(page, inspected);
		put_root(page, doc);
		put_counts(page, inspected);
		if (th_document_is_signed(doc) || doc->claims)
			th_render_signed_text(doc, page);
		if (!doc->parser->is_advisory) {
			put_relations(page, doc);
			put_organizations(page, doc);
			put_gaps(page, doc);
		}
		if (inspected->quality.floor != TH_FLOOR_NONE)
			put_quality(page, &inspected->quality);
	}
	put_diagnostics(page, inspected);
}
