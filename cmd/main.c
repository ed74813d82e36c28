/*
 * twohop: reads the command line, prepares the process, runs one command and ends at once.
 */
#include "cmd/command.h"
#include "cmd/complain.h"
#include "cmd/standard_output.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * Growing lists of megabytes move by mremap, whatever the allocator has learnt meanwhile. There
 * are two heaps: of one, threads would wait for each other, and of many each grows by system calls
 * of its own. What is freed is soon used again: it is not given back.
 */
enum { MAPPED_FROM = 256 << 10, TRIMMED_FROM = 1 << 30, HEAPS = 2 };

/* What is opened later must not become standard output because somebody closed that. */
static void keep_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0)
			_exit(TH_EXIT_BUG);
}

static void prepare(void)
{
	keep_standard_descriptors();
	signal(SIGPIPE, SIG_IGN); /* both come back as errors of the write */
	signal(SIGXFSZ, SIG_IGN);
	mallopt(M_MMAP_THRESHOLD, MAPPED_FROM);
	mallopt(M_ARENA_MAX, HEAPS);
	mallopt(M_TRIM_THRESHOLD, TRIMMED_FROM);
}

static int show_help(const struct th_command *command)
{
	struct th_output out;

	th_output_to_fd(&out, STDOUT_FILENO);
	if (command && command->run)
		th_help_command(command, &out);
	else
		th_help_program(&out);
	return th_standard_output_end(&out);
}

static int run(struct th_call *call)
{
	const struct th_options *options = &call->options;

	if (options->help)
		return show_help(options->command);
	if (options->version)
		return th_command_version(call);
	if (options->command)
		return options->command->run(call);
	th_complain(
		"which command? 'twohop help' lists them; the usual one is 'twohop audit PATH...'");
	return TH_EXIT_USAGE;
}

int main(int argc, char **argv)
{
	struct th_call call = { 0 };
	int code = TH_EXIT_USAGE;

	prepare();
	if (th_options_read(&call.options, argc, argv) == TH_OK)
		code = run(&call);
	if (!TH_RELEASE_AT_EXIT)
		_exit(code);
	th_options_release(&call.options);
	th_arena_release(&call.arena);
	return code;
}
