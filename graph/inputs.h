/*
 * The inputs of a run: arguments become a list of files, files become documents, several at once.
 * The list's order is that of the arguments, and within a folder that of the names, whatever the
 * number of threads.
 */
#ifndef TH_GRAPH_INPUTS_H
#define TH_GRAPH_INPUTS_H

#include "core/base/crew.h"
#include "core/io/progress.h"
#include "core/io/source.h"
#include "graph/paths.h"
#include "graph/report.h"
#include "parsers/parser.h"

enum th_input_kind {
	TH_INPUT_DOCUMENT, /* listed in the report */
	TH_INPUT_FEED,     /* facts that you named: not listed */
};

struct th_input {
	th_slice path; /* as it is shown, NUL-terminated */
	enum th_input_kind kind;
	bool named;   /* by you, not found in a folder: facts may clear */
	bool as_feed; /* named as one, perhaps besides: what an SBOM says of flaws may clear too */
	bool ignored; /* not to be read: why says so */
	bool failed;  /* could not be opened: why says so */
	bool opened;
	bool about_nothing;   /* a document in which no component was recognised */
	uint32_t repeats;     /* the earlier input that is this very file and is read instead, or
				 TH_NONE */
	struct th_file_id id; /* not known: standard input, what is not there */
	th_status status;
	th_slice why;
	struct th_source source;
	struct th_document doc;
	struct th_diagnostics missing; /* what a floor of quality asks for and it does not state */
	char sha256[65];
};
TH_LIST_DEFINE(th_input_list, struct th_input);

/* Feeds that you named: a file, or the files of a folder. */
struct th_named_feeds {
	th_slice path;
	bool is_folder;
	uint32_t first, end; /* inputs */
};
TH_LIST_DEFINE(th_named_feeds_list, struct th_named_feeds);

struct th_inputs {
	bool thorough; /* to be set before they are read: documents are held against a floor */
	struct th_input_list list;
	struct th_named_feeds_list feeds;
	struct th_arena arena;
	struct th_diagnostics diagnostics; /* of the run: inputs that are not there, folders that
					      cannot be read */
	bool missing;                      /* an input that was named is not there */
	bool holds_config;     /* the configuration in force lies in an audited folder */
	uint32_t unrecognised; /* documents about nothing, feeds that are none */
	th_slice first_unrecognised;
};

/* Add a file or folder (or "-"). config_path: the configuration in force, not listed where a folder
 * holds it. */
th_status th_inputs_add(struct th_inputs *inputs, th_slice path, enum th_input_kind kind,
			th_slice config_path) TH_MUST_USE;
/*
 * Find files that were added more than once, by device and inode: they are read once, as the
 * document where one was added as that. Call it behind the last th_inputs_add.
 */
th_status th_inputs_settle(struct th_inputs *inputs) TH_MUST_USE;
/* Open all of them. */
void th_inputs_open(struct th_inputs *inputs);
/* Read all that were opened, with so many threads (0: as there are processors). */
th_status th_inputs_read(struct th_inputs *inputs, uint32_t jobs,
			 struct th_progress *progress) TH_MUST_USE;
/* Begin the SHA-256 of all that were opened, as they were found. The inputs stay where they are
 * until th_crew_end. */
void th_inputs_digest(struct th_inputs *inputs, uint32_t jobs, struct th_crew *crew);
/* Complain about what was read and says nothing: documents about no component, feeds that are none.
 */
void th_inputs_judge(struct th_inputs *inputs);
void th_inputs_release(struct th_inputs *inputs);

#endif
