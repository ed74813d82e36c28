#include "graph/policy.h"

#include "core/base/limits.h"
#include "core/crypto/sha256.h"
#include "core/text/json_writer.h"

/* A mapping in braces, of which the members with values are written. */
struct braces {
	struct th_output *out;
	bool any;
};

static void key(struct braces *b, const char *name)
{
	th_output_printf(b->out, "%s%s: ", b->any ? ", " : "{", name);
	b->any = true;
}

static void put_word(struct braces *b, const char *name, const char *word)
{
	key(b, name);
	th_output_write(b->out, th_slice_of(word));
}

static void put_number(struct braces *b, const char *name, uint32_t number, const char *unit)
{
	if (number == TH_CONFIG_NO_LIMIT)
		return;
	key(b, name);
	th_output_printf(b->out, "%u%s", number, unit);
}

static void put_level(struct braces *b, const char *name, enum th_level level)
{
	if (level != TH_LEVEL_UNSTATED)
		put_word(b, name, th_level_word(level));
}

static void put_text(struct braces *b, const char *name, th_slice text)
{
	if (!text.ptr)
		return;
	key(b, name);
	th_json_quote(b->out, text);
}

static void put_texts(struct braces *b, const char *name, const struct th_name_list *texts)
{
	if (texts->count == 0)
		return;
	key(b, name);
	for (uint32_t i = 0; i < texts->count; i++) {
		th_output_write(b->out, i ? TH_SLICE(", ") : TH_SLICE("["));
		th_json_quote(b->out, texts->items[i]);
	}
	th_output_byte(b->out, ']');
}

static void put_date(struct braces *b, const char *name, struct th_date date)
{
	char text[TH_DATE_TEXT];

	if (!th_date_present(date))
		return;
	th_date_format(date, text, sizeof(text));
	key(b, name);
	th_json_quote(b->out, th_slice_of(text)); /* a year alone would be a number */
}

static void end(struct braces *b)
{
	th_output_write(b->out, b->any ? TH_SLICE("}") : TH_SLICE("{}"));
}

/* The end of an entry's line. */
static void end_entry(struct braces *b, const struct th_config_place *place, bool places)
{
	end(b);
	if (places && place->line) {
		th_output_write(b->out, TH_SLICE(" # "));
		th_json_quote(b->out, place->file);
		th_output_printf(b->out, ":%u", place->line);
	}
	th_output_byte(b->out, '\n');
}

/* ---- the parts ---- */

static void write_fail_on(const struct th_config *config, struct th_output *out)
{
	struct braces b = { out, false };

	th_output_write(out, TH_SLICE("  fail_on: "));
	for (size_t class = 0; class < TH_CLASS_COUNT; class ++)
		put_level(&b, th_class_word((enum th_class) class), config->fail_on[class]);
	end(&b);
	th_output_byte(out, '\n');
}

static void write_visibility(const struct th_config *config, struct th_output *out)
{
	if (config->has_visibility)
		th_output_printf(out, "  visibility: {hop: %u, at_least: %u%%}\n",
				 config->visibility_hop, config->visibility_at_least);
}

static void write_required(const struct th_config *config, struct th_output *out)
{
	bool any = false;

	th_output_write(out, TH_SLICE("  require: ["));
	for (size_t rule = 0; rule < TH_RULE_COUNT; rule++)
		if (config->required[rule]) {
			th_output_printf(out, "%s%s", any ? ", " : "", th_rules[rule].slug);
			any = true;
		}
	th_output_write(out, TH_SLICE("]\n"));
}

static void write_ages(const struct th_config *config, struct th_output *out)
{
	struct braces b = { out, false };

	th_output_write(out, TH_SLICE("  max_age: "));
	put_number(&b, "feeds", config->max_age.feeds, "d");
	put_number(&b, "sbom", config->max_age.sbom, "d");
	put_number(&b, "attestation", config->max_age.attestation, "d");
	put_number(&b, "environment", config->max_age.environment, "d");
	end(&b);
	if (config->quality.floor != TH_FLOOR_NONE)
		th_output_printf(out, "\n  quality: {floor: %s, on_fail: %s}",
				 th_floors[config->quality.floor].slug,
				 config->quality.on_fail == TH_ON_FAIL_FAIL ? "fail" : "warn");
	th_output_printf(out, "\n  exceptions: {most: %ud, warn: %ud}\n", config->exception_days,
			 config->warning_days);
}

static void put_criticalities(struct braces *b, uint32_t bits)
{
	static const char *const words[] = { [TH_CRITICALITY_LOW] = "low",
					     [TH_CRITICALITY_MEDIUM] = "medium",
					     [TH_CRITICALITY_HIGH] = "high" };
	bool any = false;

	if (!bits)
		return;
	key(b, "criticality");
	for (size_t c = TH_CRITICALITY_LOW; c <= TH_CRITICALITY_HIGH; c++)
		if (bits >> c & 1) {
			th_output_printf(b->out, "%s%s", any ? ", " : "[", words[c]);
			any = true;
		}
	th_output_byte(b->out, ']');
}

static void write_entry(const struct th_config_rule *rule, bool places, struct th_output *out)
{
	struct braces b = { out, false };

	th_output_write(out, TH_SLICE("      - "));
	put_texts(&b, "supplier", &rule->suppliers);
	put_criticalities(&b, rule->criticalities);
	put_texts(&b, "document", &rule->documents);
	put_texts(&b, "purl", &rule->purls);
	put_level(&b, "severity", rule->severity);
	put_level(&b, "fail", rule->fail);
	put_number(&b, "max_hop", rule->max_hop, "");
	put_number(&b, "grace", rule->grace, "d");
	put_date(&b, "until", rule->until);
	end_entry(&b, &rule->place, places);
}

static void write_rules(const struct th_config *config, bool places, struct th_output *out)
{
	th_output_write(out,
			config->rules.count ? TH_SLICE("  rules:\n") : TH_SLICE("  rules: {}\n"));
	for (size_t rule = 0; rule < TH_RULE_COUNT; rule++) {
		bool any = false;
		for (uint32_t i = 0; i < config->rules.count; i++) {
			const struct th_config_rule *entry = &config->rules.items[i];
			if ((size_t)entry->rule != rule)
				continue;
			if (!any)
				th_output_printf(out, "    %s:\n", th_rules[rule].slug);
			any = true;
			write_entry(entry, places, out);
		}
	}
}

static void write_exceptions(const struct th_config *config, bool places, struct th_output *out)
{
	th_output_write(out, config->exceptions.count ? TH_SLICE("exceptions:\n")
						      : TH_SLICE("exceptions: []\n"));
	for (uint32_t i = 0; i < config->exceptions.count; i++) {
		const struct th_config_exception *e = &config->exceptions.items[i];
		struct braces b = { out, false };

		th_output_write(out, TH_SLICE("  - "));
		put_word(&b, "rule", th_rules[e->rule].slug);
		put_text(&b, "id", e->id);
		put_text(&b, "supplier", e->supplier);
		put_text(&b, "component", e->component);
		put_text(&b, "owner", e->owner);
		put_text(&b, "reason", e->reason);
		put_date(&b, "approved", e->approved);
		put_date(&b, "expires", e->expires);
		put_text(&b, "ticket", e->ticket);
		put_text(&b, "second_approver", e->second_approver);
		end_entry(&b, &e->place, places);
	}
}

void th_policy_write(const struct th_config *config, bool places, struct th_output *out)
{
	th_output_write(out, TH_SLICE("policy:\n"));
	write_fail_on(config, out);
	write_visibility(config, out);
	write_required(config, out);
	write_ages(config, out);
	write_rules(config, places, out);
	write_exceptions(config, places, out);
}

th_status th_policy_digest(const struct th_config *config, char digest[65])
{
	struct th_output out;
	uint8_t bytes[TH_SHA256_BYTES];

	th_output_to_memory(&out, TH_MAX_POLICY_BYTES);
	th_policy_write(config, false, &out);
	th_status status = th_output_commit(&out);
	if (status == TH_OK) {
		th_sha256(th_output_bytes(&out), bytes);
		th_sha256_hex(bytes, digest);
	}
	th_output_release(&out);
	return status;
}
