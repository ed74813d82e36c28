/*
 * A way of fetching: a row of verbs.def and a function. All of them are told and tell the same.
 */
#ifndef TH_FEEDS_FETCH_VERB_H
#define TH_FEEDS_FETCH_VERB_H

#include "core/base/arena.h"

struct th_http_session; /* connections that are kept open: feeds/fetch/http.h */

struct th_fetch_options {
	const char *verb; /* that was asked for, remembered with what it fetched; NULL:
			     a part of something that is remembered as a whole */
	struct th_http_session *session; /* NULL: of this file alone */
	uint64_t max_bytes;              /* of one file, of one clone */
	long timeout, connect_timeout;   /* seconds; 0: none */
	const char *authorities;         /* file of certificates, NULL: the system's */
	const char *proxy;               /* NULL: the environment's */
	bool allow_http, allow_file; /* besides HTTPS; file: of this machine, for repositories */
	unsigned retries;
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
};

enum th_fetched { TH_FETCHED_NEW, TH_FETCHED_UNCHANGED, TH_FETCHED_NOT };

struct th_fetch_result {
	enum th_fetched outcome;
	uint64_t bytes;
	bool unwritable; /* it is the disk that failed */
	bool gone;       /* the server says that there is no such thing: 404, 410 */
	th_slice why;    /* of NOT: a sentence, in the arena */
};

/* Fetch what is at url to place. Everything that can fail is in *result; what was there stays. */
typedef void th_fetch_verb(const struct th_fetch_options *options, const char *url,
			   const char *place, struct th_arena *arena,
			   struct th_fetch_result *result);

#define TH_FETCH_VERB(word, arguments, function) th_fetch_verb function;
#include "feeds/fetch/verbs.def"
#undef TH_FETCH_VERB

#endif
