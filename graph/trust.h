/*
 * Whom you trust, and what that makes of the signatures of a document. Nothing is trusted that
 * `trust:` in the configuration does not name: keys by file, sigstore trusted roots by file with
 * the identities whose certificates count, builders with the level that you grant them.
 *
 *   valid        made with a key you named, in the time you trust it, or with a certificate that
 * chains to a root you named at the time a log or timestamp authority of that root vouches for, of
 * an identity you named invalid      it fails under the key or certificate that it says it was made
 * with; a proof in its bundle fails; what the log recorded is another signature; it cannot be
 * decoded untrusted    nothing is wrong with it as far as can be told, and you named nobody who
 * made it unsupported  of a kind that is not verified
 */
#ifndef TH_GRAPH_TRUST_H
#define TH_GRAPH_TRUST_H

#include "core/crypto/key.h"
#include "graph/config.h"
#include "parsers/envelope.h"

struct th_trust; /* keys and roots, read and ready */

/*
 * Read the files that the configuration names. A file that cannot be read, or holds no key, is
 * TH_EUSAGE with *error at its line in the configuration: a gate that has lost a key does not pass.
 * The configuration and the arena must outlive it. Costs nothing where nothing is named.
 */
th_status th_trust_open(const struct th_config *config, struct th_arena *arena,
			struct th_trust **out, struct th_config_error *error) TH_MUST_USE;
void th_trust_close(struct th_trust *trust);

/*
 * Judge every signature of a document's envelope, in order; none where it has none. trust NULL:
 * nobody is trusted. items live in the arena, their texts there or in the document. May be called
 * from any thread.
 */
th_status th_trust_judge(const struct th_trust *trust, const struct th_document *doc,
			 struct th_arena *arena, struct th_report_signature **items,
			 uint32_t *count) TH_MUST_USE;

/*
 * Judge the signatures of all documents of inputs that have been read, with so many threads (0: as
 * there are processors): th_trust_judge finds it done, whatever arena it is given. The documents'
 * arenas hold what came of it. Nothing else may use the inputs meanwhile.
 */
struct th_inputs;
th_status th_trust_judge_ahead(const struct th_trust *trust, struct th_inputs *inputs,
			       uint32_t jobs) TH_MUST_USE;

/* The level that you grant a builder, by its id (globs in the configuration); 0: none. */
uint32_t th_trust_builder_level(const struct th_config *config, th_slice id);

#endif
