/* Policies to begin with, one for each kind of user: YAML with comments that say what each line
 * does. */
#ifndef TH_CMD_POLICY_STARTERS_H
#define TH_CMD_POLICY_STARTERS_H

#include "core/base/date.h"
#include "core/io/output.h"

struct th_policy_starter {
	const char *name;
	const char *summary;
	/* today: what the starter says of the time to come counts from it. */
	void (*write)(struct th_date today, struct th_output *out);
};

extern const struct th_policy_starter th_policy_starters[];
extern const size_t th_policy_starter_count;
extern const char *const th_policy_starter_words[]; /* their names, NULL behind the last */

#endif
