/*
 * policy: a policy to begin with, and whether the one at hand is right, with all that it includes
 * and all that holds where it says nothing.
 */
#include "cmd/complain.h"
#include "cmd/policy_starters.h"
#include "cmd/setup.h"
#include "cmd/standard_output.h"
#include "graph/policy.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_FILE "twohop.yaml"

struct policy {
	struct th_call *call;
	const th_slice *operands; /* behind the verb */
	uint32_t count;
};

static struct th_date day_of(const struct th_call *call)
{
	return th_date_present(call->options.as_of) ? call->options.as_of
						    : th_date_today(time(NULL));
}

/* ---- init ---- */

static const struct th_policy_starter *starter_named(th_slice name)
{
	for (size_t i = 0; i < th_policy_starter_count; i++)
		if (th_slice_equal(name, th_slice_of(th_policy_starters[i].name)))
			return &th_policy_starters[i];
	const char *nearest = th_nearest_word(name, th_policy_starter_words);
	if (nearest)
		th_complain("policy init %.*s: there is none; did you mean '%s'?", TH_FMT(name),
			    nearest);
	else
		for (size_t i = 0; i < th_policy_starter_count; i++)
			th_complain("policy init %s [FILE]: %s", th_policy_starters[i].name,
				    th_policy_starters[i].summary);
	return NULL;
}

static int write_starter(const struct policy *p, const struct th_policy_starter *starter,
			 th_slice path)
{
	struct th_output out;

	if (faccessat(AT_FDCWD, path.ptr, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		th_complain_at(path, 0, 0,
			       TH_SLICE("is there already, and is yours: name another file, or '-' "
					"for standard output"));
		return TH_EXIT_USAGE;
	}
	th_output_to_file(&out, path.ptr);
	starter->write(day_of(p->call), &out);
	th_status status = th_output_commit(&out);
	if (status != TH_OK)
		th_complain_at(path, 0, 0, th_output_why(&out));
	th_output_release(&out);
	return status == TH_OK ? TH_EXIT_PASS : TH_EXIT_OUTPUT;
}

static int init(const struct policy *p)
{
	const struct th_policy_starter *starter =
		starter_named(p->count ? p->operands[0] : TH_SLICE(""));
	struct th_output out;

	if (!starter)
		return TH_EXIT_USAGE;
	if (p->count > 2) {
		th_complain("policy init %s [FILE]: one file", starter->name);
		return TH_EXIT_USAGE;
	}
	th_slice path = p->count > 1 ? p->operands[1] : TH_SLICE(DEFAULT_FILE);
	if (!th_slice_equal(path, TH_SLICE("-")))
		return write_starter(p, starter, path);
	th_output_to_fd(&out, STDOUT_FILENO);
	starter->write(day_of(p->call), &out);
	return th_standard_output_end(&out);
}

/* ---- check ---- */

static bool has_lapsed(struct th_date last, const struct th_call *call)
{
	return th_date_present(last) && th_date_last(last) < day_of(call).day;
}

/* What is right and says nothing any more, or not yet. */
static void warn(const struct th_config *config, const struct th_call *call)
{
	for (uint32_t i = 0; i < config->rules.count && !call->options.quiet; i++) {
		const struct th_config_rule *rule = &config->rules.items[i];
		if (has_lapsed(rule->until, call))
			th_complain_diagnostic(
				rule->place.file, rule->place.line, rule->place.column, "warning",
				TH_SLICE("the entry has lapsed and decides nothing"), NULL);
	}
	for (uint32_t i = 0; i < config->exceptions.count && !call->options.quiet; i++) {
		const struct th_config_exception *e = &config->exceptions.items[i];
		if (has_lapsed(e->expires, call))
			th_complain_diagnostic(e->place.file, e->place.line, e->place.column,
					       "warning",
					       TH_SLICE("the exception has ended and suppresses "
							"nothing"),
					       NULL);
	}
}

static int print(const struct th_config *config)
{
	char digest[65];
	struct th_output out;

	if (th_policy_digest(config, digest) != TH_OK) {
		th_complain("no memory left");
		return TH_EXIT_BUG;
	}
	th_output_to_fd(&out, STDOUT_FILENO);
	th_output_printf(&out, "# SHA-256 %s\n", digest);
	th_policy_write(config, true, &out);
	return th_standard_output_end(&out);
}

static int check(const struct policy *p)
{
	struct th_setup setup = { 0 };

	if (p->count > 1) {
		th_complain("policy check [FILE]: one file");
		return TH_EXIT_USAGE;
	}
	if (p->count)
		p->call->options.config = p->operands[0];
	if (!p->call->options.config.ptr)
		p->call->options.config = TH_SLICE(DEFAULT_FILE);
	int code = th_setup_configure(&setup, p->call);
	if (code == TH_EXIT_PASS) {
		warn(&setup.config, p->call);
		code = print(&setup.config);
	}
	th_setup_release(&setup);
	return code;
}

/* ---- the command ---- */

static const struct {
	const char *name;
	int (*run)(const struct policy *policy);
} verbs[] = { { "init", init }, { "check", check } };
static const char *const verb_words[] = { "init", "check", NULL };

int th_command_policy(struct th_call *call)
{
	const struct th_name_list *operands = &call->options.operands;
	th_slice verb = operands->count ? operands->items[0] : TH_SLICE("");

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (th_slice_equal(verb, th_slice_of(verbs[i].name)))
			return verbs[i].run(
				&(struct policy){ call, operands->items + 1, operands->count - 1 });
	const char *nearest = th_nearest_word(verb, verb_words);
	th_complain("policy %.*s: init or check%s%s%s", TH_FMT(verb),
		    nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
	return TH_EXIT_USAGE;
}
