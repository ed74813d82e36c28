/*
 * What `twohop verify` has found: who says what about which bits, and whether to believe it. Made
 * by cmd/verify.c, shown by cmd/render/verification.c.
 */
#ifndef TH_CMD_VERIFY_H
#define TH_CMD_VERIFY_H

#include "cmd/render/page.h"
#include "core/crypto/digest.h"
#include "core/text/json_writer.h"
#include "graph/documents.h"

/* How a file that was given beside stands to the statements. */
enum th_artifact_state {
	TH_ARTIFACT_UNMENTIONED, /* no statement is about it, by digest or by name */
	TH_ARTIFACT_OTHER,       /* one is about a file of its name, with another digest */
	TH_ARTIFACT_SPOKEN_OF,   /* one is about it, and is not believed */
	TH_ARTIFACT_VOUCHED,     /* one is about it, and is believed */
};

struct th_artifact {
	th_slice path;
	struct th_source source;
	char digests[TH_DIGEST_COUNT][TH_DIGEST_HEX + 1];
	enum th_artifact_state state;
	uint32_t document; /* of the run: the statement that says so, or TH_NONE */
};
TH_LIST_DEFINE(th_artifact_list, struct th_artifact);

struct th_verification {
	struct th_inputs inputs;
	struct th_run_documents run;
	struct th_artifact_list artifacts;
	int code;         /* the exit code */
	th_slice verdict; /* a sentence */
};

/* Which artefact a subject is, by digest; NULL: none. */
const struct th_artifact *th_verification_artifact(const struct th_verification *verification,
						   const struct th_document *doc,
						   const struct th_component *subject);
void th_render_verification_text(const struct th_verification *verification, struct th_page *page);
/* twohop-verification/1 */
void th_render_verification_json(const struct th_verification *verification,
				 struct th_json_writer *writer);

#endif
