/*
 * CPE names (NISTIR 7695): the 2.3 formatted string and the 2.2 URI, both into eleven comparable
 * values; and whether one name covers another (NISTIR 7696).
 *
 * Read leniently where tools write sloppily: a name may end early (what is missing is ANY, so a
 * short name covers all that begins like it), and punctuation need not be escaped. One departure
 * from 7696, towards finding more: a candidate whose part is '*' is taken for any part. '?' stands
 * for one character or none. Values are compared without the case of ASCII letters. Nothing here
 * allocates.
 */
#ifndef TH_CORE_IDENTITY_CPE_H
#define TH_CORE_IDENTITY_CPE_H

#include "core/base/slice.h"
#include "core/base/status.h"
#include "core/base/limits.h"
#include "core/identity/platform.h"

enum th_cpe_attribute {
	TH_CPE_PART, /* a, o or h */
	TH_CPE_VENDOR,
	TH_CPE_PRODUCT,
	TH_CPE_VERSION,
	TH_CPE_UPDATE,
	TH_CPE_EDITION,
	TH_CPE_LANGUAGE,
	TH_CPE_SW_EDITION,
	TH_CPE_TARGET_SW,
	TH_CPE_TARGET_HW,
	TH_CPE_OTHER,
	TH_CPE_ATTRIBUTES,
};

enum th_cpe_kind {
	TH_CPE_ANY,  /* nothing is said */
	TH_CPE_NA,   /* the attribute does not apply */
	TH_CPE_TEXT, /* text, perhaps with wildcards around it */
};

enum { TH_CPE_STAR = 255 };

struct th_cpe_value {
	th_slice text; /* of TH_CPE_TEXT: decoded, lower-case */
	enum th_cpe_kind kind;
	uint8_t before; /* how many characters may stand before text; TH_CPE_STAR: any number */
	uint8_t after;  /* and behind it */
};

/* Values point into the text that was read or into the scratch: they live as long as both. */
struct th_cpe {
	struct th_cpe_value values[TH_CPE_ATTRIBUTES];
	unsigned given; /* attributes that the name has, counted from the first */
};

/* Memory for one name at a time; needs no initialisation. */
struct th_cpe_scratch {
	size_t used;
	char decoded[TH_MAX_CPE_BYTES];
};

/*
 * Read a name of either form. why may be NULL; else *why becomes a static sentence about what is
 * wrong, or NULL. TH_EINPUT: not a CPE; TH_ELIMIT: longer than TH_MAX_CPE_BYTES; then all of *out
 * is ANY. Blanks around text are ignored.
 */
th_status th_cpe_parse(th_slice text, struct th_cpe_scratch *scratch, struct th_cpe *out,
		       const char **why) TH_MUST_USE;

/*
 * The name as a 2.3 formatted string into buffer. TH_ELIMIT, and an absent *out, where capacity
 * does not do.
 */
th_status th_cpe_format(const struct th_cpe *cpe, char *buffer, size_t capacity,
			th_slice *out) TH_MUST_USE;

/* The text of an attribute; absent where that is ANY, NA or has wildcards. */
th_slice th_cpe_text(const struct th_cpe *cpe, enum th_cpe_attribute attribute);

enum th_cpe_relation {
	TH_CPE_EQUAL,
	TH_CPE_SUPERSET, /* the pattern says less */
	TH_CPE_SUBSET,   /* the candidate says less */
	TH_CPE_DISJOINT,
	TH_CPE_UNDEFINED, /* two different wildcards */
};
enum th_cpe_relation th_cpe_compare(const struct th_cpe_value *pattern,
				    const struct th_cpe_value *candidate);

/* Does pattern cover candidate, in every attribute? */
bool th_cpe_match(const struct th_cpe *pattern, const struct th_cpe *candidate);
/* Could both be the same product: does no attribute exclude it? A match is one such case. */
bool th_cpe_overlaps(const struct th_cpe *pattern, const struct th_cpe *candidate);

/* By target_sw, or for an operating system (part o) by its product; else unknown. */
enum th_platform th_cpe_platform(const struct th_cpe *cpe);

#endif
