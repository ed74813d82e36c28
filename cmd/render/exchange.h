/*
 * What documents for other programs have in common (OpenVEX, CycloneDX, in-toto): moments, what may
 * stand where they want an IRI or a package URL, and ids that are made of a document's content.
 */
#ifndef TH_CMD_RENDER_EXCHANGE_H
#define TH_CMD_RENDER_EXCHANGE_H

#include "core/base/list.h"
#include "core/crypto/sha256.h"
#include "core/identity/purl.h"
#include "core/text/json_writer.h"
#include "graph/report.h"

enum { TH_MOMENT_TEXT = 21, TH_UUID_TEXT = 37 };

/* A day that is known, as the moment it begins: "2023-04-21T00:00:00Z" (RFC 3339). */
void th_exchange_moment(struct th_date date, char out[TH_MOMENT_TEXT]);

/*
 * text is an IRI as it stands (RFC 3987: a scheme, then the characters that are allowed, '%' only
 * before two hexadecimal digits) and shows all of itself: no character of it hides or turns the
 * direction of text. Brackets, which only addresses of IPv6 need, are refused.
 */
bool th_exchange_is_iri(th_slice text);
/* An IRI that a reader may follow: http or https. Any other scheme may do something. */
bool th_exchange_is_url(th_slice text);
/*
 * The canonical form of a purl that a document states, where that is an IRI; else absent. version:
 * the component's own, for a purl that leaves it out, which would mean all versions; absent: leave
 * it so. The text lies in purl or in scratch.
 */
th_slice th_exchange_purl(th_slice purl, th_slice version, struct th_purl_scratch *scratch);

/*
 * Why a finding does not count, in words: "the risk is accepted by jane@example.com until
 * 2027-02-01 (twohop.yaml:12): replaced in Q2".
 */
void th_exchange_suppression(struct th_output *text, const struct th_suppression *suppression);

/*
 * The advisories of a rule are records of what is wrong with a release: a flaw, or code that does
 * harm. An end of life is not that. false for TH_RULE_COUNT.
 */
bool th_exchange_is_flaw_rule(enum th_rule_id rule);
/* The finding is of such a rule and has such a record, whose id names what was found. */
bool th_exchange_is_flaw(const struct th_finding *finding);

/* A digest as a UUID: version 8, RFC 9562 section 5.8. */
void th_exchange_uuid(struct th_sha256 *sha, char out[TH_UUID_TEXT]);

/*
 * A document that is named by its content: it is written into out, with a blank wherever its id
 * belongs, and from there to where it is to go, with the id of all of it in the blanks.
 */
TH_LIST_DEFINE(th_blank_list, size_t);
struct th_content {
	struct th_output out;
	struct th_blank_list blanks; /* places in out */
	bool failed;                 /* no memory for one */
};

void th_content_begin(struct th_content *content);
/* A member "urn:uuid:ID", or "urn:uuid:ID#part" where part is not NULL. writer writes to out. */
void th_content_id_member(struct th_content *content, struct th_json_writer *writer,
			  const char *key, const char *part);
/* All of it to `to`. Releases the content. TH_ENOMEM where it was not whole. */
th_status th_content_end(struct th_content *content, struct th_output *to) TH_MUST_USE;

#endif
