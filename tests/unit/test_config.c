/*
 * twohop.yaml: what is taken over, what is listed as not evaluated, and what is refused, where and
 * with which words.
 */
#include "graph/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

struct read {
	struct th_config config;
	struct th_config_error error;
	struct th_arena arena;
	th_status status;
};

static void read_as(struct read *r, const char *path, const char *text)
{
	th_config_release(&r->config);
	th_config_init(&r->config);
	r->status = th_config_read(&r->config, th_slice_of(path), th_slice_of(text), &r->arena,
				   &r->error);
}

static int setup(void **state)
{
	struct read *r = calloc(1, sizeof(*r));

	if (!r)
		return -1;
	th_config_init(&r->config);
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct read *r = *state;

	th_config_release(&r->config);
	th_arena_release(&r->arena);
	free(r);
	return 0;
}

/* The configuration of a text that is accepted. */
static const struct th_config *accept(void **state, const char *text)
{
	struct read *r = *state;

	read_as(r, "twohop.yaml", text);
	if (r->status != TH_OK)
		fail_msg("%u:%u: %.*s\nin\n%s", r->error.line, r->error.column,
			 TH_FMT(r->error.message), text);
	return &r->config;
}

/* A text that is refused with "line:column: message". */
static void refuse(void **state, const char *text, const char *expected)
{
	struct read *r = *state;
	char found[1024];

	read_as(r, "twohop.yaml", text);
	assert_int_equal(r->status, TH_EUSAGE);
	snprintf(found, sizeof(found), "%u:%u: %.*s", r->error.line, r->error.column,
		 TH_FMT(r->error.message));
	assert_string_equal(found, expected);
}

static void assert_text(th_slice found, const char *expected)
{
	if (!th_slice_equal(found, th_slice_of(expected)))
		fail_msg("\"%.*s\" is not \"%s\"", TH_FMT(found), expected);
}

/* ---- what decides ---- */

static void without_a_file_high_findings_of_all_classes_decide(void **state)
{
	struct read *r = *state;

	for (size_t class = 0; class < TH_CLASS_COUNT; class ++)
		assert_int_equal(r->config.fail_on[class], TH_LEVEL_HIGH);
	assert_int_equal(r->config.rules.count, 0);
	assert_false(r->config.has_visibility);
}

static void an_empty_file_says_nothing(void **state)
{
	const struct th_config *config = accept(state, "# nothing yet\n");

	assert_int_equal(config->fail_on[TH_CLASS_VIOLATION], TH_LEVEL_HIGH);
	assert_text(config->path, "twohop.yaml");
}

static void keys_without_values_say_nothing(void **state)
{
	const struct th_config *config =
		accept(state, "self:\nown: []\nsuppliers:\npolicy:\nexceptions: []\ntrust: {}\n");

	assert_int_equal(config->self.count, 0);
}

static void self_is_a_list_of_names(void **state)
{
	const struct th_config *config = accept(state, "self: [Example Bank, \"3CX\"]\n");

	assert_int_equal(config->self.count, 2);
	assert_text(config->self.items[0], "Example Bank");
	assert_text(config->self.items[1], "3CX");
}

static void one_value_stands_for_a_list_of_one(void **state)
{
	const struct th_config *config =
		accept(state, "self: Example Bank\npolicy: {require: vulnerable}\n");

	assert_int_equal(config->self.count, 1);
	assert_true(config->required[TH_RULE_vulnerable]);
}

static void suppliers_keep_names_domains_and_criticality(void **state)
{
	const struct th_config *config = accept(
		state,
		"suppliers:\n"
		"  - {name: Trading Technologies, aliases: [\"Trading Technologies, Inc.\"],\n"
		"     domains: [tradingtechnologies.com], criticality: high}\n"
		"  - name: Alder\n");

	assert_int_equal(config->suppliers.count, 2);
	assert_text(config->suppliers.items[0].name, "Trading Technologies");
	assert_text(config->suppliers.items[0].aliases.items[0], "Trading Technologies, Inc.");
	assert_text(config->suppliers.items[0].domains.items[0], "tradingtechnologies.com");
	assert_int_equal(config->suppliers.items[0].criticality, TH_CRITICALITY_HIGH);
	assert_int_equal(config->suppliers.items[0].place.line, 2);
	assert_int_equal(config->suppliers.items[0].place.column, 5);
	assert_int_equal(config->suppliers.items[1].criticality, TH_CRITICALITY_NONE);
	assert_int_equal(config->suppliers.items[1].place.line, 4);
}

static void inventories_keep_what_their_files_cannot_say(void **state)
{
	const struct th_config *config = accept(
		state,
		"inventories:\n"
		"  - {file: laptop-17.osquery.json, device: laptop-17, supplier: 3CX,\n"
		"     ownership: personal, access: [build, source], collected: 2022-05-02}\n");
	const struct th_config_inventory *inventory = &config->inventories.items[0];
	char date[TH_DATE_TEXT];

	assert_int_equal(config->inventories.count, 1);
	assert_text(inventory->file, "laptop-17.osquery.json");
	assert_text(inventory->device, "laptop-17");
	assert_text(inventory->supplier, "3CX");
	assert_text(inventory->ownership, "personal");
	assert_int_equal(inventory->access.count, 2);
	assert_text(inventory->access.items[1], "source");
	th_date_format(inventory->collected, date, sizeof(date));
	assert_string_equal(date, "2022-05-02");
}

static void one_fail_level_holds_for_all_classes(void **state)
{
	const struct th_config *config = accept(state, "policy: {fail_on: medium}\n");

	for (size_t class = 0; class < TH_CLASS_COUNT; class ++)
		assert_int_equal(config->fail_on[class], TH_LEVEL_MEDIUM);
}

static void fail_levels_may_differ_by_class(void **state)
{
	const struct th_config *config =
		accept(state, "policy: {fail_on: {violation: critical, blind-spot: never}}\n");

	assert_int_equal(config->fail_on[TH_CLASS_VIOLATION], TH_LEVEL_CRITICAL);
	assert_int_equal(config->fail_on[TH_CLASS_BLIND_SPOT], TH_LEVEL_NEVER);
	assert_int_equal(config->fail_on[TH_CLASS_CONTRADICTION], TH_LEVEL_HIGH);
}

static void a_floor_of_visibility_has_hop_and_percentage(void **state)
{
	const struct th_config *config =
		accept(state, "policy: {visibility: {hop: 2, at_least: 60%}}\n");

	assert_true(config->has_visibility);
	assert_int_equal(config->visibility_hop, 2);
	assert_int_equal(config->visibility_at_least, 60);
}

static void required_rules_are_marked(void **state)
{
	const struct th_config *config =
		accept(state, "policy: {require: [vulnerable, known-exploited]}\n");

	assert_true(config->required[TH_RULE_vulnerable]);
	assert_true(config->required[TH_RULE_known_exploited]);
	assert_false(config->required[TH_RULE_end_of_life]);
}

static void a_rule_takes_another_severity_and_says_nothing_of_the_rest(void **state)
{
	const struct th_config *config =
		accept(state, "policy: {rules: {end-of-life: {severity: medium}}}\n");

	assert_int_equal(config->rules.count, 1);
	const struct th_config_rule *rule = &config->rules.items[0];
	assert_int_equal(rule->rule, TH_RULE_end_of_life);
	assert_int_equal(rule->severity, TH_LEVEL_MEDIUM);
	assert_int_equal(rule->fail, TH_LEVEL_UNSTATED);
	assert_int_equal(rule->max_hop, TH_CONFIG_NO_LIMIT);
	assert_int_equal(rule->grace, TH_CONFIG_NO_LIMIT);
	assert_false(th_date_present(rule->until));
}

static void an_entry_of_a_rule_keeps_what_restricts_it(void **state)
{
	const struct th_config *config = accept(
		state, "policy: {rules: {end-of-life: {fail: never, until: 2026-03-31, grace: 30d, "
		       "max_hop: 2, supplier: \"Birch*\", criticality: [low, high], "
		       "document: \"a/*\", purl: [\"pkg:npm/*\"]}}}\n");
	const struct th_config_rule *rule = &config->rules.items[0];

	assert_int_equal(rule->fail, TH_LEVEL_NEVER);
	assert_int_equal(rule->grace, 30);
	assert_int_equal(rule->max_hop, 2);
	assert_int_equal(rule->until.day, 20543);
	assert_text(rule->suppliers.items[0], "Birch*");
	assert_int_equal(rule->criticalities, 1 << TH_CRITICALITY_LOW | 1 << TH_CRITICALITY_HIGH);
	assert_text(rule->documents.items[0], "a/*");
	assert_text(rule->purls.items[0], "pkg:npm/*");
}

static void an_exception_keeps_who_why_and_until_when(void **state)
{
	const struct th_config *config = accept(
		state,
		"exceptions:\n"
		"  - {rule: compromised-release, id: abc, owner: a, reason: r,\n"
		"     expires: 2026-06-30, approved: 2026-01-02, ticket: T-1, second_approver: "
		"b}\n"
		"  - {rule: end-of-life, supplier: \"B*\", component: c, owner: a, reason: r, "
		"expires: 2026-06}\n");
	const struct th_config_exception *e = config->exceptions.items;

	assert_int_equal(config->exceptions.count, 2);
	assert_int_equal(e[0].rule, TH_RULE_compromised_release);
	assert_text(e[0].id, "abc");
	assert_text(e[0].ticket, "T-1");
	assert_text(e[0].second_approver, "b");
	assert_false(e[0].supplier.ptr);
	assert_int_equal(e[0].place.line, 2);
	assert_int_equal(e[1].number, 1);
	assert_text(e[1].supplier, "B*");
	assert_int_equal(th_date_last(e[1].expires), 20634);
}

static void an_exception_that_accepts_a_compromise_needs_two(void **state)
{
	refuse(state,
	       "exceptions:\n  - {rule: malicious-package, id: a, owner: jane, reason: r, expires: "
	       "2026-06-30}\n",
	       "2:5: an exception from malicious-package needs a 'second_approver'");
	refuse(state,
	       "exceptions:\n  - {rule: compromised-supplier, id: a, owner: jane, reason: r, "
	       "expires: 2026-06-30, second_approver: Jane}\n",
	       "2:5: the 'second_approver' is the 'owner': it takes somebody else");
}

static void an_exception_lasts_180_days_from_its_approval(void **state)
{
	accept(state, "exceptions: [{rule: end-of-life, id: a, owner: o, reason: r, approved: "
		      "2026-01-01, expires: 2026-06-30}]\n");
	refuse(state,
	       "exceptions:\n- {rule: end-of-life, id: a, owner: o, reason: r, approved: "
	       "2026-01-01, expires: 2026-07-01}\n",
	       "2:3: the exception expires 181 days after its approval: 180 at most "
	       "(policy.exceptions.most)");
}

static void the_policy_may_let_exceptions_last_longer(void **state)
{
	accept(state, "exceptions: [{rule: end-of-life, id: a, owner: o, reason: r, approved: "
		      "2026-01-01, expires: 2026-12-31}]\npolicy: {exceptions: {most: 364d}}\n");
}

static void an_exception_without_approval_lasts_180_days_from_the_day(void **state)
{
	struct read *r = *state;
	const struct th_config *config =
		accept(state, "exceptions: [{rule: end-of-life, id: a, owner: o, reason: r, "
			      "expires: 2026-06-30}]\n");

	assert_int_equal(th_config_check_day(config, 20454, &r->arena, &r->error), TH_OK);
	assert_int_equal(th_config_check_day(config, 20453, &r->arena, &r->error), TH_EUSAGE);
	assert_int_equal(r->error.line, 1);
}

static void a_key_that_decides_keeps_its_place(void **state)
{
	const struct th_config *config =
		accept(state, "policy:\n  fail_on: high\n  visibility: {hop: 2, at_least: 10%}\n");

	assert_int_equal(config->stated[TH_CONFIG_KEY_policy_fail_on].line, 2);
	assert_int_equal(config->stated[TH_CONFIG_KEY_visibility_at_least].line, 3);
	assert_int_equal(config->stated[TH_CONFIG_KEY_max_age_sbom].line, 0);
}

/* ---- what is accepted and does not decide ---- */

static void whom_you_trust_is_read(void **state)
{
	const struct th_config *config = accept(
		state,
		"vex: [vex/our.openvex.json]\n"
		"policy:\n"
		"  max_age: {feeds: 7d, sbom: 180d, attestation: 365d, environment: 365d}\n"
		"  quality: {floor: ntia-2021, on_fail: warn}\n"
		"  rules:\n"
		"    no-environment-evidence: {fail: never, until: 2027-03-31}\n"
		"    end-of-life: {grace: 30d, max_hop: 1, criticality: [high, medium]}\n"
		"exceptions:\n"
		"  - {rule: end-of-life, supplier: Acme, component: legacy-lib,\n"
		"     owner: jane@example.com, reason: replaced in Q2, expires: 2027-02-01}\n"
		"trust:\n"
		"  keys: [{file: keys/acme.pem, who: Acme, from: 2024-01-01, to: 2026-12-31}]\n"
		"  roots: [{file: trusted_root.json}]\n"
		"  identities: [{issuer: \"https://a.example\", subject: \"b/*\", who: Acme}]\n"
		"  builders: [{id: \"https://c.example\", level: 3}]\n");

	assert_int_equal(config->max_age.attestation, 365);
	assert_text(config->trust.keys.items[0].file, "keys/acme.pem");
	assert_text(config->trust.keys.items[0].who, "Acme");
	assert_text(config->trust.roots.items[0].file, "trusted_root.json");
	assert_text(config->trust.identities.items[0].subject, "b/*");
	assert_int_equal(config->trust.builders.items[0].level, 3);
	assert_text(config->vex.items[0], "vex/our.openvex.json");
}

static void a_rule_may_have_several_entries(void **state)
{
	const struct th_config *config =
		accept(state, "policy:\n"
			      "  rules:\n"
			      "    end-of-life:\n"
			      "      - {fail: never, supplier: \"Birch*\"}\n"
			      "      - {fail: high, supplier: \"Alder*\"}\n");

	assert_int_equal(config->rules.count, 2);
	assert_text(config->rules.items[1].suppliers.items[0], "Alder*");
}

/* ---- paths ---- */

static void assert_paths(void **state, const char *file, const char *written, const char *feed,
			 const char *glob)
{
	struct read *r = *state;
	char text[256];

	snprintf(text, sizeof(text), "feeds: '%s'\nown: '%s'\n", written, written);
	read_as(r, file, text);
	assert_int_equal(r->status, TH_OK);
	assert_text(r->config.feeds.items[0], feed);
	assert_text(r->config.own.items[0], glob);
}

static void paths_beside_the_configuration_stay_as_they_are(void **state)
{
	assert_paths(state, "twohop.yaml", "builds/*.json", "builds/*.json", "builds/*.json");
	assert_paths(state, "./twohop.yaml", "./builds//x", "builds/x", "builds/x");
}

static void the_folder_of_the_configuration_is_put_in_front(void **state)
{
	assert_paths(state, "ci/twohop.yaml", "builds/x", "ci/builds/x", "ci/builds/x");
	assert_paths(state, "./ci/./twohop.yaml", "./x", "ci/x", "ci/x");
	assert_paths(state, "/etc/twohop.yaml", "x", "/etc/x", "/etc/x");
}

static void an_absolute_path_stays_absolute(void **state)
{
	assert_paths(state, "ci/twohop.yaml", "/intel/x/", "/intel/x", "/intel/x");
}

static void a_way_up_is_worked_out(void **state)
{
	assert_paths(state, "ci/twohop.yaml", "../builds/x", "builds/x", "builds/x");
	assert_paths(state, "ci/twohop.yaml", "../../x", "../x", "../x");
	assert_paths(state, "../ci/twohop.yaml", "../../x", "../../x", "../../x");
	assert_paths(state, "/ci/twohop.yaml", "../../x", "/x", "/x");
	assert_paths(state, "ci/twohop.yaml", "..", ".", ".");
}

static void wildcards_in_the_name_of_the_folder_are_no_wildcards(void **state)
{
	assert_paths(state, "a*b?/twohop.yaml", "*.json", "a*b?/*.json", "a\\*b\\?/*.json");
}

/* ---- what is refused ---- */

static void an_unknown_key_is_refused_with_the_nearest_one(void **state)
{
	refuse(state, "self: [x]\nsupplers: []\n",
	       "2:1: unknown key 'supplers'; did you mean 'suppliers'?");
}

static void an_unknown_key_further_in_is_refused_with_its_own_place(void **state)
{
	refuse(state, "policy:\n  fail_onn: high\n",
	       "2:3: unknown key 'fail_onn'; did you mean 'fail_on'?");
	refuse(state, "trust: {builders: [{id: x, levle: 1}]}\n",
	       "1:28: unknown key 'levle'; did you mean 'level'?");
}

static void a_key_in_the_wrong_place_is_refused_with_the_right_one(void **state)
{
	refuse(state, "fail_on: high\n",
	       "1:1: unknown key 'fail_on' at the top; it belongs under 'policy'");
}

static void a_key_that_is_near_to_nothing_is_refused_with_all_that_there_are(void **state)
{
	refuse(state, "policy: {visibility: {xyz: 1}}\n",
	       "1:23: unknown key 'xyz'; under 'policy.visibility' there are hop, at_least");
}

static void a_key_given_twice_is_refused(void **state)
{
	struct read *r = *state;

	read_as(r, "twohop.yaml", "self: [a]\nself: [b]\n");
	assert_int_equal(r->status, TH_EUSAGE);
	assert_int_equal(r->error.line, 2);
}

static void a_text_that_is_no_yaml_is_refused(void **state)
{
	struct read *r = *state;

	read_as(r, "twohop.yaml", "self: [a\n");
	assert_int_equal(r->status, TH_EUSAGE);
	assert_true(r->error.line > 0 && r->error.message.len > 0);
}

static void a_list_is_no_configuration(void **state)
{
	refuse(state, "- self\n",
	       "1:1: expected keys with values, as in 'self: [Example Bank]', found a list");
}

static void values_of_the_wrong_kind_are_refused(void **state)
{
	refuse(state, "self: {a: b}\n",
	       "1:7: 'self': expected a text or a list of texts, found keys with values");
	refuse(state, "self: [[a]]\n", "1:8: expected a text or a list of texts, found a list");
	refuse(state, "suppliers: Acme\n",
	       "1:12: 'suppliers': expected a list of entries, found a single value");
	refuse(state, "suppliers: [Acme]\n",
	       "1:13: expected an entry of keys with values, found a single value");
	refuse(state, "policy: [x]\n", "1:9: 'policy': expected keys with values, found a list");
	refuse(state, "policy: {rules: [end-of-life]}\n",
	       "1:17: 'rules': expected rules with their entries, found a list");
	refuse(state, "policy: {rules: {end-of-life: never}}\n",
	       "1:31: 'end-of-life': expected keys with values, found a single value");
	refuse(state, "policy: {fail_on: [high]}\n",
	       "1:19: 'fail_on': expected a severity, or one for each class of findings, found a "
	       "list");
	refuse(state, "self: ['']\n",
	       "1:8: expected a text or a list of texts, found an empty text");
}

static void words_that_are_none_are_refused_with_the_nearest_one(void **state)
{
	refuse(state, "policy: {fail_on: hgh}\n",
	       "1:19: 'hgh' is not a severity; did you mean 'high'?");
	refuse(state, "policy: {fail_on: {blindspot: high}}\n",
	       "1:20: 'blindspot' is not a class of findings; did you mean 'blind-spot'?");
	refuse(state, "policy: {rules: {end-of-live: {severity: low}}}\n",
	       "1:18: 'end-of-live' is not a rule; did you mean 'end-of-life'?");
	refuse(state, "policy: {require: [vulnerabel]}\n",
	       "1:20: 'vulnerabel' is not a rule; did you mean 'vulnerable'?");
	refuse(state, "suppliers: [{name: x, criticality: urgent}]\n",
	       "1:36: 'urgent' is not a criticality; choose from low, medium, high");
	refuse(state, "inventories: [{file: x, access: [biuld]}]\n",
	       "1:34: 'biuld' is not an access; did you mean 'build'?");
}

static void a_rule_cannot_have_the_severity_never(void **state)
{
	refuse(state, "policy: {rules: {end-of-life: {severity: never}}}\n",
	       "1:42: 'never' is not a severity; choose from critical, high, medium, low, info");
}

static void numbers_with_other_units_or_sizes_are_refused(void **state)
{
	refuse(state, "policy: {visibility: {hop: 2, at_least: 0.6}}\n",
	       "1:41: expected a whole percentage, as in 60%, found '0.6'");
	refuse(state, "policy: {visibility: {hop: 2, at_least: 101%}}\n",
	       "1:41: expected a whole percentage, as in 60%, found '101%'");
	refuse(state, "policy: {visibility: {hop: 0, at_least: 1%}}\n",
	       "1:28: expected a hop from 1 to 1000, found '0'");
	refuse(state, "policy: {max_age: {feeds: 7}}\n",
	       "1:27: expected a number of days, as in 30d, found '7'");
	refuse(state, "trust: {builders: [{id: x, level: high}]}\n",
	       "1:35: expected a build level from 0 to 4, found 'high'");
}

static void a_day_that_does_not_exist_is_refused(void **state)
{
	refuse(state,
	       "exceptions: [{rule: end-of-life, component: x, owner: y, reason: z, expires: "
	       "2026-02-30}]\n",
	       "1:78: '2026-02-30' is not a date; write YYYY-MM-DD, and a day that exists");
}

static void what_an_entry_must_have_is_missed(void **state)
{
	refuse(state, "suppliers:\n  - aliases: [x]\n",
	       "2:5: 'name' is missing in an entry of 'suppliers'");
	refuse(state, "policy: {visibility: {hop: 2}}\n",
	       "1:22: 'at_least' is missing under 'policy.visibility'");
	refuse(state,
	       "exceptions:\n- {rule: end-of-life, component: x, reason: z, expires: 2026-09-30}\n",
	       "2:3: 'owner' is missing in an entry of 'exceptions'");
	refuse(state, "exceptions:\n- {rule: end-of-life, component: x, owner: y, reason: z}\n",
	       "2:3: 'expires' is missing in an entry of 'exceptions'");
	refuse(state,
	       "exceptions:\n- {rule: end-of-life, component: x, owner: y, reason: , expires: "
	       "2026-09-30}\n",
	       "2:47: 'reason': expected a text, found nothing");
}

static void an_exception_says_what_it_is_for(void **state)
{
	refuse(state,
	       "exceptions: [{rule: end-of-life, owner: y, reason: z, expires: 2026-09-30}]\n",
	       "1:14: an exception says what it is for: 'id', 'supplier' or 'component' is "
	       "missing");
}

static void an_exception_from_a_compromise_needs_two_people(void **state)
{
	refuse(state,
	       "exceptions: [{rule: compromised-release, id: x, owner: y, reason: z, expires: "
	       "2026-09-30}]\n",
	       "1:14: an exception from compromised-release needs a 'second_approver'");
	accept(state, "exceptions: [{rule: malicious-package, id: x, owner: y, reason: z, expires: "
		      "2026-09-30,\n"
		      "  second_approver: w}]\n");
}

static void a_long_wrong_text_is_not_repeated_in_full(void **state)
{
	struct read *r = *state;
	char text[3000];

	snprintf(text, sizeof(text), "policy: {fail_on: %02000d}\n", 1);
	read_as(r, "twohop.yaml", text);
	assert_int_equal(r->status, TH_EUSAGE);
	assert_true(r->error.message.len < 300);
}

/* ---- the scenarios ---- */

/* Read ../shared/scenarios/<name>: TH_OK or TH_EUSAGE as expected. */
static void assert_scenario(struct read *r, const char *shared, const char *name,
			    th_status expected)
{
	char path[1024], text[20000];

	snprintf(path, sizeof(path), "%s/scenarios/%s", shared, name);
	FILE *file = fopen(path, "rb");
	if (!file)
		fail_msg("no %s", path);
	size_t len = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[len] = '\0';
	read_as(r, name, text);
	if (r->status != expected)
		fail_msg("%s:%u:%u: %.*s", name, r->error.line, r->error.column,
			 TH_FMT(r->error.message));
}

static void the_configurations_of_the_scenarios_are_read_or_refused_as_they_should(void **state)
{
	static const char *const good[] = {
		"accepted-risk/unmatched.yaml",         "accepted-risk/globs.yaml",
		"accepted-risk/sent-along/twohop.yaml", "another-digest/differs.yaml",
		"own-application/by-config.yaml",       "yes-says-the-form/managed.yaml",
		"yes-says-the-form/with-laptop.yaml",   "one-laptop-five-files/intune.yaml",
		"one-laptop-five-files/swid.yaml",      "signed-provenance/valid.yaml",
		"ramps-and-graces/quieter.yaml",        "ramps-and-graces/grace.yaml",
		"ramps-and-graces/plain.yaml",          "ramps-and-graces/ramp.yaml",
		"ramps-and-graces/only-critical.yaml",  "ramps-and-graces/near.yaml",
	};
	static const char *const bad[] = {
		"accepted-risk/no-owner.yaml",
		"accepted-risk/no-expiry.yaml",
		"accepted-risk/no-such-day.yaml",
		"many-outputs/typo.yaml",
	};
	const char *shared = getenv("TWOHOP_SHARED");

	if (!shared) {
		fprintf(stderr, "SKIPPED: TWOHOP_SHARED is not set, so the scenarios' "
				"configurations are not read\n");
		skip();
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_scenario(*state, shared, good[i], TH_OK);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_scenario(*state, shared, bad[i], TH_EUSAGE);
}

/* ---- --fail-on ---- */

static void assert_fail_on(const char *text, enum th_level violation, enum th_level blind_spot,
			   enum th_level contradiction)
{
	enum th_level fail_on[TH_CLASS_COUNT] = { TH_LEVEL_HIGH, TH_LEVEL_HIGH, TH_LEVEL_HIGH };
	struct th_arena arena = { 0 };
	th_slice message;

	assert_true(th_fail_on_parse(th_slice_of(text), fail_on, &arena, &message));
	assert_int_equal(fail_on[TH_CLASS_VIOLATION], violation);
	assert_int_equal(fail_on[TH_CLASS_BLIND_SPOT], blind_spot);
	assert_int_equal(fail_on[TH_CLASS_CONTRADICTION], contradiction);
}

static void one_level_on_the_command_line_is_for_all_classes(void **state)
{
	(void)state;
	assert_fail_on("medium", TH_LEVEL_MEDIUM, TH_LEVEL_MEDIUM, TH_LEVEL_MEDIUM);
	assert_fail_on("never", TH_LEVEL_NEVER, TH_LEVEL_NEVER, TH_LEVEL_NEVER);
}

static void classes_on_the_command_line_change_only_themselves(void **state)
{
	(void)state;
	assert_fail_on("blind-spot=never", TH_LEVEL_HIGH, TH_LEVEL_NEVER, TH_LEVEL_HIGH);
	assert_fail_on("violation=low, contradiction = critical", TH_LEVEL_LOW, TH_LEVEL_HIGH,
		       TH_LEVEL_CRITICAL);
}

static void a_fail_level_that_is_none_is_refused_and_changes_nothing(void **state)
{
	static const char *const wrong[][2] = {
		{ "hgh", "'hgh' is not a severity; did you mean 'high'?" },
		{ "",
		  "'' is not a severity; choose from critical, high, medium, low, info, never" },
		{ "violation=low,blindspot=never",
		  "'blindspot' is not a class of findings; did you mean 'blind-spot'?" },
		{ "violation=low,violation=high", "'violation' is given twice" },
		{ "violation=low,",
		  "'' is not class=severity, as in violation=high,blind-spot=never" },
		{ "violation=",
		  "'' is not a severity; choose from critical, high, medium, low, info, never" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		enum th_level fail_on[TH_CLASS_COUNT] = { TH_LEVEL_HIGH, TH_LEVEL_HIGH,
							  TH_LEVEL_HIGH };
		struct th_arena arena = { 0 };
		th_slice message;

		assert_false(th_fail_on_parse(th_slice_of(wrong[i][0]), fail_on, &arena, &message));
		assert_text(message, wrong[i][1]);
		for (size_t class = 0; class < TH_CLASS_COUNT; class ++)
			assert_int_equal(fail_on[class], TH_LEVEL_HIGH);
		th_arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(without_a_file_high_findings_of_all_classes_decide,
						setup, teardown),
		cmocka_unit_test_setup_teardown(an_empty_file_says_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(keys_without_values_say_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(self_is_a_list_of_names, setup, teardown),
		cmocka_unit_test_setup_teardown(one_value_stands_for_a_list_of_one, setup,
						teardown),
		cmocka_unit_test_setup_teardown(suppliers_keep_names_domains_and_criticality, setup,
						teardown),
		cmocka_unit_test_setup_teardown(inventories_keep_what_their_files_cannot_say, setup,
						teardown),
		cmocka_unit_test_setup_teardown(one_fail_level_holds_for_all_classes, setup,
						teardown),
		cmocka_unit_test_setup_teardown(fail_levels_may_differ_by_class, setup, teardown),
		cmocka_unit_test_setup_teardown(a_floor_of_visibility_has_hop_and_percentage, setup,
						teardown),
		cmocka_unit_test_setup_teardown(required_rules_are_marked, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_rule_takes_another_severity_and_says_nothing_of_the_rest, setup,
			teardown),
		cmocka_unit_test_setup_teardown(an_entry_of_a_rule_keeps_what_restricts_it, setup,
						teardown),
		cmocka_unit_test_setup_teardown(an_exception_keeps_who_why_and_until_when, setup,
						teardown),
		cmocka_unit_test_setup_teardown(an_exception_that_accepts_a_compromise_needs_two,
						setup, teardown),
		cmocka_unit_test_setup_teardown(an_exception_lasts_180_days_from_its_approval,
						setup, teardown),
		cmocka_unit_test_setup_teardown(the_policy_may_let_exceptions_last_longer, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			an_exception_without_approval_lasts_180_days_from_the_day, setup, teardown),
		cmocka_unit_test_setup_teardown(a_key_that_decides_keeps_its_place, setup,
						teardown),
		cmocka_unit_test_setup_teardown(whom_you_trust_is_read, setup, teardown),
		cmocka_unit_test_setup_teardown(a_rule_may_have_several_entries, setup, teardown),
		cmocka_unit_test_setup_teardown(paths_beside_the_configuration_stay_as_they_are,
						setup, teardown),
		cmocka_unit_test_setup_teardown(the_folder_of_the_configuration_is_put_in_front,
						setup, teardown),
		cmocka_unit_test_setup_teardown(an_absolute_path_stays_absolute, setup, teardown),
		cmocka_unit_test_setup_teardown(a_way_up_is_worked_out, setup, teardown),
		cmocka_unit_test_setup_teardown(
			wildcards_in_the_name_of_the_folder_are_no_wildcards, setup, teardown),
		cmocka_unit_test_setup_teardown(an_unknown_key_is_refused_with_the_nearest_one,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			an_unknown_key_further_in_is_refused_with_its_own_place, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_key_in_the_wrong_place_is_refused_with_the_right_one, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_key_that_is_near_to_nothing_is_refused_with_all_that_there_are, setup,
			teardown),
		cmocka_unit_test_setup_teardown(a_key_given_twice_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_text_that_is_no_yaml_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_list_is_no_configuration, setup, teardown),
		cmocka_unit_test_setup_teardown(values_of_the_wrong_kind_are_refused, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			words_that_are_none_are_refused_with_the_nearest_one, setup, teardown),
		cmocka_unit_test_setup_teardown(a_rule_cannot_have_the_severity_never, setup,
						teardown),
		cmocka_unit_test_setup_teardown(numbers_with_other_units_or_sizes_are_refused,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_day_that_does_not_exist_is_refused, setup,
						teardown),
		cmocka_unit_test_setup_teardown(what_an_entry_must_have_is_missed, setup, teardown),
		cmocka_unit_test_setup_teardown(an_exception_says_what_it_is_for, setup, teardown),
		cmocka_unit_test_setup_teardown(an_exception_from_a_compromise_needs_two_people,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_long_wrong_text_is_not_repeated_in_full, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			the_configurations_of_the_scenarios_are_read_or_refused_as_they_should,
			setup, teardown),
		cmocka_unit_test_setup_teardown(one_level_on_the_command_line_is_for_all_classes,
						setup, teardown),
		cmocka_unit_test_setup_teardown(classes_on_the_command_line_change_only_themselves,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_fail_level_that_is_none_is_refused_and_changes_nothing, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
