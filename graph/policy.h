/*
 * The policy in force, written out: what was stated, what was included, and what holds where
 * nothing was said. `twohop policy check` prints it; its SHA-256 stands in every report, so that
 * two verdicts can be told to have been made by one policy.
 */
#ifndef TH_GRAPH_POLICY_H
#define TH_GRAPH_POLICY_H

#include "core/io/output.h"
#include "graph/config.h"

/*
 * Write what decides as YAML that th_config_read takes: the keys in one order, every default
 * stated, the entries in the order in which they are asked. places: behind each entry the file and
 * line that state it, as a comment.
 */
void th_policy_write(const struct th_config *config, bool places, struct th_output *out);
/* The SHA-256 of what th_policy_write writes without places, in hexadecimal digits and a NUL. */
th_status th_policy_digest(const struct th_config *config, char digest[65]) TH_MUST_USE;

#endif
