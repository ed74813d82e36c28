#include "graph/inputs.h"

#include "core/crypto/sha256.h"
#include "core/io/folder.h"

#include <sys/stat.h>

/* ---- listing ---- */

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

static struct th_input *add(struct th_inputs *inputs, th_slice path, enum th_input_kind kind,
			    bool named)
{
	struct th_input *in = th_input_list_push(&inputs->list, TH_MAX_DOCUMENTS);

	if (in)
		*in = (struct th_input){
			.path = path,
			.kind = kind,
			.named = named,
			.as_feed = kind == TH_INPUT_FEED,
			.repeats = TH_NONE,
		};
	return in;
}

static th_status add_complaint(struct th_inputs *inputs, const struct th_folder_complaint *c,
			       enum th_input_kind kind)
{
	th_slice path = tidy(&inputs->arena, c->path);
	struct th_input *in = path.ptr ? add(inputs, path, kind, false) : NULL;

	if (!in)
		return TH_ENOMEM;
	in->id = th_file_id_of(path, false);
	in->why = c->what;
	in->ignored = c->status == TH_OK;
	in->failed = !in->ignored;
	in->status = c->status;
	return TH_OK;
}

static th_status add_folder(struct th_inputs *inputs, th_slice path, enum th_input_kind kind,
			    th_slice config_path)
{
	struct th_file_id config = th_file_id_of(config_path, true);
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
		struct th_file_id id = th_file_id_of(file, true);
		if (th_file_id_equal(id, config)) {
			inputs->holds_config |= kind == TH_INPUT_DOCUMENT;
			continue;
		}
		struct th_input *in = add(inputs, file, kind, kind == TH_INPUT_FEED);
		if (!in)
			return TH_ELIMIT;
		in->id = id;
		if (th_slice_equal(th_slice_base(file), TH_SLICE("twohop.yaml"))) {
			in->ignored = true;
			in->why = TH_SLICE("a configuration that came with the documents: only "
					   "yours is obeyed");
		}
	}
	for (; next < folder.complaint_count; next++)
		TH_TRY(add_complaint(inputs, &folder.complaints[next], kind));
	return TH_OK;
}

static th_status add_path(struct th_inputs *inputs, th_slice argument, th_slice path,
			  enum th_input_kind kind, th_slice config_path, bool *is_folder)
{
	struct stat st;

	if (th_slice_equal(path, TH_SLICE("-")))
		return add(inputs, path, kind, true) ? TH_OK : TH_ENOMEM;
	bool there = stat(path.ptr, &st) == 0;
	*is_folder = there && S_ISDIR(st.st_mode);
	if (*is_folder)
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
	in->id = th_file_id_of(path, true);
	if (th_slice_equal(th_slice_base(path), TH_SLICE("twohop.yaml")) &&
	    kind == TH_INPUT_DOCUMENT) {
		in->ignored = true;
		in->why = TH_SLICE("a configuration, no document: name it with --config");
	}
	return TH_OK;
}

th_status th_inputs_add(struct th_inputs *inputs, th_slice argument, enum th_input_kind kind,
			th_slice config_path)
{
	struct th_named_feeds feeds = { .path = tidy(&inputs->arena, argument),
					.first = inputs->list.count };

	if (!feeds.path.ptr)
		return TH_ENOMEM;
	TH_TRY(add_path(inputs, argument, feeds.path, kind, config_path, &feeds.is_folder));
	feeds.end = inputs->list.count;
	if (kind != TH_INPUT_FEED || (feeds.first == feeds.end && !feeds.is_folder))
		return TH_OK; /* that it is not there was said */
	struct th_named_feeds *kept = th_named_feeds_list_push(&inputs->feeds, UINT32_MAX);
	if (!kept)
		return TH_ENOMEM;
	*kept = feeds;
	return TH_OK;
}

/* ---- what was added more than once ---- */

struct entry {
	struct th_file_id id;
	uint32_t input;
};

static int by_file(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;

	if (a->id.device != b->id.device)
		return a->id.device < b->id.device ? -1 : 1;
	if (a->id.inode != b->id.inode)
		return a->id.inode < b->id.inode ? -1 : 1;
	return a->input < b->input ? -1 : a->input > b->input;
}

/* Documents are added before feeds: the first of one file is the one to keep. A facts file that you
 * name and that lies in an audited folder too is yours: it may clear. */
static void join(struct th_inputs *inputs, uint32_t kept, uint32_t repeat)
{
	inputs->list.items[repeat].repeats = kept;
	inputs->list.items[kept].named |= inputs->list.items[repeat].named;
	inputs->list.items[kept].as_feed |= inputs->list.items[repeat].as_feed;
}

static void say_repeats(struct th_inputs *inputs)
{
	const struct th_input *first = NULL;
	uint32_t count = 0;

	for (uint32_t i = 0; i < inputs->list.count; i++) {
		const struct th_input *in = &inputs->list.items[i];
		if (in->repeats == TH_NONE || inputs->list.items[in->repeats].kind != in->kind)
			continue;
		if (count++ == 0)
			first = in;
	}
	if (!first)
		return;
	th_slice kept = inputs->list.items[first->repeats].path;
	if (count > 1)
		th_diagnose(&inputs->diagnostics, TH_DIAG_read_once, TH_NO_OFFSET,
			    "%u files are among the inputs more than once, as %.*s is: each was "
			    "read once",
			    count, TH_FMT(kept));
	else if (th_slice_equal(kept, first->path))
		th_diagnose(&inputs->diagnostics, TH_DIAG_read_once, TH_NO_OFFSET,
			    "%.*s is among the inputs more than once: it was read once",
			    TH_FMT(kept));
	else
		th_diagnose(&inputs->diagnostics, TH_DIAG_read_once, TH_NO_OFFSET,
			    "%.*s is the same file as %.*s: it was read once, as the latter",
			    TH_FMT(first->path), TH_FMT(kept));
}

th_status th_inputs_settle(struct th_inputs *inputs)
{
	struct entry *entries = calloc((size_t)inputs->list.count + 1, sizeof(*entries));
	uint32_t count = 0, kept = 0;

	if (!entries)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < inputs->list.count; i++)
		if (inputs->list.items[i].id.inode)
			entries[count++] = (struct entry){ inputs->list.items[i].id, i };
	if (count > 1)
		qsort(entries, count, sizeof(*entries), by_file);
	for (uint32_t i = 1; i < count; i++)
		if (th_file_id_equal(entries[i].id, entries[kept].id))
			join(inputs, entries[kept].input, entries[i].input);
		else
			kept = i;
	free(entries);
	say_repeats(inputs);
	return TH_OK;
}

/* ---- reading ---- */

enum { WORTH_SHARING = 256 << 10 /* bytes: a thread is soon had, not at once */ };

struct reading {
	struct th_inputs *inputs;
	bool may_share; /* there are fewer large documents than processors */
	atomic_uint done;
	struct th_progress *progress;
	pthread_mutex_t lock;
};

static void open_input(struct th_inputs *inputs, struct th_input *in)
{
	in->status = th_source_open(&in->source, in->path.ptr, &inputs->arena, &in->why);
	in->opened = in->status == TH_OK;
	in->failed = !in->opened;
}

static void read_input(const struct reading *reading, struct th_input *in)
{
	const char *why = NULL;

	th_document_init(&in->doc, in->path, in->source.bytes);
	in->doc.thorough = reading->inputs->thorough;
	in->doc.may_share = reading->may_share && in->source.bytes.len >= WORTH_SHARING;
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

void th_inputs_open(struct th_inputs *inputs)
{
	for (uint32_t i = 0; i < inputs->list.count; i++)
		if (!inputs->list.items[i].ignored && !inputs->list.items[i].failed &&
		    inputs->list.items[i].repeats == TH_NONE)
			open_input(inputs, &inputs->list.items[i]);
}

static void read_one(void *context, uint32_t number)
{
	struct reading *reading = context;
	struct th_input *in = &reading->inputs->list.items[number];

	if (in->opened)
		read_input(reading, in);
	uint32_t done = atomic_fetch_add(&reading->done, 1) + 1;
	if (reading->progress && pthread_mutex_trylock(&reading->lock) == 0) {
		th_progress_update(reading->progress, done, reading->inputs->list.count,
				   TH_SLICE("reading"));
		pthread_mutex_unlock(&reading->lock);
	}
}

static uint32_t count_large(const struct th_inputs *inputs)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < inputs->list.count; i++)
		count += inputs->list.items[i].opened &&
			 inputs->list.items[i].source.bytes.len >= WORTH_SHARING;
	return count;
}

th_status th_inputs_read(struct th_inputs *inputs, uint32_t jobs, struct th_progress *progress)
{
	struct reading reading = { .inputs = inputs,
				   .may_share = count_large(inputs) < th_crew_jobs(jobs),
				   .progress = progress,
				   .lock = PTHREAD_MUTEX_INITIALIZER };

	th_crew_run(jobs, inputs->list.count, read_one, &reading);
	for (uint32_t i = 0; i < inputs->list.count; i++)
		if (inputs->list.items[i].status == TH_ENOMEM ||
		    inputs->list.items[i].status == TH_EBUG)
			return inputs->list.items[i].status;
	return TH_OK;
}

static void digest_one(void *context, uint32_t number)
{
	struct th_inputs *inputs = context;
	struct th_input *in = &inputs->list.items[number];
	uint8_t digest[TH_SHA256_BYTES];

	if (!in->opened)
		return;
	th_sha256(in->source.found, digest);
	th_sha256_hex(digest, in->sha256);
}

void th_inputs_digest(struct th_inputs *inputs, uint32_t jobs, struct th_crew *crew)
{
	th_crew_begin(crew, jobs, inputs->list.count, digest_one, inputs);
}

/* ---- what says nothing ---- */

/* What stands for something else is no component that was recognised, nor is what a statement is
 * about: nobody hands you that by it. */
static bool names_nothing(const struct th_document *doc)
{
	if (doc->root != TH_NONE)
		return false;
	for (uint32_t i = 0; i < doc->components.count && !doc->attestation; i++)
		if (doc->components.items[i].role != TH_ROLE_LINK &&
		    doc->components.items[i].role != TH_ROLE_PLACEHOLDER)
			return false;
	return true;
}

/* Neither it nor what stands in it; the calls go as deep as parts are read (TH_MAX_PART_DEPTH). */
static bool is_about_nothing(const struct th_document *doc)
{
	if (!names_nothing(doc))
		return false;
	for (uint32_t i = 0; i < doc->parts.count; i++)
		if (!is_about_nothing(doc->parts.items[i].doc))
			return false;
	return true;
}

/* Something that is said about what other documents list. */
static bool speaks_of_others(const struct th_document *doc)
{
	return doc->envelope || doc->attestation || doc->claims || doc->subcontracts.count;
}

static bool was_read(const struct th_input *in)
{
	return in->opened && !in->ignored && !in->doc.rejected && in->doc.parser;
}

static void note_unrecognised(struct th_inputs *inputs, th_slice path)
{
	if (inputs->unrecognised++ == 0)
		inputs->first_unrecognised = path;
}

static bool is_component_document(const struct th_input *in)
{
	return in->kind == TH_INPUT_DOCUMENT && was_read(in) && !in->doc.parser->is_advisory;
}

/* others: some input is about something. Statements about vulnerabilities alone are beside it what
 * they should be. */
static void judge_document(struct th_inputs *inputs, struct th_input *in, bool others)
{
	if (!is_component_document(in) || !is_about_nothing(&in->doc))
		return;
	if (others && in->doc.has_claims) {
		th_diagnose(
			&in->doc.diagnostics, TH_DIAG_only_claims, TH_NO_OFFSET,
			"holds statements about vulnerabilities and no component: name it under "
			"vex in twohop.yaml if you believe them");
		return;
	}
	if (others && speaks_of_others(&in->doc))
		return;
	in->about_nothing = true;
	note_unrecognised(inputs, in->path);
	th_diagnose(&inputs->diagnostics, TH_DIAG_nothing_recognised, TH_NO_OFFSET,
		    speaks_of_others(&in->doc)
			    ? "%.*s: it speaks about products, and no document here is about one: "
			      "give the SBOM too, or see what it says with 'twohop verify'"
			    : "%.*s: nothing was recognised in it: it is about no component and "
			      "lists none",
		    TH_FMT(in->path));
}

/* "twohop-events/1 or CLE (ECMA-428)" */
static th_slice feeds_expected(struct th_arena *arena)
{
	th_slice text = { 0 };

	for (size_t i = 0; i < th_parser_count; i++) {
		th_slice title = th_slice_of(th_parsers[i].title);
		if (th_parsers[i].is_advisory)
			text = th_arena_printf(
				arena, "%.*s%s%.*s", TH_FMT(text), text.len ? " or " : "",
				TH_FMT(th_slice_sub(title, 0, th_slice_find(title, ':'))));
	}
	return text;
}

/* An input that could not be read is told as such; it may have been a feed. */
static bool may_be_feed(const struct th_input *in)
{
	return in->failed || (in->opened && in->doc.rejected) ||
	       (was_read(in) && (in->doc.parser->is_advisory || in->doc.facts));
}

static void judge_feeds(struct th_inputs *inputs, const struct th_named_feeds *feeds)
{
	const struct th_input *in = NULL;

	for (uint32_t i = feeds->first; i < feeds->end; i++) {
		in = &inputs->list.items[i];
		if (in->repeats != TH_NONE)
			in = &inputs->list.items[in->repeats];
		if (may_be_feed(in))
			return;
	}
	th_slice found = feeds->is_folder    ? TH_SLICE("none of its files holds facts")
			 : in && in->ignored ? in->why
					     : TH_SLICE("it lists components, it holds no facts");
	note_unrecognised(inputs, feeds->path);
	th_diagnose(&inputs->diagnostics, TH_DIAG_nothing_recognised, TH_NO_OFFSET,
		    "%.*s: named as a feed, and none was recognised: %.*s; expected %.*s",
		    TH_FMT(feeds->path), TH_FMT(found), TH_FMT(feeds_expected(&inputs->arena)));
}

void th_inputs_judge(struct th_inputs *inputs)
{
	bool others = false;

	for (uint32_t i = 0; i < inputs->list.count; i++)
		others |= is_component_document(&inputs->list.items[i]) &&
			  !is_about_nothing(&inputs->list.items[i].doc);
	for (uint32_t i = 0; i < inputs->list.count; i++)
		judge_document(inputs, &inputs->list.items[i], others);
	for (uint32_t i = 0; i < inputs->feeds.count; i++)
		judge_feeds(inputs, &inputs->feeds.items[i]);
}

void th_inputs_release(struct th_inputs *inputs)
{
	for (uint32_t i = 0; i < inputs->list.count; i++) {
		th_document_release(&inputs->list.items[i].doc);
		th_diagnostics_release(&inputs->list.items[i].missing);
		if (inputs->list.items[i].opened)
			th_source_close(&inputs->list.items[i].source);
	}
	th_input_list_release(&inputs->list);
	th_named_feeds_list_release(&inputs->feeds);
	th_diagnostics_release(&inputs->diagnostics);
	th_arena_release(&inputs->arena);
}
