/*
 * Not a rule, but a limit to what rules can say: a feed that was fetched longer before the day
 * asked about than the policy allows (policy.max_age.feeds) leaves what it is for not wholly
 * evaluated. Files that you name or that lie among the documents were not fetched and have no such
 * age.
 */
#include "graph/check.h"

th_status th_check_feed_ages(struct th_check *check);

enum { SECONDS_OF_DAY = 86400 };

/* What a source is for: of most, the rule is what finds it wanting. */
static const struct {
	enum th_source_gives gives;
	enum th_rule_id rule;
} uses[] = {
	{ TH_GIVES_ADVISORIES, TH_RULE_vulnerable },
	{ TH_GIVES_MALICIOUS, TH_RULE_malicious_package },
	{ TH_GIVES_EXPLOITED, TH_RULE_known_exploited },
	{ TH_GIVES_LIFECYCLES, TH_RULE_end_of_life },
	{ TH_GIVES_EVENTS, TH_RULE_compromised_supplier },
};

static th_status say(struct th_check *check, const struct th_index *index,
		     const struct th_index_source *source, int32_t age)
{
	for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		th_slice *why = &check->skipped[uses[i].rule];
		if (!(source->gives & uses[i].gives))
			continue;
		*why = th_arena_printf(check->arena,
				       "%.*s%sthe feed %.*s was fetched %d days before, more than "
				       "the %u that the policy allows: run 'twohop feeds update "
				       "%.*s'",
				       TH_FMT(*why), why->len ? "; " : "",
				       TH_FMT(th_index_text(index, source->name)), (int)age,
				       check->config->max_age.feeds,
				       TH_FMT(th_index_text(index, source->name)));
		if (!why->ptr)
			return TH_ENOMEM;
	}
	return TH_OK;
}

th_status th_check_feed_ages(struct th_check *check)
{
	uint32_t most = check->config->max_age.feeds;

	for (uint32_t i = 0; i < check->known->index_count && most != TH_CONFIG_NO_LIMIT; i++) {
		const struct th_index *index = check->known->indexes[i];
		for (uint32_t s = 0; s < index->source_count; s++) {
			const struct th_index_source *source = &index->sources[s];
			int64_t age = check->as_of - source->fetched / SECONDS_OF_DAY;
			if (age <= (int64_t)most || age > INT32_MAX)
				continue;
			if (age > check->stale_feed_days)
				check->stale_feed_days = (int32_t)age;
			TH_TRY(say(check, index, source, (int32_t)age));
		}
	}
	return TH_OK;
}
