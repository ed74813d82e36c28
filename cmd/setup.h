/*
 * From the command line to an audit: the configuration read, the request filled, the audit run, and
 * what went wrong on the way said on standard error. `audit` and `why` share it.
 */
#ifndef TH_CMD_SETUP_H
#define TH_CMD_SETUP_H

#include "cmd/command.h"
#include "core/io/source.h"
#include "graph/audit.h"
#include "graph/trust.h"

struct th_setup {
	struct th_config config;
	struct th_trust *trust;         /* of the configuration */
	struct th_source config_source; /* what the configuration's texts may point into */
	struct th_progress progress;
	struct th_audit_request
		request; /* want_sha256 and want_pointers are the caller's to set before the run */
	struct th_audit *audit; /* after a run */
};

/* Read the configuration that the options name, or the one at the default place; TH_EXIT_PASS, or,
 * complained about, the exit code of what is wrong. */
int th_setup_configure(struct th_setup *setup, struct th_call *call);
/*
 * Fill setup for an audit of inputs, which must stay where they are. TH_EXIT_PASS, or the exit code
 * of what is wrong, which has been complained about.
 */
int th_setup_prepare(struct th_setup *setup, struct th_call *call, const th_slice *inputs,
		     uint32_t count);
/* Run it; TH_EXIT_PASS or, complained about, TH_EXIT_BUG. Progress is drawn on standard error where
 * that is a terminal. */
int th_setup_run(struct th_setup *setup);
/*
 * One line on standard error for each document that could not be read, for each that was named and
 * ignored, and for what is wrong with the run as a whole.
 */
void th_setup_complain(const struct th_setup *setup, const struct th_call *call);
/* Give everything back, if somebody looks for leaks. */
void th_setup_release(struct th_setup *setup);

#endif
