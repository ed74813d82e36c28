#include "graph/gate.h"

#include "core/identity/purl.h"
#include "graph/check.h"

/* ---- opening ---- */

/* Whether each document is meant by the entry's globs: asked once, for paths are looked up on disk.
 */
static th_status find_meant(struct th_gate *gate, uint32_t entry)
{
	const struct th_config_rule *rule = &gate->config->rules.items[entry];
	struct th_path_globs globs;

	if (rule->documents.count == 0)
		return TH_OK;
	gate->meant[entry] = calloc((size_t)gate->document_count + 1, sizeof(bool));
	if (!gate->meant[entry])
		return TH_ENOMEM;
	th_status status = th_path_globs_init(&globs, &rule->documents, gate->arena);
	for (uint32_t d = 0; d < gate->document_count && status == TH_OK; d++)
		gate->meant[entry][d] =
			th_path_globs_match(&globs, gate->documents[d], gate->arena);
	th_path_globs_release(&globs);
	return status;
}

th_status th_gate_open(struct th_gate *gate, const struct th_config *config,
		       const struct th_baseline *baseline, int32_t as_of, const th_slice *documents,
		       uint32_t document_count, struct th_arena *arena)
{
	*gate = (struct th_gate){ .config = config,
				  .baseline = baseline,
				  .as_of = as_of,
				  .arena = arena,
				  .documents = documents,
				  .document_count = document_count };
	gate->meant = calloc((size_t)config->rules.count + 1, sizeof(*gate->meant));
	gate->exceptions = calloc((size_t)config->exceptions.count + 1, sizeof(*gate->exceptions));
	if (!gate->meant || !gate->exceptions)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < config->rules.count; i++)
		TH_TRY(find_meant(gate, i));
	return TH_OK;
}

void th_gate_close(struct th_gate *gate)
{
	for (uint32_t i = 0; gate->meant && i < gate->config->rules.count; i++)
		free(gate->meant[i]);
	free(gate->meant);
	free(gate->exceptions);
	*gate = (struct th_gate){ 0 };
}

/* ---- what an entry fits ---- */

static bool any_matches(const struct th_name_list *globs, th_slice name)
{
	for (uint32_t i = 0; i < globs->count && name.len; i++)
		if (th_name_glob_match(globs->items[i], name))
			return true;
	return false;
}

/* The names by which the report shows whom a finding is about: as stated, and as found. */
struct suppliers {
	th_slice names[4];
	uint32_t count;
};

static struct suppliers suppliers_of(const struct th_finding *f)
{
	const struct th_step *last = f->step_count ? f->steps[f->step_count - 1] : NULL;
	struct suppliers s = { 0 };

	s.names[s.count++] = f->subject.supplier;
	if (f->subject.kind == TH_NODE_SUPPLIER)
		s.names[s.count++] = f->subject.name;
	if (last)
		s.names[s.count++] = last->supplier;
	if (last && last->kind == TH_NODE_SUPPLIER)
		s.names[s.count++] = last->name;
	return s;
}

static bool fits_supplier(const struct th_name_list *globs, const struct th_finding *f)
{
	struct suppliers s = suppliers_of(f);

	for (uint32_t i = 0; i < s.count; i++)
		if (any_matches(globs, s.names[i]))
			return true;
	return false;
}

/* As it is stated, or as the specification spells it. */
static bool fits_purl(const struct th_name_list *globs, th_slice purl)
{
	struct th_purl_scratch scratch;
	th_slice canonical;

	if (any_matches(globs, purl))
		return true;
	return purl.len && th_purl_canonical(purl, 0, &scratch, &canonical, NULL) == TH_OK &&
	       any_matches(globs, canonical);
}

static bool fits_document(const struct th_gate *gate, uint32_t entry, const struct th_gate_case *c)
{
	const bool *meant = gate->meant[entry];

	for (size_t i = 0; i < 2 && meant; i++)
		if (c->documents[i] < gate->document_count && meant[c->documents[i]])
			return true;
	return !meant;
}

static bool holds(const struct th_gate *gate, const struct th_config_rule *rule)
{
	return !th_date_present(rule->until) || gate->as_of <= th_date_last(rule->until);
}

static bool fits(const struct th_gate *gate, uint32_t entry, const struct th_gate_case *c)
{
	const struct th_config_rule *rule = &gate->config->rules.items[entry];

	return rule->rule == c->finding->rule && holds(gate, rule) &&
	       (!rule->suppliers.count || fits_supplier(&rule->suppliers, c->finding)) &&
	       (!rule->purls.count || fits_purl(&rule->purls, c->finding->subject.purl)) &&
	       (!rule->criticalities || (rule->criticalities & c->criticalities)) &&
	       fits_document(gate, entry, c);
}

/* ---- what the policy says of a finding ---- */

struct ruling {
	enum th_level severity, fail;
	uint32_t max_hop, grace;
	uint32_t fail_entry; /* UINT32_MAX: fail_on */
};

static struct ruling rule_on(const struct th_gate *gate, const struct th_gate_case *c)
{
	struct ruling r = { TH_LEVEL_UNSTATED, TH_LEVEL_UNSTATED, TH_CONFIG_NO_LIMIT,
			    TH_CONFIG_NO_LIMIT, UINT32_MAX };

	for (uint32_t i = 0; i < gate->config->rules.count; i++) {
		const struct th_config_rule *rule = &gate->config->rules.items[i];
		if (rule->rule != c->finding->rule || !fits(gate, i, c))
			continue;
		if (r.severity == TH_LEVEL_UNSTATED)
			r.severity = rule->severity;
		if (r.fail == TH_LEVEL_UNSTATED && rule->fail != TH_LEVEL_UNSTATED) {
			r.fail = rule->fail;
			r.fail_entry = i;
		}
		if (r.max_hop == TH_CONFIG_NO_LIMIT)
			r.max_hop = rule->max_hop;
		if (r.grace == TH_CONFIG_NO_LIMIT)
			r.grace = rule->grace;
	}
	if (r.fail == TH_LEVEL_UNSTATED)
		r.fail = gate->config->fail_on[th_rules[c->finding->rule].class];
	return r;
}

static bool is_in_grace(const struct th_gate *gate, const struct ruling *r, int32_t since)
{
	return r->grace != TH_CONFIG_NO_LIMIT && since != TH_DAY_BEFORE &&
	       (int64_t)gate->as_of - since <= (int64_t)r->grace;
}

static bool decides(const struct th_gate *gate, const struct th_gate_case *c,
		    const struct ruling *r)
{
	const struct th_finding *f = c->finding;

	return !f->suppressed && f->news != TH_NEWS_KNOWN && r->fail != TH_LEVEL_NEVER &&
	       f->severity <= r->fail &&
	       (r->max_hop == TH_CONFIG_NO_LIMIT || f->hop <= (int64_t)r->max_hop) &&
	       !is_in_grace(gate, r, c->since);
}

/* ---- exceptions ---- */

static bool is_of_component(th_slice glob, const struct th_finding *f)
{
	return f->subject.kind != TH_NODE_SUPPLIER && f->subject.kind != TH_NODE_DOCUMENT &&
	       th_name_glob_match(glob, f->subject.name);
}

static bool is_of_supplier(th_slice glob, const struct th_finding *f)
{
	struct suppliers s = suppliers_of(f);
	bool is = false;

	for (uint32_t i = 0; i < s.count && !is; i++)
		is = s.names[i].len && th_name_glob_match(glob, s.names[i]);
	return is;
}

/* What is told from one word first. */
static bool is_excepted(const struct th_config_exception *e, const struct th_finding *f)
{
	return e->rule == f->rule && (!e->id.ptr || th_slice_equal(e->id, th_slice_of(f->id))) &&
	       (!e->component.ptr || is_of_component(e->component, f)) &&
	       (!e->supplier.ptr || is_of_supplier(e->supplier, f));
}

static bool has_begun(const struct th_gate *gate, const struct th_config_exception *e)
{
	return !th_date_present(e->approved) || gate->as_of >= th_date_first(e->approved);
}

static bool has_ended(const struct th_gate *gate, const struct th_config_exception *e)
{
	return gate->as_of > th_date_last(e->expires);
}

static th_status suppress(struct th_gate *gate, const struct th_config_exception *e,
			  struct th_finding *f)
{
	struct th_suppression *s = th_arena_calloc(gate->arena, 1, sizeof(*s));

	f->suppressed = s;
	if (!s)
		return TH_ENOMEM;
	*s = (struct th_suppression){
		.by = "exception",
		.owner = e->owner,
		.reason = e->reason,
		.expires = e->expires,
		.approved = e->approved,
		.ticket = e->ticket,
		.second_approver = e->second_approver,
		.document = TH_NONE,
		.evidence = { .document = e->place.file,
			      .line = e->place.line,
			      .column = e->place.column,
			      .pointer =
				      th_arena_printf(gate->arena, "/exceptions/%u", e->number) },
	};
	return s->evidence.pointer.ptr ? TH_OK : TH_ENOMEM;
}

/* The first that holds suppresses; one that has ended does not, and is missed where none does. */
static th_status except(struct th_gate *gate, struct th_finding *f)
{
	const struct th_config_exception_list *all = &gate->config->exceptions;

	for (uint32_t i = 0; i < all->count; i++) {
		struct th_gate_exception *state = &gate->exceptions[i];
		if (!is_excepted(&all->items[i], f))
			continue;
		if (state->met++ == 0)
			memcpy(state->example, f->id, sizeof(state->example));
		if (!f->suppressed && has_begun(gate, &all->items[i]) &&
		    !has_ended(gate, &all->items[i]))
			TH_TRY(suppress(gate, &all->items[i], f));
	}
	for (uint32_t i = 0; i < all->count && !f->suppressed; i++) {
		if (!has_ended(gate, &all->items[i]) || !is_excepted(&all->items[i], f))
			continue;
		gate->exceptions[i].counting++;
		gate->has_expired = true;
	}
	return TH_OK;
}

/* ---- a finding ---- */

th_status th_gate_judge(struct th_gate *gate, const struct th_gate_case *c)
{
	struct th_finding *f = c->finding;
	struct ruling r = rule_on(gate, c);

	if (r.severity != TH_LEVEL_UNSTATED)
		f->severity = th_level_below(r.severity, c->lowered);
	TH_TRY(except(gate, f));
	if (gate->baseline)
		f->news = th_baseline_has(gate->baseline, f->id) ? TH_NEWS_KNOWN : TH_NEWS_NEW;
	f->decided_by = r.fail_entry;
	f->decides = decides(gate, c, &r);
	return TH_OK;
}

/* ---- what is said of exceptions ---- */

/* "end-of-life of supplier 'Acme*'" */
static th_slice describe(const struct th_gate *gate, const struct th_config_exception *e)
{
	const struct {
		const char *word;
		th_slice text;
	} parts[] = { { "id", e->id }, { "supplier", e->supplier }, { "component", e->component } };
	th_slice text = th_slice_of(th_rules[e->rule].slug);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && text.ptr; i++)
		if (parts[i].text.ptr)
			text = th_arena_printf(gate->arena, "%.*s, %s '%.*s'", TH_FMT(text),
					       parts[i].word, TH_FMT(parts[i].text));
	return text;
}

static th_slice complaint(const struct th_gate *gate, uint32_t number, enum th_diag_code *code)
{
	const struct th_config_exception *e = &gate->config->exceptions.items[number];
	const struct th_gate_exception *state = &gate->exceptions[number];
	th_slice what = describe(gate, e);
	char day[TH_DATE_TEXT];
	int32_t left = th_date_last(e->expires) - gate->as_of;

	th_date_format(e->expires, day, sizeof(day));
	if (!has_begun(gate, e)) {
		*code = TH_DIAG_early_exception;
		return th_arena_printf(gate->arena,
				       "the exception (%.*s) was approved after the day of this "
				       "audit: it does not exist yet",
				       TH_FMT(what));
	}
	if (has_ended(gate, e) && state->counting) {
		*code = TH_DIAG_expired_exception;
		return th_arena_printf(gate->arena,
				       "the exception (%.*s) ended on %s: what it was for counts "
				       "again (%u finding%s, %s)",
				       TH_FMT(what), day, state->counting,
				       state->counting == 1 ? "" : "s", state->example);
	}
	if (has_ended(gate, e)) {
		*code = TH_DIAG_ended_exception;
		return th_arena_printf(gate->arena,
				       "the exception (%.*s) ended on %s and nothing needs it "
				       "any more: take it out",
				       TH_FMT(what), day);
	}
	if (state->met == 0) {
		*code = TH_DIAG_unmatched_exception;
		return th_arena_printf(gate->arena,
				       "the exception (%.*s) fits no finding: take it out, or "
				       "correct what it names",
				       TH_FMT(what));
	}
	if (left > (int32_t)gate->config->warning_days)
		return (th_slice){ 0 };
	*code = TH_DIAG_ending_exception;
	return th_arena_printf(gate->arena,
			       "the exception (%.*s) ends on %s, %s%d day%s: %.*s has to renew it "
			       "or repair what it accepts",
			       TH_FMT(what), day, left ? "in " : "today, ", (int)left,
			       left == 1 ? "" : "s", TH_FMT(e->owner));
}

th_status th_gate_complain(const struct th_gate *gate, struct th_report_diagnostic_list *list)
{
	for (uint32_t i = 0; i < gate->config->exceptions.count; i++) {
		const struct th_config_place *place = &gate->config->exceptions.items[i].place;
		enum th_diag_code code = TH_DIAG_COUNT;
		th_slice message = complaint(gate, i, &code);

		if (code == TH_DIAG_COUNT)
			continue;
		struct th_report_diagnostic *d = th_report_diagnostic_list_push(list, UINT32_MAX);
		if (!d || !message.ptr)
			return TH_ENOMEM;
		*d = (struct th_report_diagnostic){ .code = code,
						    .place = { .document = place->file,
							       .line = place->line,
							       .column = place->column },
						    .message = message };
	}
	return TH_OK;
}
