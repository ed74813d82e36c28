/*
 * The forms of a report. A rendering reads the report and writes an output: it holds no fact that
 * the report lacks.
 */
#ifndef TH_CMD_RENDER_RENDERER_H
#define TH_CMD_RENDER_RENDERER_H

#include "core/io/output.h"
#include "graph/report.h"

/* What a rendering is told beside the report. */
struct th_rendering {
	bool color, unicode; /* what the reader's terminal shows */
	bool explains;       /* the text tells why the run ends as it does, and nothing else */
	uint32_t reasons; /* of the exit: the report's, and what has happened since (bits 1 << enum
			     th_reason) */
	th_slice again; /* the arguments that give this report again, for a shell; absent: not known
			 */
};

/* What of a report only some forms show, so that no other run works it out. */
enum {
	TH_NEEDS_DIGESTS = 1,  /* SHA-256 of the documents */
	TH_NEEDS_POINTERS = 2, /* of places */
	TH_IS_LONG = 4, /* none of these: begun before the short ones, so that none is last */
};

struct th_renderer {
	const char *name;
	const char *title;
	uint32_t needs; /* TH_NEEDS_... */
	/*
	 * Write the report to out, whose failures are its own. TH_ENOMEM where the text is not
	 * whole. NULL: not in this version.
	 */
	th_status (*render)(const struct th_report *report, const struct th_rendering *rendering,
			    struct th_output *out);
};

extern const struct th_renderer th_renderers[];
extern const size_t th_renderer_count;
extern const char *const th_renderer_words[]; /* their names, NULL behind the last */

/* The row of this name, or NULL. */
const struct th_renderer *th_renderer_of(th_slice name);

#define TH_RENDERER(id, name, needs, title)                      \
	th_status th_render_##id(const struct th_report *report, \
				 const struct th_rendering *rendering, struct th_output *out);
#define TH_PLANNED(name)
#include "cmd/render/renderers.def"
#undef TH_RENDERER
#undef TH_PLANNED

#endif
