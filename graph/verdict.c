#include "graph/verdict.h"

#include "core/text/json_writer.h"

enum {
	ACCEPTED_DAYS = 90,    /* for which the change accepts what is there */
	MOST_EXCEPTIONS = 20,  /* of one rule: beyond it the rule itself is put off */
	MOST_CHANGE = 1 << 20, /* bytes */
};

struct verdict {
	const struct th_verdict_request *r;
	struct th_report *report;
	struct th_output *change;
	uint32_t deciding[TH_RULE_COUNT];
};

/* ---- lines ---- */

static struct th_because *because(struct verdict *v, enum th_reason reason,
				  const struct th_config_place *place, th_slice line, th_slice what)
{
	struct th_because *b = th_because_list_push(&v->report->because, UINT32_MAX);

	if (!b)
		return NULL;
	*b = (struct th_because){ .reason = reason, .line = line, .what = what };
	if (place && place->line)
		b->place = (struct th_place){ .document = place->file,
					      .line = place->line,
					      .column = place->column };
	return what.ptr ? b : NULL;
}

static th_slice count_text(struct verdict *v, uint32_t count)
{
	return th_arena_printf(&v->report->arena, "%u finding%s", count, count == 1 ? "" : "s");
}

/* A line of the policy by which findings of a class decide. */
static struct th_because *because_of_class(struct verdict *v, enum th_reason reason,
					   enum th_class class, uint32_t entry)
{
	const struct th_config *config = v->r->config;
	const struct th_config_place *stated = &config->stated[TH_CONFIG_KEY_policy_fail_on];
	struct th_arena *arena = &v->report->arena;
	th_slice nothing = TH_SLICE("");

	if (entry != UINT32_MAX) {
		const struct th_config_rule *rule = &config->rules.items[entry];
		return because(v, reason, &rule->place,
			       th_arena_printf(arena, "policy.rules.%s.fail: %s",
					       th_rules[rule->rule].slug,
					       th_level_word(rule->fail)),
			       nothing);
	}
	const char *level = th_level_word(config->fail_on[class]);
	if (config->fail_on_given)
		return because(
			v, reason, NULL,
			th_arena_printf(arena, "--fail-on %s=%s", th_class_word(class), level),
			nothing);
	return because(v, reason, stated,
		       th_arena_printf(arena, "policy.fail_on: {%s: %s}%s", th_class_word(class),
				       level, stated->line ? "" : " (the default)"),
		       nothing);
}

/* The findings of a class that decide, by the line that makes them. */
static th_status explain_class(struct verdict *v, enum th_reason reason, enum th_class class)
{
	struct th_finding_list *all = &v->report->findings;
	uint32_t entries = v->r->config->rules.count + 1, total = 0;
	uint32_t *count = calloc((size_t)entries + 1, sizeof(*count));
	uint32_t *findings;
	th_status status = count ? TH_OK : TH_ENOMEM;

	for (uint32_t i = 0; i < all->count && count; i++) {
		const struct th_finding *f = &all->items[i];
		if (f->decides && th_rules[f->rule].class == class) {
			/* fail_on comes first, then the entries */
			count[f->decided_by == UINT32_MAX ? 0 : f->decided_by + 1]++;
			total++;
		}
	}
	findings = th_arena_calloc(&v->report->arena, (size_t)total + 1, sizeof(*findings));
	if (!findings)
		status = TH_ENOMEM;
	for (uint32_t e = 0; e < entries && status == TH_OK; e++) {
		uint32_t entry = e ? e - 1 : UINT32_MAX;
		if (count[e] == 0)
			continue;
		struct th_because *b = because_of_class(v, reason, class, entry);
		if (!b) {
			status = TH_ENOMEM;
			break;
		}
		b->findings = findings;
		for (uint32_t i = 0; i < all->count; i++)
			if (all->items[i].decides && all->items[i].decided_by == entry &&
			    th_rules[all->items[i].rule].class == class)
				b->findings[b->finding_count++] = i;
		findings += b->finding_count;
		b->what = count_text(v, b->finding_count);
	}
	free(count);
	return status;
}

static th_status explain_violation(struct verdict *v)
{
	return explain_class(v, TH_REASON_VIOLATION, TH_CLASS_VIOLATION);
}

static th_status explain_contradiction(struct verdict *v)
{
	return explain_class(v, TH_REASON_CONTRADICTION, TH_CLASS_CONTRADICTION);
}

static th_status explain_blind_spot(struct verdict *v)
{
	return explain_class(v, TH_REASON_BLIND_SPOT, TH_CLASS_BLIND_SPOT);
}

/* Per cent, rounded down, as the policy compares. */
static uint32_t seen(const struct th_report *report)
{
	uint64_t all = (uint64_t)report->visibility.known + report->visibility.unknown;

	return all ? (uint32_t)(report->visibility.known * UINT64_C(100) / all) : 100;
}

static th_status explain_visibility(struct verdict *v)
{
	const struct th_config *config = v->r->config;
	const struct th_report *report = v->report;

	return because(v, TH_REASON_VISIBILITY, &config->stated[TH_CONFIG_KEY_visibility_at_least],
		       th_arena_printf(&v->report->arena,
				       "policy.visibility: {hop: %u, at_least: %u%%}",
				       config->visibility_hop, config->visibility_at_least),
		       th_arena_printf(&v->report->arena, "%u %% is visible: %u of %u",
				       seen(report), report->visibility.known,
				       report->visibility.known + report->visibility.unknown))
		       ? TH_OK
		       : TH_ENOMEM;
}

static th_status explain_expired(struct verdict *v)
{
	const struct th_config_exception_list *all = &v->r->config->exceptions;

	for (uint32_t i = 0; i < all->count; i++) {
		const struct th_config_exception *e = &all->items[i];
		uint32_t counting = v->r->gate->exceptions[i].counting;
		char day[TH_DATE_TEXT];
		if (counting == 0)
			continue;
		th_date_format(e->expires, day, sizeof(day));
		if (!because(v, TH_REASON_EXPIRED_EXCEPTION, &e->place,
			     th_arena_printf(&v->report->arena,
					     "exceptions: {rule: %s, expires: %s}",
					     th_rules[e->rule].slug, day),
			     th_arena_printf(&v->report->arena, "%u finding%s count%s again",
					     counting, counting == 1 ? "" : "s",
					     counting == 1 ? "s" : "")))
			return TH_ENOMEM;
	}
	return TH_OK;
}

static th_status explain_stale_feed(struct verdict *v)
{
	const struct th_config *config = v->r->config;

	return because(v, TH_REASON_STALE_FEED, &config->stated[TH_CONFIG_KEY_max_age_feeds],
		       th_arena_printf(&v->report->arena, "policy.max_age: {feeds: %ud}",
				       config->max_age.feeds),
		       th_arena_printf(&v->report->arena,
				       "a feed was fetched %d days ago: 'twohop feeds update'",
				       (int)v->r->check->stale_feed_days))
		       ? TH_OK
		       : TH_ENOMEM;
}

static th_status explain_stale_evidence(struct verdict *v)
{
	const struct th_config *config = v->r->config;
	const struct {
		const char *key, *noun;
		uint32_t most;
		enum th_config_key stated;
	} kinds[TH_AGE_COUNT] = {
		[TH_AGE_SBOM] = { "sbom", "document", config->max_age.sbom,
				  TH_CONFIG_KEY_max_age_sbom },
		[TH_AGE_ENVIRONMENT] = { "environment", "inventory", config->max_age.environment,
					 TH_CONFIG_KEY_max_age_environment },
		[TH_AGE_ATTESTATION] = { "attestation", "attestation", config->max_age.attestation,
					 TH_CONFIG_KEY_max_age_attestation },
	};

	for (size_t i = 0; i < TH_AGE_COUNT; i++) {
		const struct th_stale *stale = &v->r->stale[i];
		if (stale->count &&
		    !because(v, TH_REASON_STALE_EVIDENCE, &config->stated[kinds[i].stated],
			     th_arena_printf(&v->report->arena, "policy.max_age: {%s: %ud}",
					     kinds[i].key, kinds[i].most),
			     th_arena_printf(&v->report->arena,
					     "%u too old, %u of them without a date (%s)",
					     stale->count, stale->undated, kinds[i].noun)))
			return TH_ENOMEM;
	}
	return TH_OK;
}

static th_status explain_quality(struct verdict *v)
{
	const struct th_config *config = v->r->config;
	const struct th_missed *missed = v->r->missed;
	th_slice fields = { 0 };

	for (size_t f = 0; f < TH_FLOOR_FIELD_COUNT; f++)
		if (missed->fields[f])
			fields = th_arena_printf(&v->report->arena, "%.*s%s%s", TH_FMT(fields),
						 fields.len ? ", " : "", th_floor_fields[f].title);
	return because(v, TH_REASON_QUALITY, &config->stated[TH_CONFIG_KEY_quality_on_fail],
		       th_arena_printf(&v->report->arena,
				       "policy.quality: {floor: %s, on_fail: fail}",
				       th_floors[config->quality.floor].slug),
		       th_arena_printf(&v->report->arena, "%u of %u documents miss it: %.*s",
				       missed->documents, missed->judged, TH_FMT(fields)))
		       ? TH_OK
		       : TH_ENOMEM;
}

static bool is_missed(const struct verdict *v, uint32_t rule)
{
	return v->r->config->required[rule] && v->r->check->skipped[rule].len > 0;
}

static th_status explain_not_evaluated(struct verdict *v)
{
	th_slice rules = { 0 };

	for (uint32_t rule = 0; rule < TH_RULE_COUNT; rule++)
		if (is_missed(v, rule))
			rules = th_arena_printf(&v->report->arena, "%.*s%s%s", TH_FMT(rules),
						rules.len ? ", " : "", th_rules[rule].slug);
	return because(v, TH_REASON_NOT_EVALUATED,
		       &v->r->config->stated[TH_CONFIG_KEY_policy_require],
		       th_arena_printf(&v->report->arena, "policy.require: [%.*s]", TH_FMT(rules)),
		       TH_SLICE("not evaluated: what is listed as not checked says why"))
		       ? TH_OK
		       : TH_ENOMEM;
}

static th_status explain_bad_input(struct verdict *v)
{
	uint32_t rejected = 0;

	for (uint32_t i = 0; i < v->report->documents.count; i++)
		rejected += v->report->documents.items[i].status == TH_DOCUMENT_REJECTED;
	return because(v, TH_REASON_BAD_INPUT, NULL, (th_slice){ 0 },
		       th_arena_printf(&v->report->arena,
				       "%u document%s could not be read: no policy passes that",
				       rejected, rejected == 1 ? "" : "s"))
		       ? TH_OK
		       : TH_ENOMEM;
}

static th_status explain_no_input(struct verdict *v)
{
	return because(v, TH_REASON_NO_INPUT, NULL, (th_slice){ 0 },
		       TH_SLICE("something that was named is not there, or nothing was recognised "
				"in it: no policy passes that"))
		       ? TH_OK
		       : TH_ENOMEM;
}

/* ---- the change ---- */

static struct th_date in_days(const struct verdict *v, uint32_t most)
{
	uint32_t days = most < ACCEPTED_DAYS ? most : ACCEPTED_DAYS;

	return th_date_of_day(th_day_add(v->report->as_of.day, (int32_t)days));
}

static bool is_put_off(const struct verdict *v, uint32_t rule)
{
	return v->deciding[rule] > MOST_EXCEPTIONS && !th_rule_is_grave((enum th_rule_id)rule);
}

static void write_put_off(struct verdict *v)
{
	char day[TH_DATE_TEXT];
	bool any = false;

	th_date_format(in_days(v, ACCEPTED_DAYS), day, sizeof(day));
	for (uint32_t rule = 0; rule < TH_RULE_COUNT; rule++) {
		if (!is_put_off(v, rule))
			continue;
		th_output_printf(v->change, "%s    %s: {fail: never, until: %s}\n",
				 any ? "" : "  rules:\n", th_rules[rule].slug, day);
		any = true;
	}
}

static bool has(const struct verdict *v, enum th_reason reason)
{
	return v->report->reasons >> reason & 1;
}

static void write_required(struct verdict *v)
{
	bool any = false;

	th_output_write(v->change, TH_SLICE("  require: ["));
	for (uint32_t rule = 0; rule < TH_RULE_COUNT; rule++)
		if (v->r->config->required[rule] && !is_missed(v, rule)) {
			th_output_printf(v->change, "%s%s", any ? ", " : "", th_rules[rule].slug);
			any = true;
		}
	th_output_write(v->change, TH_SLICE("]\n"));
}

static void write_ages(struct verdict *v)
{
	static const char *const keys[TH_AGE_COUNT] = {
		[TH_AGE_SBOM] = "sbom",
		[TH_AGE_ENVIRONMENT] = "environment",
		[TH_AGE_ATTESTATION] = "attestation",
	};
	const char *between = "";

	th_output_write(v->change, TH_SLICE("  max_age: {"));
	if (has(v, TH_REASON_STALE_FEED)) {
		th_output_printf(v->change, "feeds: %dd", (int)v->r->check->stale_feed_days);
		between = ", ";
	}
	for (size_t i = 0; i < TH_AGE_COUNT; i++) {
		if (v->r->stale[i].count == 0)
			continue;
		th_output_printf(v->change, "%s%s: %lldd", between, keys[i],
				 (long long)v->r->stale[i].days);
		between = ", ";
	}
	th_output_write(v->change, TH_SLICE("}\n"));
}

static void write_policy(struct verdict *v)
{
	static const uint32_t of_policy = 1u << TH_REASON_VISIBILITY |
					  1u << TH_REASON_NOT_EVALUATED |
					  1u << TH_REASON_STALE_FEED |
					  1u << TH_REASON_STALE_EVIDENCE | 1u << TH_REASON_QUALITY;
	bool any = v->report->reasons & of_policy;

	for (uint32_t rule = 0; rule < TH_RULE_COUNT; rule++)
		any |= is_put_off(v, rule);
	if (!any)
		return;
	th_output_write(v->change, TH_SLICE("policy:\n"));
	if (has(v, TH_REASON_VISIBILITY))
		th_output_printf(v->change, "  visibility: {hop: %u, at_least: %u%%}\n",
				 v->r->config->visibility_hop, seen(v->report));
	if (has(v, TH_REASON_NOT_EVALUATED))
		write_required(v);
	if (has(v, TH_REASON_STALE_FEED) || has(v, TH_REASON_STALE_EVIDENCE))
		write_ages(v);
	if (has(v, TH_REASON_QUALITY))
		th_output_write(v->change, TH_SLICE("  quality: {on_fail: warn}\n"));
	write_put_off(v);
}

th_slice th_verdict_exception(const struct th_finding *finding, struct th_date until,
			      struct th_arena *arena)
{
	char day[TH_DATE_TEXT];

	th_date_format(until, day, sizeof(day));
	return th_arena_printf(
		arena, "- {rule: %s, id: \"%s\", owner: OWNER, reason: REASON, expires: %s%s}",
		th_rules[finding->rule].slug, finding->id, day,
		th_rule_is_grave(finding->rule) ? ", second_approver: SECOND" : "");
}

static th_status write_exceptions(struct verdict *v)
{
	bool any = false;

	for (uint32_t i = 0; i < v->report->findings.count; i++) {
		const struct th_finding *f = &v->report->findings.items[i];
		if (!f->decides || is_put_off(v, f->rule))
			continue;
		th_slice entry =
			th_verdict_exception(f, v->report->accept_until, &v->report->arena);
		if (!entry.ptr)
			return TH_ENOMEM;
		th_output_printf(v->change, "%s  %.*s\n", any ? "" : "exceptions:\n",
				 TH_FMT(entry));
		any = true;
	}
	return TH_OK;
}

/* What a policy cannot accept has to be repaired first. */
static bool can_pass(const struct verdict *v)
{
	static const enum th_reason faults[] = { TH_REASON_BAD_INPUT, TH_REASON_NO_INPUT,
						 TH_REASON_OUTPUT, TH_REASON_INTERNAL };

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (has(v, faults[i]))
			return false;
	for (size_t i = 0; i < TH_AGE_COUNT; i++)
		if (v->r->stale[i].undated)
			return false;
	return v->report->reasons;
}

static th_status write_change(struct verdict *v)
{
	const struct th_config *config = v->r->config;
	struct th_output out;

	if (!can_pass(v))
		return TH_OK;
	th_output_to_memory(&out, MOST_CHANGE);
	v->change = &out;
	if (config->path.ptr) {
		th_output_write(&out, TH_SLICE("include: "));
		th_json_quote(&out, config->path);
		th_output_byte(&out, '\n');
	}
	write_policy(v);
	th_status status = write_exceptions(v);
	if (status == TH_OK)
		status = th_output_commit(&out);
	if (status == TH_OK)
		v->report->change = th_arena_copy(&v->report->arena, th_output_bytes(&out));
	th_output_release(&out);
	if (status == TH_ELIMIT) /* of so many findings nobody pastes exceptions */
		return TH_OK;
	return status == TH_OK && !v->report->change.ptr ? TH_ENOMEM : status;
}

/* ---- all of it ---- */

th_status th_verdict_explain(const struct th_verdict_request *request, struct th_report *report)
{
	static th_status (*const explain[TH_REASON_COUNT])(struct verdict *) = {
		[TH_REASON_VIOLATION] = explain_violation,
		[TH_REASON_CONTRADICTION] = explain_contradiction,
		[TH_REASON_BLIND_SPOT] = explain_blind_spot,
		[TH_REASON_VISIBILITY] = explain_visibility,
		[TH_REASON_EXPIRED_EXCEPTION] = explain_expired,
		[TH_REASON_STALE_FEED] = explain_stale_feed,
		[TH_REASON_STALE_EVIDENCE] = explain_stale_evidence,
		[TH_REASON_QUALITY] = explain_quality,
		[TH_REASON_NOT_EVALUATED] = explain_not_evaluated,
		[TH_REASON_BAD_INPUT] = explain_bad_input,
		[TH_REASON_NO_INPUT] = explain_no_input,
	};
	struct verdict v = { .r = request, .report = report };

	report->accept_until = in_days(&v, request->config->exception_days);
	for (uint32_t i = 0; i < report->findings.count; i++)
		v.deciding[report->findings.items[i].rule] += report->findings.items[i].decides;
	for (size_t reason = 0; reason < TH_REASON_COUNT; reason++)
		if (explain[reason] && has(&v, (enum th_reason)reason))
			TH_TRY(explain[reason](&v));
	return write_change(&v);
}
