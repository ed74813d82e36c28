#include "cmd/policy_starters.h"

#include "graph/rule.h"

enum { RAMP_DAYS = 90 /* from a warning to a gate */ };

static void put_days_later(struct th_date today, int32_t days, struct th_output *out)
{
	char text[TH_DATE_TEXT];

	th_date_format(th_date_of_day(th_day_add(today.day, days)), text, sizeof(text));
	th_output_write(out, th_slice_of(text));
}

/* ---- the engineer who gates SBOMs ---- */

static void put_ramps(struct th_date today, struct th_output *out)
{
	for (size_t rule = 0; rule < TH_RULE_COUNT; rule++) {
		if (th_rules[rule].class != TH_CLASS_BLIND_SPOT)
			continue;
		th_output_printf(out, "    %s: {fail: never, until: ", th_rules[rule].slug);
		put_days_later(today, RAMP_DAYS, out);
		th_output_write(out, TH_SLICE("}\n"));
	}
}

static void write_ci(struct th_date today, struct th_output *out)
{
	th_output_write(
		out,
		TH_SLICE(
			"# A gate for SBOMs. What is wrong fails from the first day; what is not "
			"known "
			"is a warning at first.\n"
			"# 'twohop policy check' tells whether this file is right, 'twohop explain "
			"RULE' what a rule means.\n"
			"\n"
			"# self: [Your Organisation]\n"
			"# own: [\"builds/**\"]            # documents about products of yours\n"
			"\n"
			"policy:\n"
			"  # A finding at or above its class's level ends the run with 1, a blind "
			"spot "
			"with 2.\n"
			"  fail_on: {violation: high, contradiction: high, blind-spot: high}\n"
			"  # A gate without news of the world is none: fetch it with 'twohop feeds "
			"update', then take out the '#'.\n"
			"  # require: [vulnerable, malicious-package, known-exploited]\n"
			"  # max_age: {feeds: 7d}\n"
			"  rules:\n"
			"    # Time to repair what was published today.\n"
			"    vulnerable: {grace: 14d}\n"
			"    # The ramp: nobody is stopped for what a vendor has not said, until "
			"the "
			"day stated.\n"));
	put_ramps(today, out);
	th_output_write(out, TH_SLICE("\n"
				      "# What is accepted for now: by whom, why, and until when "
				      "(180 days at most).\n"
				      "exceptions: []\n"
				      "#  - {rule: end-of-life, component: \"legacy-*\", owner: "
				      "you@example.com, reason: replaced in Q2,\n"
				      "#     expires: "));
	put_days_later(today, RAMP_DAYS, out);
	th_output_write(out, TH_SLICE("}\n"));
}

/* ---- the reviewer of vendors ---- */

static void write_reviewer(struct th_date today, struct th_output *out)
{
	(void)today;
	th_output_write(
		out,
		TH_SLICE(
			"# A review of vendors: one folder each, and what nobody says counts as "
			"much "
			"as what is wrong.\n"
			"# 'twohop policy check' tells whether this file is right, 'twohop explain "
			"RULE' what a rule means.\n"
			"\n"
			"# self: [Your Organisation]\n"
			"# Who matters, and by which names and domains they go.\n"
			"suppliers: []\n"
			"#  - {name: Trading Technologies, aliases: [TT], domains: "
			"[tradingtechnologies.com], criticality: high}\n"
			"\n"
			"policy:\n"
			"  fail_on: {violation: medium, contradiction: medium, blind-spot: high}\n"
			"  # How much of the second hop has to be known by name.\n"
			"  visibility: {hop: 2, at_least: 60%}\n"
			"  # Papers that are older prove nothing of today.\n"
			"  max_age: {sbom: 180d, environment: 365d}\n"
			"  rules:\n"
			"    # Of a critical vendor a personal machine near the build is asked "
			"about "
			"in any case.\n"
			"    no-environment-evidence: [{criticality: high, fail: info}, {fail: "
			"high}]\n"
			"    end-of-life-soon: {severity: medium}\n"
			"\n"
			"# Risks that somebody accepts: by whom, why, and until when (180 days at "
			"most).\n"
			"exceptions: []\n"));
}

/* ---- the analyst who buys ---- */

static void write_procurement(struct th_date today, struct th_output *out)
{
	(void)today;
	th_output_write(
		out,
		TH_SLICE(
			"# Before a contract: what a product would bring along, and what to ask "
			"its "
			"vendor.\n"
			"# 'twohop policy check' tells whether this file is right, 'twohop explain "
			"RULE' what a rule means.\n"
			"\n"
			"# self: [Your Organisation]\n"
			"\n"
			"policy:\n"
			"  # A compromise ends the talk; all the rest is a question first.\n"
			"  fail_on: {violation: high, contradiction: high, blind-spot: medium}\n"
			"  visibility: {hop: 2, at_least: 50%}\n"
			"  max_age: {sbom: 365d}\n"
			"  rules:\n"
			"    # What ends its life within the term of a contract is asked about.\n"
			"    end-of-life-soon: {fail: low}\n"
			"    # Far away nobody at the vendor can answer for it.\n"
			"    unidentified-component: {max_hop: 1}\n"
			"\n"
			"exceptions: []\n"));
}

const struct th_policy_starter th_policy_starters[] = {
	{ "ci", "for a pipeline: violations fail, blind spots warn for 90 days", write_ci },
	{ "reviewer", "for a review of vendors: visibility and the age of papers count",
	  write_reviewer },
	{ "procurement", "for a purchase: every gap is a question", write_procurement },
};
const size_t th_policy_starter_count = sizeof(th_policy_starters) / sizeof(*th_policy_starters);

const char *const th_policy_starter_words[] = { "ci", "reviewer", "procurement", NULL };
