/*
 * What one occurrence of a component shows of itself to whoever asks whether a fact or an advisory
 * means it: versions, keys, platform. Read anew for each component; what costs much is worked out
 * only for one that is under suspicion.
 */
#ifndef TH_GRAPH_SUBJECT_H
#define TH_GRAPH_SUBJECT_H

#include "core/base/limits.h"
#include "core/identity/cpe.h"
#include "core/identity/name.h"
#include "core/identity/platform.h"
#include "core/identity/purl.h"
#include "core/version/version.h"
#include "graph/filter.h"
#include "graph/graph.h"

struct th_subject {
	uint32_t node;
	const struct th_graph_document *document;
	const struct th_component *component;
	th_slice purl_key, cpe_key, name_key; /* absent: no fact has it */
	th_slice purl_text, cpe_text;         /* as written */
	/* The rest is there when th_subject_read_whole was called. */
	bool is_whole;
	th_slice versions[3]; /* that it states: its own, its purl's, its CPE's, if they differ */
	unsigned version_count;
	enum th_scheme scheme;
	enum th_platform platform;
	bool platform_known; /* worked out: it is asked for seldom */
	bool has_purl, has_cpe;
	struct th_purl purl;
	struct th_cpe cpe;
};

struct th_subject_reader {
	const struct th_graph *graph;
	struct th_filter filter;   /* of the keys that facts have */
	bool *speaks_of;           /* by supplier: some fact is about a product of its */
	bool any_name;             /* facts about products of any supplier may be there */
	uint8_t *device_platform;  /* by document of the graph: its device's platform + 1; 0: not
				      worked out */
	struct th_subject subject; /* the one that was read last */
	struct th_purl_scratch purl_scratch;
	struct th_cpe_scratch cpe_scratch;
	char name_buffer[TH_NAME_KEY_BYTES], cpe_buffer[TH_MAX_CPE_BYTES];
};

/* The reader is all-zero before; released also where it could not be made. */
th_status th_subject_init(struct th_subject_reader *reader,
			  const struct th_graph *graph) TH_MUST_USE;
void th_subject_release(struct th_subject_reader *reader);
/* The keys of a component by one purl and one CPE of its, both of which may be absent. */
void th_subject_read(struct th_subject_reader *reader, uint32_t node, uint32_t component,
		     th_text purl, th_text cpe);
/* The same but for the key of its purl, which the caller knows and sets. */
void th_subject_begin(struct th_subject_reader *reader, uint32_t node, uint32_t component,
		      th_text purl, th_text cpe);
/* The key of a purl, in it or in the reader's scratch; absent where no fact has it. */
th_slice th_subject_purl_key(struct th_subject_reader *reader, th_slice purl);
/* Its name counts where some fact is about a product of its supplier's. */
void th_subject_read_name(struct th_subject_reader *reader);
/*
 * The component is under suspicion: read its versions, and all of its purl and CPE. One that was
 * not given is the component's first: what no fact has as a key still tells version and platform.
 */
void th_subject_read_whole(struct th_subject_reader *reader);
enum th_platform th_subject_platform(struct th_subject_reader *reader);

#endif
