/*
 * Windows of versions: from an introduction up to a fix or to the last version affected. An
 * advisory writes them as events in any order (OSV, schema 1.7, "Evaluation"); here they are made
 * into disjoint windows in order, once, when an index is made, so that to ask is a walk over a few
 * pairs. The version "0" of an introduction lies before every version, also before one called
 * 0.0.0-0.
 */
#ifndef TH_FEEDS_WINDOWS_H
#define TH_FEEDS_WINDOWS_H

#include "core/base/list.h"
#include "core/version/vers.h"
#include "feeds/index.h"
#include "parsers/facts.h"

/* One end of a window. */
struct th_window_bound {
	th_slice version; /* absent: before every version */
	uint8_t kind;     /* enum th_bound_kind: INTRODUCED, then FIXED, LAST_AFFECTED, LAST_KNOWN
			     or nothing */
};
TH_LIST_DEFINE(th_window_list, struct th_window_bound);

/*
 * Add to out the windows that events of one range make, in the order of scheme: each begins with an
 * INTRODUCED. False, and nothing is added, where the order does not say: a version that is none of
 * the scheme, or two that do not compare. events is sorted in place.
 */
bool th_windows_make(enum th_scheme scheme, struct th_window_bound *events, uint32_t count,
		     struct th_window_list *out, th_status *status);
/* The windows of a package of th_index_package, in the place of what out had. TH_ENOMEM. */
th_status th_windows_read(const struct th_index *index, const struct th_index_package *package,
			  struct th_window_list *out) TH_MUST_USE;
/* Nothing but "from the beginning, without an end". */
bool th_windows_are_everything(const struct th_window_bound *window, uint32_t count);

enum th_window_answer {
	TH_WINDOW_OUTSIDE,
	TH_WINDOW_BEYOND, /* inside, and beyond the last version that somebody has looked at */
	TH_WINDOW_INSIDE,
	TH_WINDOW_UNKNOWN, /* no version, or one without a place in the order */
};
/*
 * Where does a version lie? at: as th_windows_make made them. *end: of TH_WINDOW_INSIDE, what ends
 * the window, or NULL; end may be NULL.
 */
enum th_window_answer th_windows_find(enum th_scheme scheme, const struct th_window_bound *at,
				      uint32_t count, th_slice version,
				      const struct th_window_bound **end);

#endif
