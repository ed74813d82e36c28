/*
 * Ranges as package managers write them, "^1.2 || ~3", "[1.0,2.0)", "~=1.4", read into vers. The
 * syntaxes are the rows of native.def. What a syntax does not say is an error with its place, never
 * a guess; blanks and commas mean what they mean there.
 */
#ifndef TH_CORE_VERSION_NATIVE_H
#define TH_CORE_VERSION_NATIVE_H

#include "core/base/arena.h"
#include "core/version/version_set.h"

struct th_native_fault {
	size_t offset;        /* into the text */
	const char *sentence; /* without full stop */
};

/*
 * The canonical vers text of a range of a vers type (or purl type), in arena. TH_ENOTFOUND: no
 * syntax is known for the type. TH_EINPUT, TH_ELIMIT: *fault says why and where. TH_ENOMEM.
 */
th_status th_native_to_vers(struct th_arena *arena, th_slice type, th_slice text, th_slice *out,
			    struct th_native_fault *fault) TH_MUST_USE;

#endif
