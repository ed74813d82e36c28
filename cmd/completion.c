/*
 * completion: the script for a shell, one row of completion/shells.def and one file each.
 */
#include "cmd/command.h"
#include "cmd/complain.h"
#include "cmd/completion/choices.h"
#include "cmd/standard_output.h"

#include <unistd.h>

static const struct {
	const char *name;
	bool (*write)(struct th_output *out);
} shells[] = {
#define TH_SHELL(name) { #name, th_completion_##name },
#include "cmd/completion/shells.def"
#undef TH_SHELL
};

int th_command_completion(struct th_call *call)
{
	const struct th_name_list *operands = &call->options.operands;
	th_slice name = operands->count == 1 ? operands->items[0] : TH_SLICE("");
	struct th_output out;

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		if (!th_slice_equal(name, th_slice_of(shells[i].name)))
			continue;
		th_output_to_fd(&out, STDOUT_FILENO);
		bool whole = shells[i].write(&out);
		int code = th_standard_output_end(&out);
		if (!whole)
			th_complain("no memory left");
		return whole ? code : TH_EXIT_BUG;
	}
	th_complain("completion for which shell? bash, zsh or fish");
	return TH_EXIT_USAGE;
}
