#include "graph/report.h"

static const char *const node_kind_words[] = {
	[TH_NODE_SELF] = "self",         [TH_NODE_COMPONENT] = "component",
	[TH_NODE_SUPPLIER] = "supplier", [TH_NODE_DEVICE] = "device",
	[TH_NODE_SERVICE] = "service",   [TH_NODE_DOCUMENT] = "document",
};

static const struct {
	const char *word;
	int exit_code;
} reasons_known[] = {
	[TH_REASON_VIOLATION] = { "violation", 1 },
	[TH_REASON_CONTRADICTION] = { "contradiction", 1 },
	[TH_REASON_BLIND_SPOT] = { "blind-spot", 2 },
	[TH_REASON_VISIBILITY] = { "visibility", 2 },
	[TH_REASON_EXPIRED_EXCEPTION] = { "expired-exception", 3 },
	[TH_REASON_STALE_FEED] = { "stale-feed", 3 },
	[TH_REASON_STALE_EVIDENCE] = { "stale-evidence", 3 },
	[TH_REASON_QUALITY] = { "quality", 2 },
	[TH_REASON_NOT_EVALUATED] = { "not-evaluated", 3 },
	[TH_REASON_BAD_INPUT] = { "bad-input", 65 },
	[TH_REASON_NO_INPUT] = { "no-input", 66 },
	[TH_REASON_OUTPUT] = { "output", 73 },
	[TH_REASON_INTERNAL] = { "internal", 70 },
};

/* Of several the first one wins. */
static const int exit_codes[] = { 70, 73, 66, 65, 1, 2, 3 };

bool th_report_is_of_run(const struct th_report_diagnostic *diagnostic)
{
	static const enum th_diag_code of_policy[] = {
		TH_DIAG_expired_exception, TH_DIAG_ended_exception,     TH_DIAG_ending_exception,
		TH_DIAG_early_exception,   TH_DIAG_unmatched_exception, TH_DIAG_stale_document,
	};

	for (size_t i = 0; i < sizeof(of_policy) / sizeof(of_policy[0]); i++)
		if (diagnostic->code == of_policy[i])
			return true;
	return !diagnostic->place.document.ptr;
}

const char *th_node_kind_word(enum th_node_kind kind)
{
	return node_kind_words[kind];
}

const char *th_reason_word(enum th_reason reason)
{
	return reasons_known[reason].word;
}

int th_exit_code(uint32_t reasons)
{
	for (size_t i = 0; i < sizeof(exit_codes) / sizeof(exit_codes[0]); i++)
		for (unsigned reason = 0; reason < TH_REASON_COUNT; reason++)
			if ((reasons >> reason & 1) &&
			    reasons_known[reason].exit_code == exit_codes[i])
				return exit_codes[i];
	return 0;
}

const char *th_signature_state_word(enum th_signature_state state)
{
	static const char *const words[] = { [TH_SIGNATURE_VALID] = "valid",
					     [TH_SIGNATURE_INVALID] = "invalid",
					     [TH_SIGNATURE_UNTRUSTED] = "untrusted",
					     [TH_SIGNATURE_UNSUPPORTED] = "unsupported" };

	return words[state];
}

const char *th_control_state_word(enum th_control_state state)
{
	static const char *const words[] = { [TH_CONTROL_SILENT] = "silent",
					     [TH_CONTROL_STATED] = "stated",
					     [TH_CONTROL_PROVEN] = "proven",
					     [TH_CONTROL_CONTRADICTED] = "contradicted" };

	return words[state];
}
