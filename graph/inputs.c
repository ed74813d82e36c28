#include "graph/inputs.h"

#include "core/crypto/sha256.h"
#include "core/io/folder.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- listing ---- */

static th_slice base_name(th_slice path)
{
	size_t slash = th_slice_rfind(path, '/');

	return slash < path.len ? th_slice_sub(path, slash + 1, path.len) : path;
}

/* Without a leading "./", doubled slashes and a trailing slash; "." stays. */
static th_slice tidy(struct th_arena *arena, th_slice path)
{
	char *out = th_arena_alloc(arena, path.len + 1);
	size_t to = 0;

	if (!out)
		return (th_slice){ 0 };
	for (size_t i = 0; i < path.len; i++) {
		bool at_start = to == 0 || out[to - 1] == '/';
		if (path.ptr[i] == '/' && to && out[to - 1] == '/')
			continue;
		if (path.ptr[i] == '.' && at_start &&
		    (i + 1 == path.len || path.ptr[i + 1] == '/') && !(i == 0 && path.len == 1)) {
			i++; /* the slash goes with it */
			continue;
		}
		out[to++] = path.ptr[i];
	}
	while (to > 1 && out[to - 1] == '/')
		to--;
	if (to == 0)
		out[to++] = '.';
	out[to] = '\0';
	return th_slice_make(out, to);
}

static bool same_file(th_slice a, th_slice b)
{
	struct stat x, y;

	if (a.len == 0 || b.len == 0)
		return false;
	return stat(a.ptr, &x) == 0 && stat(b.ptr, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

static struct th_input *add(struct th_inputs *inputs, th_slice path, enum th_input_kind kind,
			    bool named)
{
	struct th_input *in = th_input_list_push(&inputs->list, TH_MAX_DOCUMENTS);

	if (in)
		*in = (struct th_input){ .path = path, .kind = kind, .named = named };
	return in;
}

static th_status add_complaint(struct th_inputs *inputs, const struct th_folder_complaint *c,
			       enum th_input_kind kind)
{
	th_slice path = tidy(&inputs->arena, c->path);
	struct th_input *in = path.ptr ? add(inputs, path, kind, false) : NULL;

	if (!in)
		return TH_ENOMEM;
	in->why = c->what;
	in->ignored = c->status == TH_OK;
	in->failed = !in->ignored;
	in->status = c->status;
	return TH_OK;
}

static th_status add_folder(struct th_inputs *inputs, th_slice path, enum th_input_kind kind,
			    th_slice config_path)
{
	struct th_folder folder;
	th_slice why = { 0 };
	th_status status = th_folder_list(path.ptr, &inputs->arena, &folder, &why);

	if (status != TH_OK) {
		if (status == TH_ENOMEM)
			return status;
		struct th_input *in = add(inputs, path, kind, true);
		if (!in)
			return TH_ENOMEM;
		in->failed = true;
		in->status = status;
		in->why = why;
		return TH_OK;
	}
	size_t next = 0; /* complaints are merged in: one list, by path */
	for (size_t i = 0; i < folder.count; i++) {
		for (; next < folder.complaint_count &&
		       th_slice_compare(folder.complaints[next].path, folder.files[i]) < 0;
		     next++)
			TH_TRY(add_complaint(inputs, &folder.complaints[next], kind));
		th_slice file = tidy(&inputs->arena, folder.files[i]);
		if (!file.ptr)
			return TH_ENOMEM;
		if (same_file(file, config_path))
			continue;
		struct th_input *in = add(inputs, file, kind, kind == TH_INPUT_FEED);
		if (!in)
			return TH_ELIMIT;
		if (th_slice_equal(base_name(file), TH_SLICE("twohop.yaml"))) {
			in->ignored = true;
			in->why = TH_SLICE("a configuration that came with the documents: only "
					   "yours is obeyed");
		}
	}
	for (; next < folder.complaint_count; next++)
		TH_TRY(add_complaint(inputs, &folder.complaints[next], kind));
	return TH_OK;
}

th_status th_inputs_add(struct th_inputs *inputs, th_slice argument, enum th_input_kind kind,
			th_slice config_path)
{
	th_slice path = tidy(&inputs->arena, argument);
	struct stat st;

	if (!path.ptr)
		return TH_ENOMEM;
	if (th_slice_equal(path, TH_SLICE("-")))
		return add(inputs, path, kind, true) ? TH_OK : TH_ENOMEM;
	bool there = stat(path.ptr, &st) == 0;
	if (there && S_ISDIR(st.st_mode))
		return add_folder(inputs, path, kind, config_path);
	struct stat link;
	if (!there && lstat(path.ptr, &link) != 0) {
		inputs->missing = true;
		th_diagnose(&inputs->diagnostics, TH_DIAG_no_such_input, TH_NO_OFFSET,
			    "%.*s: no such file or folder", TH_FMT(argument));
		return TH_OK;
	}
	struct th_input *in = add(inputs, path, kind, true);
	if (!in)
		return TH_ELIMIT;
	if (th_slice_equal(base_name(path), TH_SLICE("twohop.yaml")) && kind == TH_INPUT_DOCUMENT) {
		in->ignored = true;
		in->why = TH_SLICE("a configuration, no document: name it with --config");
	}
	return TH_OK;
}

/* ---- reading ---- */

struct crew {
	struct th_inputs *inputs;
	bool digests;
	atomic_uint next, done;
	uint32_t tasks;
	struct th_progress *progress;
	pthread_mutex_t lock;
};

static void open_input(struct th_inputs *inputs, struct th_input *in)
{
	in->status = th_source_open(&in->source, in->path.ptr, &inputs->arena, &in->why);
	in->opened = in->status == TH_OK;
	in->failed = !in->opened;
}

static void read_input(struct th_input *in)
{
	const char *why = NULL;

	th_document_init(&in->doc, in->path, in->source.bytes);
	in->status = th_document_read(&in->doc, &why);
	if (th_source_was_truncated(&in->source)) {
		th_diagnose(&in->doc.diagnostics, TH_DIAG_not_read, TH_NO_OFFSET,
			    "the file was cut short while it was read");
		in->doc.rejected = true;
	}
	if (why) {
		in->ignored = true;
		in->why = th_slice_of(why);
	}
}

static void digest_input(struct th_input *in)
{
	uint8_t digest[TH_SHA256_BYTES];

	th_sha256(in->source.found, digest);
	th_sha256_hex(digest, in->sha256);
}

/* Tasks go by pairs: read input i, digest input i. They share nothing but the bytes. */
static void *work(void *context)
{
	struct crew *crew = context;
	uint32_t per_input = crew->digests ? 2 : 1;

	for (uint32_t task; (task = atomic_fetch_add(&crew->next, 1)) < crew->tasks;) {
		struct th_input *in = &crew->inputs->list.items[task / per_input];
		if (in->opened && task % per_input == 0)
			read_input(in);
		else if (in->opened)
			digest_input(in);
		uint32_t done = atomic_fetch_add(&crew->done, 1) + 1;
		if (crew->progress && pthread_mutex_trylock(&crew->lock) == 0) {
			th_progress_update(crew->progress, done, crew->tasks, TH_SLICE("reading"));
			pthread_mutex_unlock(&crew->lock);
		}
	}
	return NULL;
}

enum { MAX_JOBS = 64, USUAL_JOBS = 8 };

th_status th_inputs_read(struct th_inputs *inputs, uint32_t jobs, bool digests,
			 struct th_progress *progress)
{
	struct crew crew = { .inputs = inputs,
			     .digests = digests,
			     .progress = progress,
			     .lock = PTHREAD_MUTEX_INITIALIZER };
	pthread_t threads[MAX_JOBS];
	uint32_t started = 0;

	for (uint32_t i = 0; i < inputs->list.count; i++)
		if (!inputs->list.items[i].ignored && !inputs->list.items[i].failed)
			open_input(inputs, &inputs->list.items[i]);
	crew.tasks = inputs->list.count * (digests ? 2 : 1);
	if (jobs == 0) {
		long processors = sysconf(_SC_NPROCESSORS_ONLN);
		jobs = processors < 1            ? 1
		       : processors > USUAL_JOBS ? USUAL_JOBS
						 : (uint32_t)processors;
	}
	if (jobs > MAX_JOBS)
		jobs = MAX_JOBS;
	/* This thread works too; a thread that cannot be had is done without. */
	while (started + 1 < jobs && started + 1 < crew.tasks &&
	       pthread_create(&threads[started], NULL, work, &crew) == 0)
		started++;
	work(&crew);
	for (uint32_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	for (uint32_t i = 0; i < inputs->list.count; i++)
		if (inputs->list.items[i].status == TH_ENOMEM ||
		    inputs->list.items[i].status == TH_EBUG)
			return inputs->list.items[i].status;
	return TH_OK;
}

void th_inputs_release(struct th_inputs *inputs)
{
	for (uint32_t i = 0; i < inputs->list.count; i++) {
		th_document_release(&inputs->list.items[i].doc);
		if (inputs->list.items[i].opened)
			th_source_close(&inputs->list.items[i].source);
	}
	th_input_list_release(&inputs->list);
	th_diagnostics_release(&inputs->diagnostics);
	th_arena_release(&inputs->arena);
}
