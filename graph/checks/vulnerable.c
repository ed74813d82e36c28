/*
 * vulnerable, known-exploited, malicious-package: what advisories say of the components that were
 * reached. Advisories that share an id or an alias are one flaw: a component has it once, by the
 * smallest id. A package that does harm is not also "vulnerable". The catalogue of exploited flaws
 * names no versions, so it speaks only of what an advisory has found.
 *
 * What was not looked at for want of a feed, and what could not be decided, is said.
 */
#include "graph/advised.h"
#include "graph/check.h"
#include "graph/vex.h"

#include <stdio.h>

th_status th_check_vulnerable(struct th_check *check);

/* The advisories of one component, and which of them are one flaw. */
struct flaws {
	struct th_check *check;
	struct th_vex *vex;
	struct th_advised *items; /* of the check's list, sorted, each once */
	uint32_t count;
	uint32_t *joined;        /* by item: another of its flaw; itself where it stands for it */
	struct th_strings names; /* ids and aliases */
	struct th_index_list bearer; /* by number of a name - 1: an item that bears it */
};

static const struct th_index *index_of(const struct th_check *check, const struct th_advised *a)
{
	return check->known->indexes[a->index];
}

static const struct th_index_advisory *advisory_of(const struct th_check *check,
						   const struct th_advised *a)
{
	return &index_of(check, a)->advisories[a->advisory];
}

static th_slice id_of(const struct th_check *check, const struct th_advised *a)
{
	return th_index_text(index_of(check, a), advisory_of(check, a)->id);
}

/* ---- each advisory once, the surest ---- */

static int surest_first(const void *a, const void *b)
{
	const struct th_advised *x = a, *y = b;

	if (x->index != y->index)
		return x->index < y->index ? -1 : 1;
	if (x->advisory != y->advisory)
		return x->advisory < y->advisory ? -1 : 1;
	if (x->undecided != y->undecided)
		return x->undecided ? 1 : -1;
	if (x->confidence != y->confidence)
		return x->confidence < y->confidence ? -1 : 1;
	return (int)x->by - (int)y->by;
}

static uint32_t keep_surest(struct th_advised *items, uint32_t count)
{
	uint32_t kept = 0;

	qsort(items, count, sizeof(*items), surest_first);
	for (uint32_t i = 0; i < count; i++)
		if (kept == 0 || items[kept - 1].index != items[i].index ||
		    items[kept - 1].advisory != items[i].advisory)
			items[kept++] = items[i];
	return kept;
}

/* ---- flaws: union by name ---- */

static uint32_t find(uint32_t *joined, uint32_t i)
{
	while (joined[i] != i)
		i = joined[i] = joined[joined[i]];
	return i;
}

static th_status meet_name(struct flaws *f, uint32_t item, th_slice name)
{
	th_str id;

	TH_TRY(th_strings_intern(&f->names, name, &id));
	if (id.v > f->bearer.count) {
		uint32_t *slot = th_index_list_push(&f->bearer, UINT32_MAX);
		if (!slot)
			return TH_ENOMEM;
		*slot = item;
		return TH_OK;
	}
	uint32_t a = find(f->joined, item), b = find(f->joined, f->bearer.items[id.v - 1]);
	f->joined[a < b ? b : a] = a < b ? a : b;
	return TH_OK;
}

static th_status unite(struct flaws *f)
{
	for (uint32_t i = 0; i < f->count; i++)
		f->joined[i] = i;
	for (uint32_t i = 0; i < f->count; i++) {
		const struct th_index *index = index_of(f->check, &f->items[i]);
		const struct th_index_advisory *a = advisory_of(f->check, &f->items[i]);
		TH_TRY(meet_name(f, i, th_index_text(index, a->id)));
		for (uint32_t n = 0; n < a->names.count; n++)
			TH_TRY(meet_name(f, i, th_index_item(index, a->names, n)));
	}
	return TH_OK;
}

/* ---- one flaw ---- */

/* What the advisories of one flaw say together. */
struct flaw {
	const struct th_advised *by;   /* that names it; NULL: none is decided */
	const struct th_advised *open; /* one that is not decided, or NULL */
	bool malicious;
	uint16_t score;
	enum th_level word; /* TH_LEVEL_NEVER: none is said */
	const struct th_index_exploited *exploited;
	const struct th_index *catalogue; /* that says so */
	const struct th_index_likelihood *likelihood;
	th_slice cve;                      /* by which it is exploited, or likely to be */
	struct th_suppression *suppressed; /* by VEX */
	th_slice claim;                    /* of somebody who may not clear */
};

static enum th_level level_of_word(uint8_t word)
{
	static const enum th_level levels[TH_SEVERITY_WORD_COUNT] = {
		[TH_SEVERITY_SILENT] = TH_LEVEL_NEVER,      [TH_SEVERITY_LOW] = TH_LEVEL_LOW,
		[TH_SEVERITY_MODERATE] = TH_LEVEL_MEDIUM,   [TH_SEVERITY_HIGH] = TH_LEVEL_HIGH,
		[TH_SEVERITY_CRITICAL] = TH_LEVEL_CRITICAL,
	};
	return word < TH_SEVERITY_WORD_COUNT ? levels[word] : TH_LEVEL_NEVER;
}

/* The bands of CVSS 3 and 4; a score of 0 says that nothing can happen. */
static enum th_level level_of_score(uint16_t tenths)
{
	return tenths >= 90   ? TH_LEVEL_CRITICAL
	       : tenths >= 70 ? TH_LEVEL_HIGH
	       : tenths >= 40 ? TH_LEVEL_MEDIUM
	       : tenths > 0   ? TH_LEVEL_LOW
			      : TH_LEVEL_INFO;
}

/* Is the flaw of this name exploited by the day, or how likely is that? */
static void look_up_cve(const struct th_check *check, th_slice name, struct flaw *flaw)
{
	for (uint32_t i = 0; i < check->known->index_count; i++) {
		const struct th_index *index = check->known->indexes[i];
		const struct th_index_exploited *e = th_index_find_exploited(index, name);
		const struct th_index_likelihood *l = th_index_find_likelihood(index, name);
		if (e && e->added <= check->as_of &&
		    (!flaw->exploited || e->added < flaw->exploited->added)) {
			flaw->exploited = e;
			flaw->catalogue = index;
			flaw->cve = name;
		}
		if (l && (!flaw->likelihood || l->probability > flaw->likelihood->probability))
			flaw->likelihood = l;
	}
}

static void take_advisory(const struct th_check *check, const struct th_advised *item,
			  struct flaw *flaw)
{
	const struct th_index *index = index_of(check, item);
	const struct th_index_advisory *a = advisory_of(check, item);
	enum th_level word = level_of_word(a->word);

	if (item->undecided)
		flaw->open = item;
	else if (!flaw->by || item->confidence < flaw->by->confidence ||
		 (item->confidence == flaw->by->confidence &&
		  th_slice_compare(id_of(check, item), id_of(check, flaw->by)) < 0))
		flaw->by = item;
	flaw->malicious |= (a->flags & TH_ADVISORY_MALICIOUS) != 0;
	if (a->score != TH_SCORE_UNKNOWN &&
	    (flaw->score == TH_SCORE_UNKNOWN || a->score > flaw->score))
		flaw->score = a->score;
	if (word < flaw->word)
		flaw->word = word;
	look_up_cve(check, th_index_text(index, a->id), flaw);
	for (uint32_t n = 0; n < a->names.count; n++)
		look_up_cve(check, th_index_item(index, a->names, n), flaw);
}

/* ---- drafts ---- */

static struct th_report_advisory *report(struct th_check *check, const struct th_advised *item)
{
	const struct th_index *index = index_of(check, item);
	const struct th_index_advisory *from = advisory_of(check, item);
	struct th_report_advisory *a = th_arena_calloc(check->arena, 1, sizeof(*a));
	th_slice told = th_index_prose(index, from->told);
	th_slice urls = th_slice_sub(told, th_slice_find(told, '\n') + 1, told.len);
	uint32_t count = urls.len > 0;

	if (!a)
		return NULL;
	th_slice_holds(urls);
	for (size_t i = 0; i < urls.len; i++)
		count += urls.ptr[i] == '\n';
	a->references = th_arena_calloc(check->arena, (size_t)count + 1, sizeof(th_slice));
	if (!a->references)
		return NULL;
	a->id = id_of(check, item);
	a->source = th_check_source(check, index, from->document, "advisories");
	a->confidence = item->confidence;
	if (from->published != TH_DAY_BEFORE)
		a->published = (struct th_date){ from->published, TH_DATE_DAY };
	a->matched_by = th_matched_by_word(item->by);
	while (urls.len && a->reference_count < TH_MAX_REFERENCES) {
		size_t end = th_slice_find(urls, '\n');
		a->references[a->reference_count++] = th_slice_sub(urls, 0, end);
		urls = th_slice_sub(urls, end + 1, urls.len);
	}
	return a;
}

static struct th_draft *draft(struct th_check *check, enum th_rule_id rule,
			      const struct th_advised *item)
{
	struct th_draft *d = th_check_draft(check, rule, TH_SUBJECT_NODE, item->node);

	if (!d)
		return NULL;
	d->advisory = report(check, item);
	return d->advisory ? d : NULL;
}

/* "CVSS 9.8, EPSS 4.4 %": what is known of how bad it is. */
static th_slice numbers(struct th_check *check, const struct flaw *flaw)
{
	char text[64] = "";
	size_t len = 0;

	if (flaw->score != TH_SCORE_UNKNOWN)
		len += (size_t)snprintf(text, sizeof(text), " (CVSS %u.%u", flaw->score / 10u,
					flaw->score % 10u);
	if (flaw->likelihood)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%sEPSS %u.%u %%",
					len ? ", " : " (", flaw->likelihood->probability / 10000u,
					flaw->likelihood->probability / 1000u % 10u);
	if (len)
		snprintf(text + len, sizeof(text) - len, ")");
	return th_arena_copy(check->arena, th_slice_of(text));
}

static th_slice about(struct th_check *check, const struct flaw *flaw)
{
	const struct th_index *index = index_of(check, flaw->by);
	th_slice told = th_index_prose(index, advisory_of(check, flaw->by)->told);
	th_slice summary = th_slice_sub(told, 0, th_slice_find(told, '\n'));
	th_slice fixed = flaw->by->fixed.len ? th_arena_printf(check->arena, "; fixed in %.*s",
							       TH_FMT(flaw->by->fixed))
					     : TH_SLICE("");

	th_slice id = id_of(check, flaw->by), score = numbers(check, flaw);

	return th_arena_printf(check->arena, "%.*s%s%.*s%.*s%.*s", TH_FMT(id),
			       summary.len ? ": " : "", TH_FMT(summary), TH_FMT(score),
			       TH_FMT(fixed));
}

static th_status say(struct th_check *check, struct th_draft *d, const struct flaw *flaw,
		     const char *verb)
{
	th_slice title = th_check_title(check, flaw->by->node),
		 supplier = th_check_supplier_name(check, flaw->by->node),
		 said = about(check, flaw);

	d->message = th_arena_printf(check->arena, "%.*s of %.*s %s%s: %.*s%.*s", TH_FMT(title),
				     TH_FMT(supplier),
				     flaw->by->confidence == TH_SUSPECTED ? "perhaps " : "", verb,
				     TH_FMT(said), TH_FMT(flaw->claim));
	d->suppressed = flaw->suppressed;
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

/* The severity is the score's, else the word's. */
static void weigh(struct th_draft *d, const struct flaw *flaw)
{
	if (d->rule == TH_RULE_vulnerable) {
		if (flaw->score != TH_SCORE_UNKNOWN)
			d->severity = level_of_score(flaw->score);
		else if (flaw->word != TH_LEVEL_NEVER)
			d->severity = flaw->word;
	}
	if (flaw->by->confidence == TH_SUSPECTED)
		th_draft_lower(d);
}

static th_status add_vulnerable(struct th_check *check, const struct flaw *flaw)
{
	struct th_draft *d = draft(check, TH_RULE_vulnerable, flaw->by);

	if (!d)
		return TH_ENOMEM;
	weigh(d, flaw);
	return say(check, d, flaw, "has");
}

static th_status add_malicious(struct th_check *check, const struct flaw *flaw)
{
	struct th_draft *d = draft(check, TH_RULE_malicious_package, flaw->by);

	if (!d)
		return TH_ENOMEM;
	weigh(d, flaw);
	return say(check, d, flaw, "does harm");
}

static th_status add_exploited(struct th_check *check, const struct flaw *flaw)
{
	struct th_draft *d = draft(check, TH_RULE_known_exploited, flaw->by);
	char day[TH_DATE_TEXT];

	if (!d)
		return TH_ENOMEM;
	weigh(d, flaw);
	d->since = flaw->exploited->added;
	th_date_format((struct th_date){ flaw->exploited->added, TH_DATE_DAY }, day, sizeof(day));
	TH_TRY(say(check, d, flaw, "has a flaw that is exploited"));
	d->message = th_arena_printf(check->arena,
				     "%.*s; %.*s is in the catalogue of exploited flaws since %s%s",
				     TH_FMT(d->message), TH_FMT(flaw->cve), day,
				     flaw->exploited->by_ransomware ? ", used by ransomware" : "");
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

/* Whether the version is meant is not known: of what does harm that is a suspicion. */
static th_status add_open(struct th_check *check, struct flaw *flaw, struct th_examples *undecided)
{
	struct th_advised item = *flaw->open;

	if (!flaw->malicious) {
		th_slice title = th_check_title(check, item.node), id = id_of(check, &item);
		th_examples_add(undecided, th_arena_printf(check->arena, "%.*s (%.*s)",
							   TH_FMT(title), TH_FMT(id)));
		return TH_OK;
	}
	item.confidence = TH_SUSPECTED;
	flaw->by = &item;
	th_status status = add_malicious(check, flaw);
	flaw->by = NULL;
	return status;
}

/* By all names of the flaw's advisories. */
static th_status ask_vex(struct flaws *f, uint32_t stands, struct flaw *flaw)
{
	struct th_slice_list names = { 0 };
	th_status status = TH_OK;

	for (uint32_t i = stands; f->vex->any && i < f->count; i++) {
		const struct th_index *index = index_of(f->check, &f->items[i]);
		const struct th_index_advisory *a = advisory_of(f->check, &f->items[i]);
		for (uint32_t n = 0; find(f->joined, i) == stands && n <= a->names.count; n++) {
			th_slice *slot = th_slice_list_push(&names, UINT32_MAX);
			if (!slot) {
				status = TH_ENOMEM;
				break;
			}
			*slot = n ? th_index_item(index, a->names, n - 1)
				  : th_index_text(index, a->id);
		}
	}
	if (status == TH_OK)
		status = th_vex_ask(f->vex, flaw->by->node, names.items, names.count,
				    &flaw->suppressed, &flaw->claim);
	th_slice_list_release(&names);
	return status;
}

static th_status add_flaw(struct flaws *f, uint32_t stands, struct th_examples *undecided)
{
	struct flaw flaw = { .score = TH_SCORE_UNKNOWN, .word = TH_LEVEL_NEVER };

	for (uint32_t i = stands; i < f->count; i++)
		if (find(f->joined, i) == stands)
			take_advisory(f->check, &f->items[i], &flaw);
	if (!flaw.by)
		return flaw.open ? add_open(f->check, &flaw, undecided) : TH_OK;
	if (flaw.malicious)
		return add_malicious(f->check, &flaw);
	TH_TRY(ask_vex(f, stands, &flaw));
	TH_TRY(add_vulnerable(f->check, &flaw));
	return flaw.exploited ? add_exploited(f->check, &flaw) : TH_OK;
}

static th_status add_component(struct th_vex *vex, struct th_advised *items, uint32_t count,
			       struct th_examples *undecided)
{
	struct flaws f = { .check = vex->check, .vex = vex, .items = items };

	f.count = keep_surest(items, count);
	f.joined = malloc((size_t)f.count * sizeof(*f.joined));
	th_status status = f.joined ? unite(&f) : TH_ENOMEM;
	for (uint32_t i = 0; i < f.count && status == TH_OK; i++)
		if (find(f.joined, i) == i)
			status = add_flaw(&f, i, undecided);
	free(f.joined);
	th_strings_release(&f.names);
	th_index_list_release(&f.bearer);
	return status;
}

/* ---- what was not looked at ---- */

/* Records that may be trusted to be all that is known: those of feeds and of files you name. */
struct coverage {
	uint32_t advisories, malicious, exploited, given;
};

static void measure(const struct th_check *check, struct coverage *c)
{
	for (uint32_t i = 0; i < check->known->index_count; i++) {
		const struct th_index *index = check->known->indexes[i];
		for (uint32_t a = 0; a < index->advisory_count && index->source_count == 0; a++) {
			bool named = index->advisories[a].flags & TH_ADVISORY_NAMED;
			c->advisories += named;
			c->malicious +=
				named && (index->advisories[a].flags & TH_ADVISORY_MALICIOUS);
			c->given += !named;
		}
		for (uint32_t e = 0; e < index->exploited_count && index->source_count == 0; e++)
			c->exploited += index->exploited[e].named;
		for (uint32_t s = 0; s < index->source_count; s++) {
			uint32_t records = index->sources[s].records;
			uint32_t gives = index->sources[s].gives;
			c->advisories += gives & TH_GIVES_ADVISORIES ? records : 0;
			c->malicious += gives & TH_GIVES_MALICIOUS ? records : 0;
			c->exploited += gives & TH_GIVES_EXPLOITED ? records : 0;
		}
	}
}

static th_status skip(struct th_check *check, enum th_rule_id rule, const char *feed,
		      const char *name, uint32_t given)
{
	th_slice beside = given ? th_arena_printf(check->arena,
						  ", only the %u advisor%s among the documents "
						  "%s looked at",
						  given, given == 1 ? "y" : "ies",
						  given == 1 ? "was" : "were")
				: TH_SLICE("");

	check->skipped[rule] =
		th_arena_printf(check->arena, "no %s feed%.*s: run 'twohop feeds update %s'", feed,
				TH_FMT(beside), name);
	return check->skipped[rule].ptr ? TH_OK : TH_ENOMEM;
}

static th_status say_what_was_skipped(struct th_check *check, const struct th_examples *undecided)
{
	struct coverage c = { 0 };

	measure(check, &c);
	if (c.advisories == 0)
		TH_TRY(skip(check, TH_RULE_vulnerable, "OSV", "osv", c.given));
	if (c.malicious == 0)
		TH_TRY(skip(check, TH_RULE_malicious_package, "malicious-packages", "osv", 0));
	if (c.exploited == 0)
		TH_TRY(skip(check, TH_RULE_known_exploited, "KEV", "kev", 0));
	else if (c.advisories == 0)
		TH_TRY(skip(check, TH_RULE_known_exploited, "OSV", "osv", c.given));
	if (undecided->count == 0)
		return TH_OK;
	th_slice before = check->skipped[TH_RULE_vulnerable];
	check->skipped[TH_RULE_vulnerable] = th_arena_printf(
		check->arena,
		"%.*s%sof %u component%s and advisories that meet it is not known whether the "
		"version is meant, because there is none, it has no place in the order, or the "
		"range cannot be read or is one of commits ('twohop feeds update commits=URL' "
		"fetches a repository's history): %.*s",
		TH_FMT(before), before.len ? "; " : "", undecided->count,
		undecided->count == 1 ? "" : "s",
		TH_FMT(th_examples_text(undecided, check->arena)));
	return check->skipped[TH_RULE_vulnerable].ptr ? TH_OK : TH_ENOMEM;
}

static th_status add_all(struct th_vex *vex, struct th_examples *undecided)
{
	const struct th_advised_list *advised = &vex->check->advised;

	for (uint32_t first = 0, end; first < advised->count; first = end) {
		struct th_advised *items = &advised->items[first];
		for (end = first + 1; end < advised->count; end++)
			if (advised->items[end].node != items->node)
				break;
		TH_TRY(add_component(vex, items, end - first, undecided));
	}
	return TH_OK;
}

th_status th_check_vulnerable(struct th_check *check)
{
	struct th_examples undecided = { 0 };
	struct th_vex *vex = malloc(sizeof(*vex));

	if (!vex)
		return TH_ENOMEM;
	th_status status = th_vex_init(vex, check);
	if (status == TH_OK)
		status = add_all(vex, &undecided);
	th_vex_release(vex);
	free(vex);
	return status == TH_OK ? say_what_was_skipped(check, &undecided) : status;
}
