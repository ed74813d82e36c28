#include "cmd/standard_output.h"

#include "cmd/command.h"
#include "cmd/complain.h"

#include <poll.h>
#include <unistd.h>

static bool reader_is_gone(void)
{
	struct pollfd one = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&one, 1, 0) == 1 && (one.revents & POLLERR);
}

int th_standard_output_end(struct th_output *out)
{
	th_status status = th_output_commit(out);

	if (status == TH_ENOMEM)
		th_complain("no memory left");
	else if (status != TH_OK && !reader_is_gone())
		th_complain("standard output: %.*s", TH_FMT(th_output_why(out)));
	th_output_release(out);
	return status == TH_OK ? TH_EXIT_PASS : status == TH_ENOMEM ? TH_EXIT_BUG : TH_EXIT_OUTPUT;
}
