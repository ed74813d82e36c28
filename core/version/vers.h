/*
 * Version range specifiers: vers:<type>/<constraint>|<constraint>... (package-url/vers-spec, Clause
 * 5; ECMA-428). There are two dialects. The current specification takes a canonical string alone:
 * no blanks, sorted, no version twice, no empty constraint. ECMA-428 inlines an older text in which
 * blanks and outer pipes are dropped and order does not matter, and advisories in the wild are
 * looser still. TH_VERS_STRICT is the former; TH_VERS_LENIENT takes both, puts what it reads into
 * canonical order and says in `complaints` what it had to forgive.
 *
 * Where the specification is silent or wrong:
 *   - A range of != alone contains every other version (its procedure says: none).
 *   - Its procedure looks at pairs of bounds and so misses the single one; here that is a range.
 *   - Redundant bounds (>1|>2), which lenient reading lets pass, count as their union and stay.
 *   - vers:all/<5, illegal and common in CSAF, is read leniently as a range of the scheme generic.
 */
#ifndef TH_CORE_VERSION_VERS_H
#define TH_CORE_VERSION_VERS_H

#include "core/base/arena.h"
#include "core/version/version.h"

enum th_vers_mode { TH_VERS_STRICT, TH_VERS_LENIENT };

enum th_vers_answer { TH_VERS_NO = 0, TH_VERS_YES = 1, TH_VERS_UNKNOWN = 2 };

/*
 * Everything that can be wrong: X(ID, FATAL or FORGIVEN when lenient, sentence). All are errors
 * when strict.
 */
#define TH_VERS_COMPLAINTS(X)                                                                  \
	X(NOT_VERS, FATAL, "it does not have the form vers:type/constraints")                  \
	X(BAD_TYPE, FATAL, "the type is not a letter followed by letters, digits, '.' or '-'") \
	X(INVALID_TYPE, FATAL, "the type 'invalid' is reserved for ranges that are invalid")   \
	X(TOO_MANY, FATAL, "it has more constraints than TH_MAX_VERS_CONSTRAINTS")             \
	X(TOO_LONG, FATAL, "a version is longer than TH_MAX_VERSION_BYTES")                    \
	X(NO_CONSTRAINT, FATAL, "it has no constraint")                                        \
	X(NO_VERSION, FATAL, "a constraint has no version")                                    \
	X(STAR, FATAL, "'*' does not stand alone")                                             \
	X(RESERVED, FATAL, "a version holds '<', '>', '=', '!' or '*' that is not encoded")    \
	X(BAD_PERCENT, FATAL, "a '%' does not begin an encoded character")                     \
	X(CONTROL, FATAL, "it holds a control character")                                      \
	X(NONE_BOUND, FATAL, "the type 'none' takes nothing but '*'")                          \
	X(UPPER_CASE, FORGIVEN, "the scheme or type is not in lower case")                     \
	X(AT_SIGN, FORGIVEN, "'@' stands for the '/' behind the type")                         \
	X(BLANK, FORGIVEN, "it holds blanks")                                                  \
	X(NON_ASCII, FORGIVEN, "it holds characters outside of ASCII that are not encoded")    \
	X(PIPE, FORGIVEN, "it holds an empty constraint")                                      \
	X(EQUALS_SIGN, FORGIVEN, "equality is written with a '='")                             \
	X(ENCODING, FORGIVEN, "a character is encoded that needs it not, or in lower case")    \
	X(SPELLING, FORGIVEN, "a version is not in the canonical spelling of its type")        \
	X(UNSORTED, FORGIVEN, "constraints are not sorted by version")                         \
	X(DUPLICATE, FORGIVEN, "a version occurs twice")                                       \
	X(REDUNDANT, FORGIVEN, "bounds do not alternate, or a version stands before '<'")      \
	X(ALL_BOUND, FORGIVEN, "the type 'all' takes nothing but '*'; read as 'generic'")

enum th_vers_complaint {
#define TH_VERS_ID(id, weight, sentence) TH_VERS_##id,
	TH_VERS_COMPLAINTS(TH_VERS_ID)
#undef TH_VERS_ID
		TH_VERS_COMPLAINT_COUNT
};

/*
 * Why a string was refused, and where: an offset into it, of the constraint in question or closer.
 */
struct th_vers_fault {
	enum th_vers_complaint complaint;
	size_t offset;
};

enum th_comparator {
	TH_VERS_EQUAL,
	TH_VERS_NOT_EQUAL,
	TH_VERS_LESS,
	TH_VERS_LESS_EQUAL,
	TH_VERS_GREATER,
	TH_VERS_GREATER_EQUAL,
};

struct th_vers_constraint {
	th_slice version; /* decoded */
	uint8_t comparator;
	/* compiled, for th_vers_contains: */
	bool at_in;    /* this version is in the range */
	bool below_in; /* what lies between the constraint before and this one is */
};

enum th_vers_kind {
	TH_VERS_NOTHING,    /* vers:none/... */
	TH_VERS_EVERYTHING, /* '*' */
	TH_VERS_SORTED,     /* constraints in ascending order of the scheme */
	TH_VERS_LISTED,     /* constraints whose order is not known, as they were written */
};

/* A range, read-only and good as long as the arena it is in. */
struct th_vers {
	th_slice text; /* as given */
	th_slice type; /* lower case */
	enum th_scheme scheme;
	enum th_vers_kind kind;
	uint32_t count;
	const struct th_vers_constraint *constraints;
	bool above_in;       /* what lies above all constraints is in the range */
	uint32_t complaints; /* bit 1 << enum th_vers_complaint for each thing forgiven */
};

/*
 * Read and compile text into arena; nothing of *out points into text. A type whose order is not
 * known is no error (scheme TH_SCHEME_NONE); what cannot be ordered cannot be found unsorted.
 * TH_EINPUT or, for TOO_MANY and TOO_LONG, TH_ELIMIT: *out is NULL, and *fault, which may be NULL,
 * says why. TH_ENOMEM.
 */
th_status th_vers_parse(struct th_arena *arena, th_slice text, enum th_vers_mode mode,
			const struct th_vers **out, struct th_vers_fault *fault) TH_MUST_USE;
/*
 * Is version in the range. UNKNOWN where the scheme cannot tell and every place that the version
 * may have in the order does not give one answer: so a scheme that is not known says YES or NO only
 * for versions spelled as in a constraint, and an absent or empty version is UNKNOWN unless the
 * range is '*' or none.
 */
enum th_vers_answer th_vers_contains(const struct th_vers *vers, th_slice version);
/* The canonical text in arena; an absent slice on want of memory. */
th_slice th_vers_canonical(const struct th_vers *vers, struct th_arena *arena);
/* A static sentence without full stop. */
const char *th_vers_complaint_text(enum th_vers_complaint complaint);
/* "", "!=", "<", ... */
const char *th_comparator_text(enum th_comparator comparator);

#endif
