/*
 * OSV (Open Source Vulnerability format, schema 1.7): one record, or one a line. Kept is what tells
 * whether a package is meant and how bad it is. Of a record that is broken inside (a range without
 * an introduction, an event of no known kind) what can be used is used, and the rest is said: it
 * is never taken for "not affected".
 *
 * Malicious is a record whose id begins with MAL-, or whose weakness is CWE-506, CWE-507 or
 * CWE-912: few of the known cases ever got such an id.
 */
#include "parsers/facts.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include <pthread.h>

enum record_slot { R_ID, R_PUBLISHED, R_MODIFIED, R_WITHDRAWN, R_SUMMARY, R_DETAILS };
enum package_slot { P_ECOSYSTEM, P_NAME, P_PURL };
enum { EVENT_WAS_READ = 1 }; /* in the aux of an event's frame */

static const struct th_shape record, severity, affected, package, range, event, hint, reference,
	specific, weakness;

static th_slice text(struct th_walker *w, th_text t)
{
	return th_document_text(w->doc, t);
}

static struct th_fact_advisory *current(struct th_walker *w)
{
	struct th_fact_advisory_list *all = &w->doc->facts->advisories;

	return &all->items[all->count - 1];
}

static struct th_fact_package *current_package(struct th_walker *w)
{
	struct th_fact_package_list *all = &current(w)->packages;

	return &all->items[all->count - 1];
}

static struct th_fact_window *current_window(struct th_walker *w)
{
	struct th_fact_window_list *all = &current_package(w)->windows;

	return &all->items[all->count - 1];
}

/* ---- ranges ---- */

static th_status enter_range(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_window *window =
		th_fact_window_list_push(&current_package(w)->windows, TH_MAX_FACTS);

	if (!window)
		return th_facts_full(w->doc, current_package(w)->windows.count);
	window->place = frame->place;
	return TH_OK;
}

static th_status each_range_kind(struct th_walker *w, struct th_frame *frame, th_text t)
{
	static const char *const words[TH_WINDOW_KIND_COUNT] = {
		[TH_WINDOW_ECOSYSTEM] = "ECOSYSTEM",
		[TH_WINDOW_SEMVER] = "SEMVER",
		[TH_WINDOW_GIT] = "GIT",
	};

	(void)frame;
	for (unsigned i = 0; i < TH_WINDOW_KIND_COUNT; i++) {
		if (th_slice_equal(text(w, t), th_slice_of(words[i]))) {
			current_window(w)->kind = (uint8_t)i;
			return TH_OK;
		}
	}
	/* Commits are never decided here, so nothing is taken for not affected. */
	current_window(w)->kind = TH_WINDOW_GIT;
	th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, th_document_offset(w->doc, t),
		    "no type of range \"%.*s\" is known; whether a version lies in it stays open",
		    TH_FMT(text(w, t)));
	return TH_OK;
}

static th_status each_repository(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	current_window(w)->repository = t;
	return TH_OK;
}

static th_status add_bound(struct th_walker *w, enum th_bound_kind kind, th_text version)
{
	struct th_fact_bound_list *bounds = &current_window(w)->bounds;
	struct th_fact_bound *b = th_fact_bound_list_push(bounds, TH_MAX_FACTS);

	if (!b)
		return th_facts_full(w->doc, bounds->count);
	*b = (struct th_fact_bound){ version, (uint8_t)kind };
	return TH_OK;
}

#define EACH_BOUND(name, kind)                                                               \
	static th_status each_##name(struct th_walker *w, struct th_frame *frame, th_text t) \
	{                                                                                    \
		frame->aux |= EVENT_WAS_READ;                                                \
		return add_bound(w, kind, t);                                                \
	}
EACH_BOUND(introduced, TH_BOUND_INTRODUCED)
EACH_BOUND(fixed, TH_BOUND_FIXED)
EACH_BOUND(last_affected, TH_BOUND_LAST_AFFECTED)
EACH_BOUND(limit, TH_BOUND_LIMIT)

static th_status leave_event(struct th_walker *w, struct th_frame *frame)
{
	if (!(frame->aux & EVENT_WAS_READ))
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "an event of a range that is none of introduced, fixed, last_affected "
			    "and limit");
	return TH_OK;
}

/* "<= 29.0": how far somebody has looked, beside a range without an end. */
static th_status each_hint(struct th_walker *w, struct th_frame *frame, th_text t)
{
	th_slice s = text(w, t), version = th_slice_trim(s);

	(void)frame;
	while (version.len &&
	       (version.ptr[0] == '<' || version.ptr[0] == '=' || th_is_blank(version.ptr[0])))
		version = th_slice_sub(version, 1, version.len);
	if (version.len == 0 || version.len == s.len)
		return TH_OK;
	th_text kept = th_document_keep(w->doc, version, th_document_offset(w->doc, t));
	if (!th_text_is_present(kept))
		return TH_ENOMEM;
	return current_package(w)->windows.count ? add_bound(w, TH_BOUND_LAST_KNOWN, kept) : TH_OK;
}

static th_status leave_range(struct th_walker *w, struct th_frame *frame)
{
	const struct th_fact_window *window = current_window(w);

	for (uint32_t i = 0; i < window->bounds.count; i++)
		if (window->bounds.items[i].kind == TH_BOUND_INTRODUCED)
			return TH_OK;
	th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
		    "a range without an \"introduced\" event, which holds no version");
	return TH_OK;
}

/* ---- packages ---- */

static th_status enter_affected(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_package *p = th_fact_package_list_push(&current(w)->packages, TH_MAX_FACTS);

	if (!p)
		return th_facts_full(w->doc, current(w)->packages.count);
	p->place = frame->place;
	return TH_OK;
}

static th_status leave_package(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_package *p = current_package(w);

	p->ecosystem = frame->slots[P_ECOSYSTEM];
	p->name = frame->slots[P_NAME];
	p->purl = frame->slots[P_PURL];
	return TH_OK;
}

static th_status each_version(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current_package(w)->versions, t);
}

static th_status leave_affected(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_package *p = current_package(w);
	bool has_git = false;

	for (uint32_t i = 0; i < p->windows.count; i++)
		has_git |= p->windows.items[i].kind == TH_WINDOW_GIT;
	if (th_text_len(p->name) == 0 && th_text_len(p->purl) == 0 && !has_git)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "an affected entry that names no package; nothing can match it");
	if (p->windows.count == 0 && p->versions.count == 0)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_missing_field, frame->place,
			    "an affected entry without versions and ranges; nothing can match it");
	return TH_OK;
}

/* ---- the record ---- */

static th_status leave_severity(struct th_walker *w, struct th_frame *frame)
{
	return th_facts_add_text(w->doc, &current(w)->vectors, frame->slots[0]);
}

static th_status each_alias(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current(w)->aliases, t);
}

static th_status each_upstream(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current(w)->upstream, t);
}

static th_status each_weakness(struct th_walker *w, struct th_frame *frame, th_text t)
{
	static const char *const harm[] = { "CWE-506", "CWE-507", "CWE-912" };

	(void)frame;
	for (size_t i = 0; i < sizeof(harm) / sizeof(harm[0]); i++)
		current(w)->is_malicious |= th_slice_equal(text(w, t), th_slice_of(harm[i]));
	return TH_OK;
}

static th_status each_severity_word(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	current(w)->severity = t;
	return TH_OK;
}

static th_status leave_reference(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_reference r = { .title = frame->slots[0], .url = frame->slots[1] };

	return th_facts_add_reference(w->doc, &current(w)->references, r, frame->place,
				      &current(w)->dropped_references);
}

static th_status enter_record(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_advisory *a =
		th_fact_advisory_list_push(&w->doc->facts->advisories, TH_MAX_FACTS);

	if (!a)
		return th_facts_full(w->doc, w->doc->facts->advisories.count);
	a->place = frame->place;
	return TH_OK;
}

/* A copy of the Go records in git says the year 1 for "not known". */
static struct th_date date_of(struct th_walker *w, th_text t)
{
	return th_slice_starts(text(w, t), TH_SLICE("0001-01-01")) ? (struct th_date){ 0 }
								   : th_facts_date(w->doc, t);
}

static th_status leave_record(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_advisory *a = current(w);
	th_text summary = frame->slots[R_SUMMARY], details = frame->slots[R_DETAILS];

	a->id = frame->slots[R_ID];
	a->published = date_of(w, frame->slots[R_PUBLISHED]);
	a->modified = date_of(w, frame->slots[R_MODIFIED]);
	a->withdrawn = date_of(w, frame->slots[R_WITHDRAWN]);
	a->summary = th_text_len(summary) ? summary : details;
	a->is_malicious |= th_slice_starts(text(w, a->id), TH_SLICE("MAL-"));
	if (th_text_len(a->id) == 0) {
		th_fact_advisory_release(a);
		w->doc->facts->advisories.count--;
		return TH_OK;
	}
	if (th_date_first(a->modified) > th_date_first(w->doc->facts->updated))
		w->doc->facts->updated = a->modified;
	return TH_OK;
}

/* ---- the tables ---- */

static const struct th_field severity_fields[] = {
	TEXT("score", 0),
	PASSED("type"),
};
SHAPE(severity, "severity", NULL, leave_severity);

static const struct th_field package_fields[] = {
	TEXT("ecosystem", P_ECOSYSTEM),
	TEXT("name", P_NAME),
	TEXT("purl", P_PURL),
};
SHAPE(package, "package", NULL, leave_package);

static const struct th_field event_fields[] = {
	ONE("introduced", each_introduced),
	ONE("fixed", each_fixed),
	ONE("last_affected", each_last_affected),
	ONE("limit", each_limit),
};
SHAPE(event, "range event", NULL, leave_event);

static const struct th_field range_fields[] = {
	ONE("type", each_range_kind),
	ONE("repo", each_repository),
	OBJECT("events", event),
};
SHAPE(range, "range", enter_range, leave_range);

static const struct th_field weakness_fields[] = {
	EACH("cweId", each_weakness),
};
SHAPE(weakness, "weakness", NULL, NULL);

static const struct th_field hint_fields[] = {
	ONE("last_known_affected_version_range", each_hint),
	OBJECT("cwes", weakness),
};
SHAPE(hint, "remark on a package", NULL, NULL);

static const struct th_field affected_fields[] = {
	OBJECT("package", package),        OBJECT("ranges", range),
	EACH("versions", each_version),    OBJECT("severity", severity),
	OBJECT("database_specific", hint),
};
SHAPE(affected, "affected entry", enter_affected, leave_affected);

static const struct th_field reference_fields[] = {
	TEXT("type", 0),
	TEXT("url", 1),
};
SHAPE(reference, "reference", NULL, leave_reference);

static const struct th_field specific_fields[] = {
	EACH("cwe_ids", each_weakness),
	ONE("severity", each_severity_word),
};
SHAPE(specific, "remark on a record", NULL, NULL);

static const struct th_field record_fields[] = {
	NEEDED("id", R_ID),
	TEXT("published", R_PUBLISHED),
	TEXT("modified", R_MODIFIED),
	TEXT("withdrawn", R_WITHDRAWN),
	TEXT("summary", R_SUMMARY),
	TEXT("details", R_DETAILS),
	EACH("aliases", each_alias),
	EACH("upstream", each_upstream),
	OBJECT("severity", severity),
	OBJECT("affected", affected),
	OBJECT("references", reference),
	OBJECT("database_specific", specific),
};
SHAPE(record, "OSV record", enter_record, leave_record);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &record,   &severity, &affected, &package,
						      &range,    &event,    &hint,     &reference,
						      &specific, &weakness };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

/* ---- reading ---- */

bool th_osv_recognises(const struct th_sniff *sniff);
th_status th_osv_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_osv_recognises(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_id) && th_sniff_has(sniff, TH_SNIFF_modified) &&
	       (th_sniff_has(sniff, TH_SNIFF_affected) || th_sniff_has(sniff, TH_SNIFF_aliases) ||
		th_sniff_has(sniff, TH_SNIFF_schema_version) ||
		th_sniff_has(sniff, TH_SNIFF_details) || th_sniff_has(sniff, TH_SNIFF_summary));
}

th_status th_osv_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_walker walker = { .doc = doc };

	pthread_once(&once, prepare);
	TH_TRY(th_facts_begin(doc));
	return th_shape_walk_json(&walker, &record, sniff->start);
}
