/*
 * A provider of CSAF documents: where its metadata is, and which documents it lists (CSAF 2.0 and
 * 2.1, section 7).
 */
#ifndef TH_FEEDS_FETCH_CSAF_PROVIDER_H
#define TH_FEEDS_FETCH_CSAF_PROVIDER_H

#include "core/base/list.h"
#include "feeds/fetch/verb.h"

struct th_csaf_listed {
	th_slice url;
	th_slice other;     /* where it may be instead: some providers' paths begin elsewhere */
	th_slice updated;   /* as listed; absent: not said */
	th_slice hash;      /* URL of its digest; absent: beside it */
	th_slice signature; /* URL of its OpenPGP signature; absent: beside it, if there is one */
};
TH_LIST_DEFINE(th_csaf_listed_list, struct th_csaf_listed);

/*
 * The documents of a provider: a domain, or the address of a provider-metadata.json. Its files are
 * fetched to place.*.list. Only what everybody may read (TLP WHITE and CLEAR) is listed; what else
 * there is is said on standard error. False, with a sentence in *why, where nothing can be listed.
 * Texts live in arena.
 */
bool th_csaf_list(const struct th_fetch_options *options, const char *url, const char *place,
		  struct th_arena *arena, struct th_csaf_listed_list *out, th_slice *why);

#endif
