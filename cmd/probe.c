/*
 * What was seen is kept with its day, and compiled into the index: end-of-life-distributed speaks
 * of it. Where nothing can be concluded nothing is kept.
 */
#include "cmd/probe.h"

#include "cmd/complain.h"
#include "cmd/fetch.h"
#include "core/io/source.h"
#include "core/text/json_tree.h"
#include "feeds/builtin.h"
#include "feeds/observations.h"
#include "feeds/store.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum verdict { UNCLEAR, THERE, GONE };

struct probe {
	struct th_call *call;
	const char *folder, *program, *answer_file;
	struct th_observations observations;
	struct th_store_index known;
	struct th_observation_list products; /* what the operand names; texts lie in `known` */
	th_slice product, url;               /* operands; absent: not given */
	uint32_t kept;
	bool failed;
};

/* ---- one question ---- */

static enum verdict read_answer(struct probe *p, th_slice *said)
{
	struct th_json_fault fault;
	struct th_source source;
	const struct cJSON *root;
	enum verdict verdict = UNCLEAR;
	th_slice why;

	*said = TH_SLICE("no answer that can be read");
	if (th_source_open(&source, p->answer_file, &p->call->arena, &why) != TH_OK)
		return verdict;
	if (th_json_tree_parse(source.bytes, &root, &fault) == TH_OK) {
		th_slice word = th_json_tree_text(th_json_tree_member(root, "verdict"));
		verdict = th_slice_equal(word, TH_SLICE("there"))  ? THERE
			  : th_slice_equal(word, TH_SLICE("gone")) ? GONE
								   : UNCLEAR;
		*said = th_arena_copy(&p->call->arena,
				      th_json_tree_text(th_json_tree_member(root, "said")));
		th_json_tree_free();
	}
	th_source_close(&source);
	(void)unlink(p->answer_file);
	return verdict;
}

/* Ask, keep what was seen, say it. */
static th_status look(struct probe *p, const struct th_observation *about)
{
	const char *url = th_arena_copy(&p->call->arena, about->url).ptr;
	struct th_observation seen = *about;
	th_slice said;

	if (!url || !th_fetch_run(p->program, "probe", url, p->answer_file)) {
		p->failed = true; /* twohop-fetch has said why */
		return TH_OK;
	}
	enum verdict verdict = read_answer(p, &said);
	if (verdict == UNCLEAR) {
		th_complain("%.*s: the server answered %.*s: whether %.*s can be had there is not "
			    "clear, and nothing is recorded",
			    TH_FMT(about->url), TH_FMT(said), TH_FMT(about->product.name));
		p->failed = true;
		return TH_OK;
	}
	seen.answers = verdict == THERE;
	seen.day = th_date_today(time(NULL));
	p->kept++;
	th_complain("%.*s %s %.*s (%.*s): recorded", TH_FMT(about->product.name),
		    verdict == THERE ? "can still be had from" : "is gone from", TH_FMT(about->url),
		    TH_FMT(said));
	return th_observations_add(&p->observations, &seen);
}

/* ---- what to ask ---- */

/* Is this place of this product among what was asked before number `before`? */
static bool was_met(const struct probe *p, uint32_t before)
{
	const struct th_observation *o = &p->observations.list.items[before];

	for (uint32_t i = 0; i < before; i++)
		if (th_slice_equal(p->observations.list.items[i].url, o->url) &&
		    th_slice_equal(p->observations.list.items[i].product.name, o->product.name))
			return true;
	return false;
}

/* Those places again that were looked at before, of the product or the address if one is named. */
static th_status look_again(struct probe *p, uint32_t *asked)
{
	uint32_t count = p->observations.list.count;

	*asked = 0;
	for (uint32_t i = 0; i < count; i++) {
		struct th_observation about = p->observations.list.items[i];
		if (was_met(p, i) ||
		    (p->product.len && !th_observation_is_of(&about, p->product)) ||
		    (p->url.len && !th_slice_equal(about.url, p->url)))
			continue;
		(*asked)++;
		TH_TRY(look(p, &about));
	}
	return TH_OK;
}

static th_status find_products(struct probe *p)
{
	struct th_arena *arena = &p->call->arena;

	TH_TRY(th_observations_find_products(th_builtin_facts(), p->product, arena, &p->products));
	th_status status = th_store_map(&p->known, p->folder, true);
	if (status == TH_ENOTFOUND || status == TH_EINPUT)
		return TH_OK; /* `feeds status` speaks of it */
	TH_TRY(status);
	return th_observations_find_products(&p->known.index, p->product, arena, &p->products);
}

static void say_choice(const struct probe *p)
{
	th_complain("%u products are called %.*s; name one by its package URL:", p->products.count,
		    TH_FMT(p->product));
	for (uint32_t i = 0; i < p->products.count; i++) {
		const struct th_observation *o = &p->products.items[i];
		th_slice purl = o->product.purls.count ? o->product.purls.items[0]
						       : TH_SLICE("no package URL");
		th_complain("  %.*s of %.*s, %.*s", TH_FMT(o->product.name),
			    TH_FMT(o->supplier.name), TH_FMT(purl));
	}
}

/* A product at a place where it was not looked for before. */
static int look_first(struct probe *p)
{
	if (find_products(p) != TH_OK)
		return TH_EXIT_BUG;
	if (p->products.count == 0) {
		th_complain(
			"nobody says when the life of %.*s ends: an observation of its download "
			"would lead to nothing ('twohop feeds import lifecycle' takes a CLE "
			"file)",
			TH_FMT(p->product));
		return TH_EXIT_NO_INPUT;
	}
	if (p->products.count > 1) {
		say_choice(p);
		return TH_EXIT_USAGE;
	}
	p->products.items[0].url = p->url;
	return look(p, &p->products.items[0]) == TH_OK ? TH_EXIT_PASS : TH_EXIT_BUG;
}

static int ask(struct probe *p)
{
	uint32_t asked = 0;

	if (!(p->product.len && p->url.len))
		return look_again(p, &asked) != TH_OK ? TH_EXIT_BUG
		       : asked                        ? TH_EXIT_PASS
		       : p->product.len               ? TH_EXIT_NO_INPUT
						      : TH_EXIT_USAGE;
	return look_first(p);
}

/* ---- the command ---- */

static bool is_url(th_slice s)
{
	return th_slice_search(s, TH_SLICE("://")) < s.len && !th_slice_starts(s, TH_SLICE("pkg:"));
}

static bool take_operands(struct probe *p)
{
	const struct th_name_list *operands = &p->call->options.operands;

	for (uint32_t i = 1; i < operands->count; i++) {
		th_slice *to = is_url(operands->items[i]) ? &p->url : &p->product;
		if (to->len) {
			th_complain("probe one product at one address: 'twohop feeds probe "
				    "PRODUCT URL'");
			return false;
		}
		*to = operands->items[i];
	}
	return true;
}

/* Nothing was looked at before that is meant. */
static void say_unknown(const struct probe *p)
{
	if (p->product.len)
		th_complain("where can %.*s be had? It was not looked for before: 'twohop feeds "
			    "probe %.*s URL'",
			    TH_FMT(p->product), TH_FMT(p->product));
	else if (p->url.len)
		th_complain("%.*s: of which product? It was not looked at before: 'twohop feeds "
			    "probe PRODUCT URL'",
			    TH_FMT(p->url));
	else
		th_complain(
			"nothing was looked at before: 'twohop feeds probe PRODUCT URL' begins");
}

static int record(struct probe *p, struct th_store *store)
{
	th_slice why = { 0 };

	if (p->kept == 0)
		return TH_EXIT_PASS;
	th_status status = th_observations_write(&p->observations, p->folder, &why);
	if (status == TH_OK) {
		status = th_store_compile(store);
		why = store->why;
	}
	if (status == TH_OK)
		return TH_EXIT_PASS;
	th_complain("%.*s", TH_FMT(why));
	return status == TH_ENOMEM ? TH_EXIT_BUG : TH_EXIT_OUTPUT;
}

static int run(struct probe *p, struct th_store *store)
{
	th_slice why;

	if (th_observations_read(&p->observations, p->folder, &why) != TH_OK) {
		th_complain("%.*s", TH_FMT(why));
		return TH_EXIT_BAD_INPUT;
	}
	int code = ask(p);
	if (code == TH_EXIT_PASS)
		code = record(p, store);
	else if (!(p->product.len && p->url.len))
		say_unknown(p);
	return code == TH_EXIT_PASS && p->failed ? TH_EXIT_STALE : code;
}

int th_feeds_probe(struct th_call *call, const char *folder)
{
	struct probe p = { .call = call,
			   .folder = folder,
			   .program = th_fetch_program(&call->arena),
			   .answer_file =
				   th_arena_printf(&call->arena, "%s/probe.part", folder).ptr };
	struct th_store store;
	int code = TH_EXIT_OUTPUT;

	if (!take_operands(&p))
		return TH_EXIT_USAGE;
	if (!p.program || !p.answer_file) {
		th_complain("twohop-fetch is not installed: nobody can be asked");
		return TH_EXIT_NO_INPUT;
	}
	if (th_store_open(&store, folder, NULL) == TH_OK)
		code = run(&p, &store);
	else
		th_complain("%.*s", TH_FMT(store.why));
	th_observation_list_drop(&p.products);
	th_store_unmap(&p.known);
	th_observations_release(&p.observations);
	th_store_close(&store);
	return code;
}
