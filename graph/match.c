#include "graph/match.h"

#include "graph/filter.h"

#include "core/identity/cpe.h"
#include "core/identity/name.h"
#include "core/identity/purl.h"
#include "core/version/vers.h"

/* What one occurrence of a component shows of itself. */
struct subject {
	uint32_t node;
	const struct th_graph_document *document;
	const struct th_component *component;
	th_slice version;
	enum th_scheme scheme;
	th_slice purl_key, release_key; /* package; package and version */
	th_slice cpe_key;
	th_slice name_key;
	enum th_platform platform;
	bool platform_known; /* worked out: it is asked for seldom */
	struct th_purl purl;
	struct th_cpe cpe;
	bool has_purl, has_cpe;
};

struct th_matcher {
	const struct th_graph *graph;
	const struct th_known *known;
	struct th_filter filter;
	size_t longest_hash;   /* digits of the longest digest that a fact holds */
	bool *speaks_of;       /* by supplier: some fact is about a product of its */
	struct th_arena arena; /* of one question */
	struct subject subject;
	struct th_purl_scratch purl_scratch, release_scratch;
	struct th_cpe_scratch cpe_scratch;
	char name_buffer[TH_NAME_KEY_BYTES], cpe_buffer[TH_MAX_CPE_BYTES];
};

const char *th_matched_by_word(enum th_matched_by by)
{
	static const char *const words[] = { "hash", "purl", "cpe", "supplier+product+version",
					     "supplier" };
	return words[by];
}

/* Some fact is about a product of this party. */
static void speak_of(struct th_matcher *m, const struct th_index *index,
		     const struct th_index_party *party)
{
	const struct th_suppliers *set = &m->graph->suppliers;
	uint32_t namesake, entity = th_suppliers_of_fact(set, index, party, &namesake);
	const uint32_t all[] = { entity, namesake, set->list.items[entity].shadow,
				 set->list.items[namesake].shadow };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		m->speaks_of[th_suppliers_find(set, all[i])] = true;
	m->speaks_of[TH_SUPPLIER_UNKNOWN] = false;
}

th_status th_matcher_new(const struct th_graph *graph, const struct th_known *known,
			 struct th_matcher **out)
{
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return TH_ENOMEM;
	(*out)->graph = graph;
	(*out)->known = known;
	(*out)->speaks_of = calloc(graph->suppliers.list.count, sizeof(bool));
	if (!(*out)->speaks_of)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < known->index_count; i++) {
		const struct th_index *index = known->indexes[i];
		th_filter_add(&(*out)->filter, index);
		if (th_index_longest(index, TH_KEY_HASH) > (*out)->longest_hash)
			(*out)->longest_hash = th_index_longest(index, TH_KEY_HASH);
		for (uint32_t e = 0; e < index->event_count; e++)
			speak_of(*out, index, &index->events[e].supplier);
		for (uint32_t l = 0; l < index->lifecycle_count; l++)
			speak_of(*out, index, &index->lifecycles[l].supplier);
	}
	return TH_OK;
}

void th_matcher_free(struct th_matcher *matcher)
{
	if (!matcher)
		return;
	free(matcher->speaks_of);
	th_arena_release(&matcher->arena);
	free(matcher);
}

/* ---- what a component shows ---- */

static void read_purl(struct th_matcher *m, struct subject *s)
{
	th_slice text = th_document_text(s->document->doc, s->component->purl), out;

	if (text.len == 0 || !th_filter_purl(&m->filter, text) ||
	    th_purl_canonical(text, TH_PURL_MATCH, &m->purl_scratch, &out, &s->purl) != TH_OK)
		return;
	s->has_purl = true;
	s->purl_key = out;
	s->scheme = th_scheme_for_purl_type(s->purl.type);
	if (s->version.len == 0)
		s->version = s->purl.version;
}

static void read_cpe(struct th_matcher *m, struct subject *s)
{
	th_slice text = th_document_text(s->document->doc, s->component->cpe);

	if (text.len == 0 || !th_filter_cpe(&m->filter, text) ||
	    th_cpe_parse(text, &m->cpe_scratch, &s->cpe, NULL) != TH_OK)
		return;
	s->has_cpe = true;
	th_slice vendor = th_cpe_text(&s->cpe, TH_CPE_VENDOR),
		 product = th_cpe_text(&s->cpe, TH_CPE_PRODUCT);
	if (vendor.len == 0 || product.len == 0 ||
	    vendor.len + product.len + 1 > sizeof(m->cpe_buffer))
		return;
	memcpy(m->cpe_buffer, vendor.ptr, vendor.len);
	m->cpe_buffer[vendor.len] = ':';
	memcpy(m->cpe_buffer + vendor.len + 1, product.ptr, product.len);
	s->cpe_key = th_slice_make(m->cpe_buffer, vendor.len + product.len + 1);
	if (s->version.len == 0)
		s->version = th_cpe_text(&s->cpe, TH_CPE_VERSION);
}

static void read_subject(struct th_matcher *m, uint32_t node, uint32_t component)
{
	struct subject *s = &m->subject;

	*s = (struct subject){ .node = node };
	s->component = th_graph_component(m->graph, component, &s->document);
	s->version = th_document_text(s->document->doc, s->component->version);
	read_purl(m, s);
	read_cpe(m, s);
	if (s->scheme == TH_SCHEME_NONE)
		s->scheme = TH_SCHEME_GENERIC;
	const struct th_node *n = &m->graph->nodes[node];
	if (!(m->speaks_of[n->supplier] || m->speaks_of[n->maker] || n->disputed) ||
	    th_name_key(th_document_text(s->document->doc, s->component->name), TH_NAME_PRODUCT,
			m->name_buffer, sizeof(m->name_buffer), &s->name_key) != TH_OK)
		s->name_key = (th_slice){ 0 };
}

/* The platform of what a component runs on: the operating system that an inventory lists beside it.
 */
static enum th_platform platform_of_device(const struct th_graph_document *d)
{
	if (!d->inventory)
		return TH_PLATFORM_UNKNOWN;
	for (uint32_t i = 0; i < d->doc->components.count; i++) {
		const struct th_component *c = &d->doc->components.items[i];
		if (c->type != TH_TYPE_operating_system)
			continue;
		enum th_platform p = th_platform_of_text(th_document_text(d->doc, c->name));
		if (p != TH_PLATFORM_UNKNOWN)
			return p;
	}
	return TH_PLATFORM_UNKNOWN;
}

static enum th_platform platform_of(struct th_matcher *m)
{
	struct subject *s = &m->subject;

	if (s->platform_known)
		return s->platform;
	s->platform_known = true;
	if (s->has_purl)
		s->platform = th_purl_platform(&s->purl);
	if (s->platform == TH_PLATFORM_UNKNOWN && s->has_cpe)
		s->platform = th_cpe_platform(&s->cpe);
	if (s->platform == TH_PLATFORM_UNKNOWN)
		s->platform =
			th_platform_of_file(th_document_text(s->document->doc, s->component->name));
	for (uint32_t a = s->component->attributes;
	     s->platform == TH_PLATFORM_UNKNOWN && a != TH_NONE;
	     a = s->document->doc->attributes.items[a].next) {
		const struct th_attribute *at = &s->document->doc->attributes.items[a];
		if (at->kind == TH_ATTRIBUTE_FILE_NAME || at->kind == TH_ATTRIBUTE_DISTRIBUTION)
			s->platform =
				th_platform_of_file(th_document_text(s->document->doc, at->text));
	}
	if (s->platform == TH_PLATFORM_UNKNOWN)
		s->platform = platform_of_device(s->document);
	return s->platform;
}

/* ---- versions ---- */

static bool same_version(const struct subject *s, th_slice listed)
{
	return th_version_compare(s->scheme, s->version, listed) == TH_ORDER_EQUAL;
}

static enum th_vers_answer in_range(struct th_matcher *m, th_slice range)
{
	const struct th_vers *vers;
	struct th_vers_fault fault;

	if (range.len == 0)
		return TH_VERS_NO;
	if (th_vers_parse(&m->arena, range, TH_VERS_LENIENT, &vers, &fault) != TH_OK)
		return TH_VERS_UNKNOWN;
	return th_vers_contains(vers, m->subject.version);
}

static bool in_list(const struct th_index *index, th_span list, th_slice text)
{
	for (uint32_t i = 0; i < list.count; i++)
		if (th_slice_equal_nocase(th_index_item(index, list, i), text))
			return true;
	return false;
}

/* Does an entry list the component's version? A range of which the order is not known says UNKNOWN.
 */
static enum th_vers_answer lists_version(struct th_matcher *m, const struct th_index *index,
					 const struct th_index_affected *entry)
{
	if (m->subject.version.len == 0)
		return TH_VERS_NO;
	for (uint32_t i = 0; i < entry->versions.count; i++)
		if (same_version(&m->subject, th_index_item(index, entry->versions, i)))
			return TH_VERS_YES;
	return in_range(m, th_index_text(index, entry->range));
}

static bool has_hash(struct th_matcher *m, const struct th_index *index, th_span hashes)
{
	const struct th_document *doc = m->subject.document->doc;

	for (uint32_t a = hashes.count ? m->subject.component->attributes : TH_NONE; a != TH_NONE;
	     a = doc->attributes.items[a].next)
		if (doc->attributes.items[a].kind == TH_ATTRIBUTE_HASH &&
		    in_list(index, hashes, th_document_text(doc, doc->attributes.items[a].text)))
			return true;
	return false;
}

static bool lists_package(struct th_matcher *m, const struct th_index *index, th_span purls)
{
	th_slice key;

	if (!m->subject.has_purl || purls.count == 0 ||
	    th_purl_canonical(
		    th_document_text(m->subject.document->doc, m->subject.component->purl),
		    TH_PURL_MATCH | TH_PURL_VERSION, &m->release_scratch, &key, NULL) != TH_OK)
		return false;
	return in_list(index, purls, key);
}

/* ---- events ---- */

enum verdict { NO_MATCH, SUSPECTED, CONFIRMED };

/* The component is the event's product (or one of the entry's packages): is its version meant? */
static enum verdict judge_versions(struct th_matcher *m, const struct th_index *index,
				   const struct th_index_event *event, bool is_product)
{
	enum th_platform platform = platform_of(m);
	bool on_some = false, not_on_some = false;
	enum verdict best = NO_MATCH;

	for (uint32_t i = 0; i < event->affected.count; i++) {
		const struct th_index_affected *entry = &index->affected[event->affected.first + i];
		th_slice word = th_index_text(index, entry->platform);
		enum th_platform theirs = th_platform_of_text(word);
		enum th_vers_answer listed =
			is_product ? lists_version(m, index, entry) : TH_VERS_NO;
		bool speaks_of_versions = entry->versions.count || entry->range.len;
		if (lists_package(m, index, entry->purls))
			listed = TH_VERS_YES;
		if (platform != TH_PLATFORM_UNKNOWN && word.len && theirs != platform)
			continue;
		if (listed == TH_VERS_YES && !entry->suspected &&
		    (!word.len || platform != TH_PLATFORM_UNKNOWN))
			return CONFIRMED;
		if (listed == TH_VERS_YES && !entry->suspected)
			on_some = true;
		else if (listed != TH_VERS_NO)
			best = SUSPECTED;
		else if (!entry->suspected && word.len && speaks_of_versions)
			not_on_some = true;
	}
	if (on_some)
		return not_on_some ? SUSPECTED : CONFIRMED;
	return best;
}

static bool inside_window(const struct th_index_event *event, int32_t day)
{
	return (!th_date_present(event->from) || day >= th_date_first(event->from)) &&
	       (!th_date_present(event->to) || day <= th_date_last(event->to));
}

/* A tag that was moved: its commit proves it, its date places it. */
static enum verdict judge_reference(struct th_matcher *m, const struct th_index *index,
				    const struct th_index_event *event, enum verdict verdict)
{
	struct th_date date;

	for (uint32_t i = 0; i < event->affected.count; i++)
		if (m->subject.version.len &&
		    in_list(index, index->affected[event->affected.first + i].commits,
			    m->subject.version))
			return CONFIRMED;
	if (verdict == NO_MATCH)
		return NO_MATCH;
	const struct th_document *doc = m->subject.document->doc;
	if (th_date_parse(th_document_text(doc, doc->created), &date) != TH_OK ||
	    !th_date_present(date))
		return SUSPECTED;
	return inside_window(event, date.day) ? verdict : NO_MATCH;
}

static enum verdict judge_hashes(struct th_matcher *m, const struct th_index *index,
				 const struct th_index_event *event)
{
	enum verdict best = NO_MATCH;

	for (uint32_t i = 0; i < event->affected.count; i++) {
		const struct th_index_affected *entry = &index->affected[event->affected.first + i];
		if (!has_hash(m, index, entry->hashes))
			continue;
		if (!entry->suspected)
			return CONFIRMED;
		best = SUSPECTED;
	}
	return best;
}

/* Is the product of a fact, found by its name, that of the component's supplier or maker? */
static bool is_theirs(const struct th_matcher *m, const struct th_index *index,
		      const struct th_index_party *supplier)
{
	const struct th_node *n = &m->graph->nodes[m->subject.node];
	const struct th_suppliers *set = &m->graph->suppliers;
	uint32_t namesake, entity = th_suppliers_of_fact(set, index, supplier, &namesake);

	return th_graph_is_supplied_by(m->graph, m->subject.node, entity) ||
	       (n->bare && th_suppliers_alike(set, namesake, n->supplier));
}

static th_status keep_match(struct th_match_list *matches, uint32_t first, struct th_match match)
{
	for (uint32_t i = first; i < matches->count; i++) {
		struct th_match *known = &matches->items[i];
		if (known->affair != match.affair)
			continue;
		match.trusted |= known->trusted;
		known->trusted = match.trusted;
		if (match.confidence < known->confidence ||
		    (match.confidence == known->confidence && match.by < known->by))
			*known = match;
		return TH_OK;
	}
	struct th_match *slot = th_match_list_push(matches, UINT32_MAX);
	if (!slot)
		return TH_ENOMEM;
	*slot = match;
	return TH_OK;
}

/* An event whose key the component carries. */
static th_status judge(struct th_matcher *m, uint32_t i, uint32_t number, enum th_matched_by by,
		       uint32_t first, struct th_match_list *matches)
{
	const struct th_index *index = m->known->indexes[i];
	const struct th_index_event *event = &index->events[number];
	uint32_t affair = th_known_affair(m->known, i, number);
	enum verdict verdict;

	if (affair == TH_NONE || event->kind > TH_EVENT_mutable_reference)
		return TH_OK;
	if (by == TH_MATCHED_HASH) {
		verdict = judge_hashes(m, index, event);
	} else {
		bool is_product = true;
		if (by == TH_MATCHED_NAME && !is_theirs(m, index, &event->supplier))
			return TH_OK;
		if (by ==
		    TH_MATCHED_PURL) { /* the key may be that of one of the entries' packages */
			is_product = false;
			struct th_purl_scratch *scratch = &m->release_scratch;
			th_slice key;
			for (uint32_t p = 0; p < event->product.purls.count && !is_product; p++)
				is_product = th_purl_canonical(
						     th_index_item(index, event->product.purls, p),
						     TH_PURL_MATCH, scratch, &key, NULL) == TH_OK &&
					     th_slice_equal(key, m->subject.purl_key);
		}
		verdict = judge_versions(m, index, event, is_product);
		if (event->kind == TH_EVENT_mutable_reference)
			verdict = judge_reference(m, index, event, verdict);
	}
	if (verdict == NO_MATCH)
		return TH_OK;
	return keep_match(matches, first,
			  (struct th_match){ m->subject.node, affair,
					     verdict == CONFIRMED ? TH_CONFIRMED : TH_SUSPECTED, by,
					     th_known_is_trusted(event) });
}

/* ---- lifecycle ---- */

static bool end_exists(const struct th_index_end *end, int32_t as_of)
{
	if (th_date_present(end->published) && th_date_first(end->published) > as_of)
		return false;
	return !th_date_present(end->withdrawn) || th_date_last(end->withdrawn) > as_of;
}

static bool end_is_about(struct th_matcher *m, const struct th_index *index,
			 const struct th_index_end *end)
{
	if (end->versions.count == 0 && end->ranges.count == 0)
		return true;
	if (m->subject.version.len == 0)
		return false;
	for (uint32_t i = 0; i < end->versions.count; i++)
		if (same_version(&m->subject, th_index_item(index, end->versions, i)))
			return true;
	for (uint32_t i = 0; i < end->ranges.count; i++)
		if (in_range(m, th_index_item(index, end->ranges, i)) == TH_VERS_YES)
			return true;
	return false;
}

/* The earliest end of a kind that a statement has for the component, or NULL. */
static const struct th_index_end *earliest(struct th_matcher *m, const struct th_index *index,
					   const struct th_index_lifecycle *l,
					   enum th_end_kind kind)
{
	const struct th_index_end *best = NULL;

	for (uint32_t i = 0; i < l->ends.count; i++) {
		const struct th_index_end *end = &index->ends[l->ends.first + i];
		if (end->kind != kind || !th_date_present(end->effective) ||
		    !end_exists(end, m->known->as_of) || !end_is_about(m, index, end))
			continue;
		if (!best || th_date_last(end->effective) < th_date_last(best->effective))
			best = end;
	}
	return best;
}

static bool still_distributed(struct th_matcher *m, const struct th_index *index,
			      const struct th_index_lifecycle *l)
{
	const struct th_index_end *end = earliest(m, index, l, TH_END_OF_DISTRIBUTION);

	return !end || th_date_last(end->effective) >= m->known->as_of;
}

/* Of several sources the earliest end counts, unless you named one: then only yours do. */
static void weigh(struct th_matcher *m, const struct th_index *index,
		  const struct th_index_lifecycle *l, enum th_matched_by by,
		  struct th_lifecycle_match *out)
{
	const struct th_index_end *end = earliest(m, index, l, TH_END_OF_LIFE);
	int32_t last = end ? th_date_last(end->effective) : INT32_MAX;
	bool better = !out->known || (l->named && !out->lifecycle->named) ||
		      (l->named == out->lifecycle->named && last < out->ends);

	if (better)
		*out = (struct th_lifecycle_match){
			true, index, l, end, last, end && still_distributed(m, index, l), by
		};
}

/* A statement about the life of a product whose key the component carries. */
static void weigh_record(struct th_matcher *m, uint32_t i, uint32_t record, enum th_matched_by by,
			 struct th_lifecycle_match *out)
{
	const struct th_index *index = m->known->indexes[i];
	const struct th_index_lifecycle *l = &index->lifecycles[record];

	if (by != TH_MATCHED_NAME || is_theirs(m, index, &l->supplier))
		weigh(m, index, l, by, out);
}

/* ---- a component's keys ---- */

struct answers {
	uint32_t first; /* match of this node */
	struct th_match_list *matches;
	struct th_lifecycle_match *lifecycle;
};

static th_status look_up(struct th_matcher *m, enum th_key_kind kind, th_slice key,
			 enum th_matched_by by, struct answers *a)
{
	for (uint32_t i = 0; key.len && i < m->known->index_count; i++) {
		uint32_t count;
		const struct th_posting *p = th_index_find(m->known->indexes[i], kind, key, &count);
		for (uint32_t k = 0; k < count; k++) {
			if (p[k].kind == TH_RECORD_EVENT)
				TH_TRY(judge(m, i, p[k].record, by, a->first, a->matches));
			else if (p[k].kind == TH_RECORD_LIFECYCLE)
				weigh_record(m, i, p[k].record, by, a->lifecycle);
		}
	}
	return TH_OK;
}

static th_status look_up_hashes(struct th_matcher *m, struct answers *a)
{
	const struct th_document *doc = m->subject.document->doc;
	char lower[256];

	for (uint32_t i = m->subject.component->attributes; i != TH_NONE;
	     i = doc->attributes.items[i].next) {
		const struct th_attribute *at = &doc->attributes.items[i];
		th_slice hex = th_document_text(doc, at->text);
		if (at->kind != TH_ATTRIBUTE_HASH || hex.len > sizeof(lower) ||
		    hex.len > m->longest_hash)
			continue;
		th_hexadecimal_lower(hex, lower);
		TH_TRY(look_up(m, TH_KEY_HASH, th_slice_make(lower, hex.len), TH_MATCHED_HASH, a));
	}
	return TH_OK;
}

th_status th_matcher_look(struct th_matcher *m, uint32_t node, struct th_match_list *matches,
			  struct th_lifecycle_match *lifecycle)
{
	struct answers a = { matches->count, matches, lifecycle };

	*lifecycle = (struct th_lifecycle_match){ .ends = INT32_MAX };
	for (uint32_t c = m->graph->nodes[node].first; c != TH_NONE; c = m->graph->next_same[c]) {
		read_subject(m, node, c);
		TH_TRY(look_up_hashes(m, &a));
		TH_TRY(look_up(m, TH_KEY_PURL, m->subject.purl_key, TH_MATCHED_PURL, &a));
		TH_TRY(look_up(m, TH_KEY_CPE, m->subject.cpe_key, TH_MATCHED_CPE, &a));
		TH_TRY(look_up(m, TH_KEY_PRODUCT, m->subject.name_key, TH_MATCHED_NAME, &a));
	}
	th_arena_release(&m->arena);
	return TH_OK;
}
