/*
 * twohop-fetch [OPTION...] VERB URL PLACE, where VERB is a row of verbs.def
 *
 * Certificates are believed by the system's authorities, or those of --ca or, where `twohop feeds`
 * starts it, of SSL_CERT_FILE; proxies are those of --proxy or of https_proxy and its likes.
 *
 * The one program here that opens a socket: `twohop feeds update` starts it for each place. One
 * line of JSON on standard output says what became of it ({"url", "place", "status":
 * new|unchanged|failed, "bytes", "why"}), a sentence on standard error what failed. Ends with 0
 * (new or unchanged), 1 (failed; what was there stays), 64 (wrong call) or 73 (not written).
 */
#include "core/base/limits.h"
#include "core/io/output.h"
#include "core/io/progress.h"
#include "core/text/escape.h"
#include "core/text/json_writer.h"
#include "feeds/fetch/verb.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PASS = 0, FAILED = 1, USAGE = 64, UNWRITTEN = 73, CONNECT_SECONDS = 30, RETRIES = 3 };

static const struct option options[] = {
	{ "max-bytes", required_argument, NULL, 'm' }, { "timeout", required_argument, NULL, 't' },
	{ "ca", required_argument, NULL, 'c' },        { "proxy", required_argument, NULL, 'p' },
	{ "allow-http", no_argument, NULL, 'a' },      { "allow-file", no_argument, NULL, 'f' },
	{ "retries", required_argument, NULL, 'r' },   { NULL, 0, NULL, 0 },
};

static const struct verb {
	const char *word, *arguments;
	th_fetch_verb *run;
} verbs[] = {
#define TH_FETCH_VERB(word, arguments, function) { word, arguments, function },
#include "feeds/fetch/verbs.def"
#undef TH_FETCH_VERB
};

static void usage(void)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		fprintf(stderr,
			"%s twohop-fetch [--max-bytes N] [--timeout SECONDS] [--ca FILE] "
			"[--proxy URL] [--allow-http] [--allow-file] [--retries N] %s %s\n",
			i ? "      " : "usage:", verbs[i].word, verbs[i].arguments);
}

static const struct verb *verb_of(const char *word)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(word, verbs[i].word) == 0)
			return &verbs[i];
	return NULL;
}

static bool take(struct th_fetch_options *o, int letter)
{
	uint64_t number = 0;
	bool numeric = letter == 'm' || letter == 't' || letter == 'r';

	if (numeric && !th_slice_number(th_slice_of(optarg), &number))
		return false;
	switch (letter) {
	case 'm': o->max_bytes = number; return number > 0;
	case 't': o->timeout = (long)number; return number > 0 && number < 1000000;
	case 'r': o->retries = (unsigned)number; return number < 100;
	case 'c': o->authorities = optarg; return true;
	case 'p': o->proxy = optarg; return true;
	case 'a': o->allow_http = true; return true;
	case 'f': o->allow_file = true; return true;
	default: return false;
	}
}

static void draw(void *context, uint64_t done, uint64_t total)
{
	th_progress_update(context, done, total, TH_SLICE("fetching"));
}

static const char *word_of(enum th_fetched fetched)
{
	static const char *const words[] = { "new", "unchanged", "failed" };

	return words[fetched];
}

static bool report(const char *url, const char *place, const struct th_fetch_result *result)
{
	struct th_json_writer w;
	struct th_output out;

	th_output_to_fd(&out, STDOUT_FILENO);
	th_json_writer_init(&w, &out);
	th_json_begin_object(&w);
	th_json_member_word(&w, "url", url);
	th_json_member_word(&w, "place", place);
	th_json_member_word(&w, "status", word_of(result->outcome));
	th_json_member_uint(&w, "bytes", result->bytes);
	th_json_member_string(&w, "why", result->why);
	th_json_end_object(&w);
	th_json_writer_end(&w);
	th_status status = th_output_commit(&out);
	th_output_release(&out);
	return status == TH_OK;
}

int main(int argc, char **argv)
{
	struct th_fetch_options o = { .authorities = getenv("SSL_CERT_FILE"),
				      .max_bytes = TH_MAX_SOURCE_BYTES,
				      .connect_timeout = CONNECT_SECONDS,
				      .retries = RETRIES };
	struct th_fetch_result result;
	struct th_progress progress;
	struct th_arena arena = { 0 };
	int letter;

	if (o.authorities && !*o.authorities)
		o.authorities = NULL;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* comes back as an error of the write */
	while ((letter = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (!take(&o, letter)) {
			usage();
			return USAGE;
		}
	}
	const struct verb *verb = argc - optind == 3 ? verb_of(argv[optind]) : NULL;
	if (!verb) {
		usage();
		return USAGE;
	}
	const char *url = argv[optind + 1], *place = argv[optind + 2];
	o.verb = verb->word;
	th_progress_start(&progress, isatty(STDERR_FILENO) ? STDERR_FILENO : -1);
	o.progress = draw;
	o.context = &progress;
	verb->run(&o, url, place, &arena, &result);
	th_progress_end(&progress);
	if (result.outcome == TH_FETCHED_NOT)
		fprintf(stderr, "twohop-fetch: %s: %.*s\n", url,
			TH_FMT(th_escape_terminal(&arena, result.why)));
	bool told = report(url, place, &result);
	int code = result.outcome != TH_FETCHED_NOT ? PASS : result.unwritable ? UNWRITTEN : FAILED;
	th_arena_release(&arena);
	return told ? code : UNWRITTEN;
}
