/*
 * What the benchmark compares twohop with, and how it takes its measures. Each call is a fresh
 * process and prints one line.
 *
 *   baseline cjson FILE    cJSON_Parse with its own allocator
 *   baseline xmlsax FILE   libxml2, SAX2 push in chunks of 64 KiB, callbacks that do nothing
 *   baseline memchr FILE   a pass over the newlines
 *       nanoseconds of that work alone: starting the process and reading the file do not count
 *   baseline wall PROGRAM [ARGUMENT...]
 *       nanoseconds from spawning the program to its end, and its exit code
 *   baseline memory PROGRAM [ARGUMENT...]
 *       the most anonymous memory that it had at any moment, bytes, and its exit code
 *
 * Wall: posix_spawn from this small process, so that the size of the caller does not count.
 * Memory: anonymous pages become fewer only in a handful of system calls and at the end. The
 * program is traced, and before each of those calls the sum over its page tables (Anonymous of
 * smaps_rollup) is read. That sees every peak; a maximum resident size counts the pages of the
 * mapped input too.
 */
#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "baseline: %s: %s\n", what, strerror(errno));
	exit(70);
}

/* The file in memory that has been touched, with a NUL behind it. */
static char *load(const char *path, size_t *size)
{
	struct stat status;
	FILE *file = fopen(path, "rb");

	if (!file || fstat(fileno(file), &status) != 0)
		die(path);
	*size = (size_t)status.st_size;
	char *bytes = malloc(*size + 1);
	if (!bytes || fread(bytes, 1, *size, file) != *size)
		die(path);
	bytes[*size] = '\0';
	fclose(file);
	return bytes;
}

/* The three pieces of work. Not inlined: callgrind counts what happens below these names. */

__attribute__((noinline)) static bool measured_cjson(const char *bytes, size_t size)
{
	(void)size;
	return cJSON_Parse(bytes) != NULL;
}

static void no_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		     int namespaces, const xmlChar **namespace, int attributes, int defaulted,
		     const xmlChar **attribute)
{
	(void)context, (void)name, (void)prefix, (void)uri, (void)namespaces;
	(void)namespace, (void)attributes, (void)defaulted, (void)attribute;
}

static void no_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	(void)context, (void)name, (void)prefix, (void)uri;
}

static void no_text(void *context, const xmlChar *text, int length)
{
	(void)context, (void)text, (void)length;
}

__attribute__((noinline)) static bool measured_xmlsax(const char *bytes, size_t size)
{
	enum { CHUNK = 64 * 1024 };
	xmlSAXHandler handler = { .initialized = XML_SAX2_MAGIC,
				  .startElementNs = no_start,
				  .endElementNs = no_end,
				  .characters = no_text };
	xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);

	if (!parser)
		return false;
	xmlCtxtUseOptions(parser, XML_PARSE_NONET);
	for (size_t at = 0; at < size; at += CHUNK)
		xmlParseChunk(parser, bytes + at, (int)(size - at < CHUNK ? size - at : CHUNK), 0);
	xmlParseChunk(parser, bytes, 0, 1);
	bool good = parser->wellFormed != 0;
	xmlFreeParserCtxt(parser);
	return good;
}

__attribute__((noinline)) static bool measured_memchr(const char *bytes, size_t size)
{
	size_t lines = 0;

	for (const char *at = bytes, *end = bytes + size;
	     (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
		lines++;
	return lines > 0;
}

static const struct work {
	const char *name;
	bool (*run)(const char *bytes, size_t size);
} works[] = {
	{ "cjson", measured_cjson },
	{ "xmlsax", measured_xmlsax },
	{ "memchr", measured_memchr },
};

static int time_work(const struct work *work, const char *path)
{
	size_t size;
	const char *bytes = load(path, &size);
	int64_t began = now();
	bool good = work->run(bytes, size);
	int64_t took = now() - began;

	printf("%lld\n", (long long)took);
	fflush(stdout);
	if (!good)
		fprintf(stderr, "baseline: %s does not take %s\n", work->name, path);
	_exit(good ? 0 : 1); /* giving the memory back is not part of the work */
}

/* The program's exit code as a shell would say it. */
static int code_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int time_program(char **command)
{
	posix_spawn_file_actions_t actions;
	pid_t child;
	int status;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	int64_t began = now();
	errno = posix_spawn(&child, command[0], &actions, NULL, command, environ);
	if (errno != 0 || waitpid(child, &status, 0) != child)
		die(command[0]);
	printf("%lld %d\n", (long long)(now() - began), code_of(status));
	return 0;
}

/* Of the process now, bytes; 0 when it is gone. */
static uint64_t anonymous_bytes(pid_t process)
{
	char path[64], line[256];
	unsigned long long kib = 0;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)process);
	FILE *file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "Anonymous: %llu kB", &kib) == 1)
			break;
	if (file)
		fclose(file);
	return (uint64_t)kib * 1024;
}

/* Whether the system call may make anonymous pages fewer. */
static bool gives_back(uint64_t call)
{
	static const uint64_t calls[] = { SYS_munmap, SYS_mmap, SYS_mremap,    SYS_madvise,
					  SYS_brk,    SYS_exit, SYS_exit_group };

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (call == calls[i])
			return true;
	return false;
}

static uint64_t call_of(pid_t thread)
{
	struct __ptrace_syscall_info info = { 0 };
	long size = ptrace(PTRACE_GET_SYSCALL_INFO, thread, (void *)sizeof(info), &info);

	return size > 0 && info.op == PTRACE_SYSCALL_INFO_ENTRY ? info.entry.nr : UINT64_MAX;
}

static int measure_memory(char **command)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
	uint64_t most = 0;
	int status, code = 0;
	pid_t child = fork();

	if (child < 0)
		die("fork");
	if (child == 0) {
		int sink = open("/dev/null", O_WRONLY | O_CLOEXEC);
		dup2(sink, STDOUT_FILENO);
		dup2(sink, STDERR_FILENO);
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execv(command[0], command);
		_exit(127);
	}
	/* The first stop is the one of exec: from here on the memory is the program's own. */
	if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, child, NULL, options) != 0)
		die(command[0]);
	ptrace(PTRACE_SYSCALL, child, NULL, NULL);
	for (pid_t thread; (thread = waitpid(-1, &status, __WALL)) > 0;) {
		long signal_number = 0;

		if (!WIFSTOPPED(status)) {
			if (thread == child)
				code = code_of(status);
			continue;
		}
		if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			uint64_t bytes = gives_back(call_of(thread)) ? anonymous_bytes(child) : 0;
			most = bytes > most ? bytes : most;
		} else if (status >> 16 == 0 && WSTOPSIG(status) != SIGSTOP) {
			signal_number = WSTOPSIG(status);
		}
		ptrace(PTRACE_SYSCALL, thread, NULL, signal_number);
	}
	printf("%llu %d\n", (unsigned long long)most, code);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 3 && strcmp(argv[1], "wall") == 0)
		return time_program(argv + 2);
	if (argc >= 3 && strcmp(argv[1], "memory") == 0)
		return measure_memory(argv + 2);
	for (size_t i = 0; argc == 3 && i < sizeof(works) / sizeof(works[0]); i++)
		if (strcmp(argv[1], works[i].name) == 0)
			return time_work(&works[i], argv[2]);
	fprintf(stderr, "usage: baseline cjson|xmlsax|memchr FILE\n"
			"       baseline wall|memory PROGRAM [ARGUMENT...]\n");
	return 64;
}
