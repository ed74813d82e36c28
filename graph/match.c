#include "graph/match.h"

#include "graph/advised.h"
#include "graph/ahead.h"
#include "graph/listed.h"
#include "graph/subject.h"

#include "core/base/limits.h"
#include "core/identity/ecosystem.h"

/* Whom a fact is about, and whether that is who supplies or makes a node. */
struct party {
	uint32_t entity, namesake;
	uint32_t node; /* the last one that was asked about; 0: none was */
	bool is_theirs;
};

/* What is worked out of the facts of an index, each when it is asked for first. */
struct facts {
	struct party *of_event, *of_lifecycle;
	struct th_listed_event **events;
	struct th_listed_ends **lives, **distributions; /* by lifecycle */
};

struct th_matcher {
	const struct th_graph *graph;
	const struct th_known *known;
	size_t longest_hash; /* digits of the longest digest that a fact holds */
	struct facts facts[TH_MAX_INDEXES];
	uint32_t *match_of;    /* by affair: its last match */
	uint64_t looks;        /* of facts, and of versions that have no order, at a component */
	struct th_arena arena; /* of what is worked out of facts */
	struct th_subject_reader reader;
	struct th_advising advising;
	struct th_ahead ahead;
	char release[TH_MAX_PURL_BYTES];
};

const char *th_matched_by_word(enum th_matched_by by)
{
	static const char *const words[] = { "hash", "purl", "cpe", "supplier+product+version",
					     "supplier" };
	return words[by];
}

/* ---- what is known of the facts ---- */

/* Some fact is about a product of this party. */
static void speak_of(struct th_matcher *m, const struct th_index *index,
		     const struct th_index_party *supplier, struct party *out)
{
	const struct th_suppliers *set = &m->graph->suppliers;

	out->entity = th_suppliers_of_fact(set, index, supplier, &out->namesake);
	const uint32_t all[] = { out->entity, out->namesake, set->list.items[out->entity].shadow,
				 set->list.items[out->namesake].shadow };
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		m->reader.speaks_of[th_suppliers_find(set, all[i])] = true;
	m->reader.speaks_of[TH_SUPPLIER_UNKNOWN] = false;
}

static th_status learn(struct th_matcher *m, uint32_t i)
{
	const struct th_index *index = m->known->indexes[i];
	struct facts *facts = &m->facts[i];
	/* One more than there are: an empty table is no want of memory. */
	size_t events = (size_t)index->event_count + 1;
	size_t lifecycles = (size_t)index->lifecycle_count + 1;

	facts->of_event = calloc(events, sizeof(*facts->of_event));
	facts->events = calloc(events, sizeof(*facts->events));
	facts->of_lifecycle = calloc(lifecycles, sizeof(*facts->of_lifecycle));
	facts->lives = calloc(lifecycles, sizeof(*facts->lives));
	facts->distributions = calloc(lifecycles, sizeof(*facts->distributions));
	if (!facts->of_event || !facts->events || !facts->of_lifecycle || !facts->lives ||
	    !facts->distributions)
		return TH_ENOMEM;
	th_filter_add(&m->reader.filter, index);
	if (th_index_longest(index, TH_KEY_HASH) > m->longest_hash)
		m->longest_hash = th_index_longest(index, TH_KEY_HASH);
	/* products of statements alone have no key: they are found from the flaw */
	m->reader.any_name |=
		index->product_count > 0 && th_index_longest(index, TH_KEY_PRODUCT) > 0;
	for (uint32_t e = 0; e < index->event_count; e++)
		speak_of(m, index, &index->events[e].supplier, &facts->of_event[e]);
	for (uint32_t l = 0; l < index->lifecycle_count; l++)
		speak_of(m, index, &index->lifecycles[l].supplier, &facts->of_lifecycle[l]);
	return TH_OK;
}

static void forget(struct th_matcher *m, uint32_t i)
{
	const struct th_index *index = m->known->indexes[i];
	struct facts *facts = &m->facts[i];

	for (uint32_t e = 0; facts->events && e < index->event_count; e++)
		th_listed_event_release(facts->events[e]);
	for (uint32_t l = 0; facts->lives && l < index->lifecycle_count; l++)
		th_listed_ends_release(facts->lives[l]);
	for (uint32_t l = 0; facts->distributions && l < index->lifecycle_count; l++)
		th_listed_ends_release(facts->distributions[l]);
	free(facts->of_event);
	free(facts->events);
	free(facts->of_lifecycle);
	free(facts->lives);
	free(facts->distributions);
}

th_status th_matcher_new(const struct th_graph *graph, const struct th_known *known,
			 struct th_matcher **out)
{
	struct th_matcher *m = *out = calloc(1, sizeof(*m));

	if (!m)
		return TH_ENOMEM;
	m->graph = graph;
	m->known = known;
	TH_TRY(th_subject_init(&m->reader, graph));
	m->advising = (struct th_advising){ .reader = &m->reader, .known = known };
	m->match_of = calloc((size_t)known->affairs.count + 1, sizeof(*m->match_of));
	if (!m->match_of)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < known->index_count; i++)
		TH_TRY(learn(m, i));
	return TH_OK;
}

void th_matcher_free(struct th_matcher *matcher)
{
	if (!matcher)
		return;
	for (uint32_t i = 0; i < matcher->known->index_count; i++)
		forget(matcher, i);
	th_subject_release(&matcher->reader);
	th_advising_release(&matcher->advising);
	free(matcher->match_of);
	th_arena_release(&matcher->arena);
	free(matcher);
}

/* ---- events ---- */

enum verdict { NO_MATCH, SUSPECTED, CONFIRMED };

static th_status listed_in(struct th_matcher *m, uint32_t i, uint32_t event,
			   struct th_listed_event **out)
{
	struct th_listed_event **listed = &m->facts[i].events[event];

	if (!*listed)
		TH_TRY(th_listed_event_new(&m->arena, m->known->indexes[i],
					   &m->known->indexes[i]->events[event], listed));
	*out = *listed;
	return TH_OK;
}

/* Is one of the versions that the component states listed? Of a component that states none, only
 * what holds every version is known to hold its. */
static th_status lists_version(struct th_matcher *m, struct th_versions *versions,
			       enum th_vers_answer *out)
{
	const struct th_subject *s = &m->reader.subject;
	struct th_versions_answer answer;

	*out = TH_VERS_NO;
	for (unsigned i = 0; versions && (i == 0 || i < s->version_count); i++) {
		TH_TRY(th_versions_find(versions, s->scheme, s->versions[i], &answer, &m->looks));
		if (answer.sure != TH_VERSIONS_NONE) {
			*out = TH_VERS_YES;
			return TH_OK;
		}
		if (answer.doubtful != TH_VERSIONS_NONE)
			*out = TH_VERS_UNKNOWN;
	}
	return TH_OK;
}

/* The groups that list the component's package in one of its versions. */
static uint32_t groups_of_release(struct th_matcher *m, const struct th_listed_event *listed)
{
	const struct th_subject *s = &m->reader.subject;
	struct th_purl purl = s->purl;
	uint32_t groups = 0;
	th_slice key;

	for (unsigned i = 0; s->has_purl && listed->texts.count && i < s->version_count; i++) {
		purl.version = s->versions[i];
		if (th_purl_format(&purl, TH_PURL_MATCH | TH_PURL_VERSION, m->release,
				   sizeof(m->release), &key) == TH_OK)
			groups |= th_listed_groups(listed, TH_LISTED_RELEASE, key);
	}
	return groups;
}

/* The component is the event's product (or one of the entries' packages): is its version meant? */
static th_status judge_versions(struct th_matcher *m, const struct th_listed_event *listed,
				bool is_product, enum verdict *verdict)
{
	enum th_platform platform = th_subject_platform(&m->reader);
	uint32_t releases = groups_of_release(m, listed);
	bool on_some = false, not_on_some = false;

	*verdict = NO_MATCH;
	for (unsigned g = 0; listed->groups >> g; g++) {
		bool stated;
		enum th_platform theirs = th_listed_platform(g, &stated);
		enum th_vers_answer answer = TH_VERS_NO;
		if (!(listed->groups >> g & 1) ||
		    (platform != TH_PLATFORM_UNKNOWN && stated && theirs != platform))
			continue;
		if (releases >> g & 1)
			answer = TH_VERS_YES;
		else if (is_product)
			TH_TRY(lists_version(m, listed->versions[g], &answer));
		if (answer == TH_VERS_YES && !th_listed_suspected(g)) {
			on_some = true;
			if (!stated || platform != TH_PLATFORM_UNKNOWN) {
				*verdict = CONFIRMED;
				return TH_OK;
			}
		} else if (answer != TH_VERS_NO) {
			*verdict = SUSPECTED;
		} else if (stated && !th_listed_suspected(g) && listed->stated >> g & 1) {
			not_on_some = true;
		}
	}
	if (on_some)
		*verdict = not_on_some ? SUSPECTED : CONFIRMED;
	return TH_OK;
}

static bool inside_window(const struct th_index_event *event, int32_t day)
{
	return (!th_date_present(event->from) || day >= th_date_first(event->from)) &&
	       (!th_date_present(event->to) || day <= th_date_last(event->to));
}

/* A tag that was moved: its commit proves it, its date places it. */
static enum verdict judge_reference(struct th_matcher *m, const struct th_listed_event *listed,
				    const struct th_index_event *event, enum verdict verdict)
{
	struct th_date date;

	for (unsigned i = 0; i < m->reader.subject.version_count; i++)
		if (th_listed_groups(listed, TH_LISTED_COMMIT, m->reader.subject.versions[i]))
			return CONFIRMED;
	if (verdict == NO_MATCH)
		return NO_MATCH;
	const struct th_document *doc = m->reader.subject.document->doc;
	if (th_date_parse(th_document_text(doc, doc->created), &date) != TH_OK ||
	    !th_date_present(date))
		return SUSPECTED;
	return inside_window(event, date.day) ? verdict : NO_MATCH;
}

static enum verdict judge_hash(const struct th_listed_event *listed, th_slice hash)
{
	uint32_t groups = th_listed_groups(listed, TH_LISTED_HASH, hash);
	enum verdict best = NO_MATCH;

	for (unsigned g = 0; groups >> g && best != CONFIRMED; g++)
		if (groups >> g & 1)
			best = th_listed_suspected(g) ? SUSPECTED : CONFIRMED;
	return best;
}

/* Is the product of a fact, found by its name, that of the component's supplier or maker? */
static bool is_theirs(const struct th_matcher *m, struct party *party)
{
	const struct th_node *n = &m->graph->nodes[m->reader.subject.node];

	if (party->node != m->reader.subject.node) {
		party->node = m->reader.subject.node;
		party->is_theirs = th_graph_is_supplied_by(m->graph, party->node, party->entity) ||
				   (n->bare && th_suppliers_alike(&m->graph->suppliers,
								  party->namesake, n->supplier));
	}
	return party->is_theirs;
}

struct answers {
	uint32_t first; /* match of this node */
	struct th_match_list *matches;
	struct th_advised_list *advised;
	struct th_lifecycle_match *lifecycle;
};

static th_status keep_match(struct th_matcher *m, const struct answers *a, struct th_match match)
{
	uint32_t *last = &m->match_of[match.affair];

	if (*last >= a->first && *last < a->matches->count &&
	    a->matches->items[*last].affair == match.affair) {
		struct th_match *known = &a->matches->items[*last];
		known->trusted = match.trusted |= known->trusted;
		if (match.confidence < known->confidence ||
		    (match.confidence == known->confidence && match.by < known->by))
			*known = match;
		return TH_OK;
	}
	struct th_match *slot = th_match_list_push(a->matches, UINT32_MAX);
	if (!slot)
		return TH_ENOMEM;
	*slot = match;
	*last = a->matches->count - 1;
	return TH_OK;
}

/* An event whose key the component carries. */
static th_status judge(struct th_matcher *m, uint32_t i, uint32_t number, th_slice key,
		       enum th_matched_by by, const struct answers *a)
{
	if (number >= m->known->indexes[i]->event_count) /* a damaged block */
		return TH_OK;
	const struct th_index_event *event = &m->known->indexes[i]->events[number];
	uint32_t affair = th_known_affair(m->known, i, number);
	struct th_listed_event *listed;
	enum verdict verdict;

	if (affair == TH_NONE || event->kind > TH_EVENT_mutable_reference ||
	    (by == TH_MATCHED_NAME && !is_theirs(m, &m->facts[i].of_event[number])))
		return TH_OK;
	TH_TRY(listed_in(m, i, number, &listed));
	if (by == TH_MATCHED_HASH) {
		verdict = judge_hash(listed, key);
	} else {
		/* A purl may be that of one of the entries' packages. */
		bool is_product =
			by != TH_MATCHED_PURL || th_listed_groups(listed, TH_LISTED_PRODUCT, key);
		th_subject_read_whole(&m->reader);
		TH_TRY(judge_versions(m, listed, is_product, &verdict));
		if (event->kind == TH_EVENT_mutable_reference)
			verdict = judge_reference(m, listed, event, verdict);
	}
	if (verdict == NO_MATCH)
		return TH_OK;
	return keep_match(m, a,
			  (struct th_match){ m->reader.subject.node, affair,
					     verdict == CONFIRMED ? TH_CONFIRMED : TH_SUSPECTED, by,
					     th_known_is_trusted(event) });
}

/* ---- lifecycle ---- */

/* The earliest end of a kind that a statement has for the component, or NULL. */
static th_status earliest(struct th_matcher *m, uint32_t i, uint32_t record, enum th_end_kind kind,
			  const struct th_index_end **out)
{
	struct facts *facts = &m->facts[i];
	struct th_listed_ends **ends =
		&(kind == TH_END_OF_LIFE ? facts->lives : facts->distributions)[record];
	const struct th_subject *s = &m->reader.subject;
	struct th_versions_answer answer;

	if (!*ends)
		TH_TRY(th_listed_ends_new(&m->arena, m->known->indexes[i],
					  &m->known->indexes[i]->lifecycles[record], kind,
					  m->known->as_of, ends));
	uint32_t best = (*ends)->any;
	for (unsigned v = 0; v == 0 || v < s->version_count; v++) {
		TH_TRY(th_versions_find(&(*ends)->versions, s->scheme, s->versions[v], &answer,
					&m->looks));
		if (answer.sure < best)
			best = answer.sure;
		uint32_t line = th_listed_ends_of_line(*ends, s->versions[v]);
		if (line < best)
			best = line;
	}
	*out = best == TH_VERSIONS_NONE ? NULL : (*ends)->ends[best];
	return TH_OK;
}

/* You named its file: it is no built-in fact, and no feed. */
static bool is_yours(const struct th_end_said *said)
{
	return said->lifecycle->named && said->lifecycle->document != TH_NONE &&
	       said->index->source_count == 0;
}

/* Of several sources the earliest end counts, unless you named one: then only yours do. */
static bool counts_before(const struct th_end_said *a, const struct th_end_said *b)
{
	if (!a->end || !b->end)
		return a->end;
	bool a_yours = is_yours(a), b_yours = is_yours(b);

	return a_yours != b_yours ? a_yours : a->ends < b->ends;
}

/* A statement about the life of a product whose key the component carries. */
static th_status weigh(struct th_matcher *m, uint32_t i, uint32_t record, enum th_matched_by by,
		       struct th_lifecycle_match *out)
{
	const struct th_index *index = m->known->indexes[i];
	const struct th_index_lifecycle *l = &index->lifecycles[record];
	const struct th_index_end *end, *last_sale;

	if (record >= index->lifecycle_count) /* a damaged block */
		return TH_OK;
	if (by == TH_MATCHED_NAME && !is_theirs(m, &m->facts[i].of_lifecycle[record]))
		return TH_OK;
	th_subject_read_whole(&m->reader);
	TH_TRY(earliest(m, i, record, TH_END_OF_LIFE, &end));
	TH_TRY(earliest(m, i, record, TH_END_OF_DISTRIBUTION, &last_sale));
	struct th_end_said said = { index, l, end, end ? th_date_last(end->effective) : INT32_MAX,
				    by };
	bool is_observation = l->observed_at.len > 0; /* what was gone on a day was gone that day */
	bool left =
		last_sale && th_date_last(last_sale->effective) < m->known->as_of + is_observation;
	out->known |= !is_observation; /* it says nothing of the product's life */
	if (!is_observation && !index->source_count && l->document != TH_NONE &&
	    (!out->told || (l->named && !out->told->named)) &&
	    is_theirs(m, &m->facts[i].of_lifecycle[record]))
		out->told = l;
	if (left && l->named && th_date_last(last_sale->effective) > out->left)
		out->left = th_date_last(last_sale->effective);
	if (is_observation && l->observed <= m->known->as_of && l->observed > out->observed) {
		out->observed = l->observed;
		out->observation = said;
	}
	if (counts_before(&said, &out->life))
		out->life = said;
	if (!left && !l->silent_on_distribution && said.ends < m->known->as_of &&
	    counts_before(&said, &out->distributed))
		out->distributed = said;
	return TH_OK;
}

/* ---- advisories ---- */

static th_status advise(struct th_matcher *m, uint32_t i, uint32_t package, enum th_matched_by by,
			const struct answers *a)
{
	th_subject_read_whole(&m->reader);
	return th_advise(&m->advising, i, package, by, a->advised);
}

/* ---- a component's keys ---- */

/* The records of index i that carry the key. */
static th_status take(struct th_matcher *m, uint32_t i, const struct th_lookup *found,
		      enum th_matched_by by, const struct answers *a)
{
	m->looks += found->count;
	for (uint32_t k = 0; k < found->count && m->looks <= TH_MAX_LOOKS; k++) {
		struct th_posting p = found->found[k];
		if (p.kind == TH_RECORD_EVENT)
			TH_TRY(judge(m, i, p.record, found->key, by, a));
		else if (p.kind == TH_RECORD_LIFECYCLE)
			TH_TRY(weigh(m, i, p.record, by, a->lifecycle));
		else if (p.kind == TH_RECORD_PACKAGE)
			TH_TRY(advise(m, i, p.record, by, a));
	}
	return m->looks > TH_MAX_LOOKS ? TH_ELIMIT : TH_OK;
}

static th_status look_up(struct th_matcher *m, enum th_key_kind kind, th_slice key,
			 enum th_matched_by by, const struct answers *a)
{
	for (uint32_t i = 0; key.len && i < m->known->index_count; i++) {
		struct th_lookup one = { .key = key };
		one.found = th_index_find(m->known->indexes[i], kind, key, &one.count);
		TH_TRY(take(m, i, &one, by, a));
	}
	return TH_OK;
}

/* The component's first purl, which mostly was looked up ahead. */
static th_status look_up_purl(struct th_matcher *m, uint32_t ahead, const struct answers *a)
{
	if (ahead == TH_NONE)
		return look_up(m, TH_KEY_PURL, m->reader.subject.purl_key, TH_MATCHED_PURL, a);
	for (uint32_t i = 0; i < m->known->index_count; i++)
		TH_TRY(take(m, i, &m->ahead.found[i][ahead], TH_MATCHED_PURL, a));
	return TH_OK;
}

/* By the component's hashes; *more: it has purls or CPEs beyond the first. */
static th_status look_up_hashes(struct th_matcher *m, const struct answers *a, bool *more)
{
	const struct th_document *doc = m->reader.subject.document->doc;
	char lower[256];

	*more = false;
	for (uint32_t i = m->reader.subject.component->attributes; i != TH_NONE;
	     i = doc->attributes.items[i].next) {
		const struct th_attribute *at = &doc->attributes.items[i];
		th_slice hex = th_document_text(doc, at->text);
		*more |= at->kind == TH_ATTRIBUTE_PURL || at->kind == TH_ATTRIBUTE_CPE;
		if (at->kind != TH_ATTRIBUTE_HASH || hex.len > sizeof(lower) ||
		    hex.len > m->longest_hash)
			continue;
		th_hexadecimal_lower(hex, lower);
		TH_TRY(look_up(m, TH_KEY_HASH, th_slice_make(lower, hex.len), TH_MATCHED_HASH, a));
	}
	return TH_OK;
}

static bool is_of_distribution(th_slice purl)
{
	static const th_slice types[] = { { "pkg:deb/", 8 }, { "pkg:rpm/", 8 }, { "pkg:apk/", 8 } };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (th_slice_starts(purl, types[i]))
			return true;
	return false;
}

/*
 * Advisories of distributions name source packages: a binary one is looked up by its source too, in
 * the source's version where that is stated.
 */
static th_status look_up_source(struct th_matcher *m, const struct answers *a)
{
	struct th_subject *s = &m->reader.subject;
	th_slice version, key;

	if (!is_of_distribution(s->purl_key))
		return TH_OK;
	th_subject_read_whole(&m->reader);
	struct th_purl purl = s->purl;
	if (!s->has_purl || !th_ecosystem_source(&s->purl, &purl.name, &version) ||
	    th_slice_equal(purl.name, s->purl.name) ||
	    th_purl_format(&purl, TH_PURL_MATCH, m->release, sizeof(m->release), &key) != TH_OK)
		return TH_OK;
	struct th_subject whole = *s;
	if (version.len) {
		s->versions[0] = version;
		s->version_count = 1;
	}
	th_status status = look_up(m, TH_KEY_PURL, key, TH_MATCHED_PURL, a);
	*s = whole;
	return status;
}

/* By each purl and CPE beyond the first. */
static th_status look_up_others(struct th_matcher *m, uint32_t node, uint32_t component,
				const struct answers *a)
{
	const struct th_graph_document *d;
	uint32_t first = th_graph_component(m->graph, component, &d)->attributes;

	for (uint32_t i = first; i != TH_NONE; i = d->doc->attributes.items[i].next) {
		const struct th_attribute *at = &d->doc->attributes.items[i];
		if (at->kind == TH_ATTRIBUTE_PURL) {
			th_subject_read(&m->reader, node, component, at->text, (th_text){ 0 });
			TH_TRY(look_up(m, TH_KEY_PURL, m->reader.subject.purl_key, TH_MATCHED_PURL,
				       a));
		} else if (at->kind == TH_ATTRIBUTE_CPE) {
			th_subject_read(&m->reader, node, component, (th_text){ 0 }, at->text);
			TH_TRY(look_up(m, TH_KEY_CPE, m->reader.subject.cpe_key, TH_MATCHED_CPE,
				       a));
		}
	}
	return TH_OK;
}

static th_status look_at(struct th_matcher *m, uint32_t node, uint32_t c, const struct answers *a)
{
	const struct th_graph_document *d;
	const struct th_component *component = th_graph_component(m->graph, c, &d);
	struct th_subject *s = &m->reader.subject;
	uint32_t ahead = th_ahead_find(&m->ahead, c);
	bool more;

	th_subject_begin(&m->reader, node, c, component->purl, component->cpe);
	s->purl_key = ahead != TH_NONE ? m->ahead.found[0][ahead].key
				       : th_subject_purl_key(&m->reader, s->purl_text);
	th_subject_read_name(&m->reader);
	TH_TRY(look_up_hashes(m, a, &more));
	TH_TRY(look_up_purl(m, ahead, a));
	TH_TRY(look_up_source(m, a));
	TH_TRY(look_up(m, TH_KEY_CPE, s->cpe_key, TH_MATCHED_CPE, a));
	TH_TRY(look_up(m, TH_KEY_PRODUCT, s->name_key, TH_MATCHED_NAME, a));
	return more ? look_up_others(m, node, c, a) : TH_OK;
}

th_status th_matcher_look(struct th_matcher *m, uint32_t node, struct th_match_list *matches,
			  struct th_advised_list *advised, struct th_lifecycle_match *lifecycle)
{
	struct answers a = { matches->count, matches, advised, lifecycle };

	*lifecycle = (struct th_lifecycle_match){ .life = { .ends = INT32_MAX },
						  .left = TH_DAY_BEFORE,
						  .observed = TH_DAY_BEFORE };
	for (uint32_t c = m->graph->nodes[node].first; c != TH_NONE; c = m->graph->next_same[c])
		TH_TRY(look_at(m, node, c, &a));
	return TH_OK;
}

void th_matcher_expect(struct th_matcher *m, const uint32_t *nodes, uint32_t count)
{
	th_ahead_look(&m->ahead, &m->reader, m->known, nodes, count);
}
