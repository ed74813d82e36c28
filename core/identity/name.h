/*
 * Names of suppliers: what a field of an SBOM says, and the key under which two spellings of one
 * organisation meet. A key is weak evidence: who merges by it must first have looked for
 * conflicting domains. Words that carry meaning in a name are rows of core/identity/name_words.def.
 */
#ifndef TH_CORE_IDENTITY_NAME_H
#define TH_CORE_IDENTITY_NAME_H

#include "core/base/limits.h"
#include "core/base/slice.h"
#include "core/base/status.h"

/* As typed in the field (SPDX 2.3 §7.5); teams are often typed as persons. */
enum th_name_kind {
	TH_NAME_UNSTATED,
	TH_NAME_PERSON,
	TH_NAME_ORGANISATION,
	TH_NAME_TOOL,
};

/* All slices lie in the text that was parsed; one that was not there is absent. */
struct th_name {
	enum th_name_kind kind;
	bool absent;    /* nobody is named: empty, NOASSERTION, NONE, unknown, n/a ... */
	th_slice name;  /* without prefix and trailing groups; empty when absent */
	th_slice email; /* may be there although the name is absent */
	th_slice alias; /* text of a trailing group that is neither e-mail nor URL */
	th_slice url;
};

/*
 * Take a field apart: an optional "Person:", "Organization:" or "Tool:", a name, and trailing
 * groups in <...> or (...). A group is an e-mail only if it contains '@' and no blank, a URL if it
 * contains "://", else an alias; of several groups of one sort the last one counts and the others
 * are dropped. A group that does not close stays in the name, and so does a group when there is
 * nothing before it. A name that is itself an address is both name and e-mail.
 */
void th_name_parse(th_slice raw, struct th_name *out);

enum th_name_sort {
	TH_NAME_PRODUCT,
	TH_NAME_SUPPLIER, /* trailing legal forms are dropped */
};

/* A buffer of this size holds the key of every ASCII name of up to TH_MAX_NAME_BYTES. */
#define TH_NAME_KEY_BYTES ((size_t)TH_MAX_NAME_BYTES * 5)

/*
 * Write the normalised form of a name into buffer and let *out point to it: NFKC, case folded, '&'
 * as "and", a leading "the" dropped, words separated by one space. Blanks, hyphens, low lines,
 * slashes, commas, colons and brackets separate words; all other punctuation is dropped, but for
 * '+' and '#' and a point between digits; "(R)" and "(TM)" are dropped whole.
 *
 * For TH_NAME_SUPPLIER legal forms at the end are dropped too ("GmbH & Co. KG"), as long as what is
 * left has more than two bytes and one word that is not generic: "Software AG" and "X Corp." keep
 * theirs.
 *
 * TH_ENOTFOUND when nothing is left ("***"), TH_EINPUT for bad UTF-8, TH_ELIMIT for a name of more
 * than TH_MAX_NAME_BYTES or a key that does not fit into capacity; *out is absent then.
 */
th_status th_name_key(th_slice name, enum th_name_sort sort, char *buffer, size_t capacity,
		      th_slice *out) TH_MUST_USE;

/*
 * Whether a name is clearly that of an organisation: it ends in a legal form, or in a word like
 * Foundation, Team or Contributors. For fields such as `author` that mostly hold persons; rather
 * says false: "Nicolas Grekas, Symfony Community" and "Jane Doe and contributors" are persons, and
 * a single word is nobody we know.
 */
bool th_name_is_organisation(th_slice name);

#endif
