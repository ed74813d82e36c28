#include "cmd/outputs.h"

#include "cmd/complain.h"
#include "graph/baseline.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MOST_THREADS = 8 };

struct output {
	const struct th_format *format; /* NULL: the baseline */
	th_slice path;
	struct th_output out;
	th_status status;
};

struct crew {
	const struct th_report *report;
	const struct th_rendering *rendering;
	struct output *outputs;
	uint32_t count;
	atomic_uint next;
};

/* ---- rendering ---- */

static void render(const struct crew *crew, struct output *o)
{
	o->status = o->format ? th_renderer_of(o->format->name)
					->render(crew->report, crew->rendering, &o->out)
			      : th_baseline_write(crew->report, &o->out);
}

static void *work(void *context)
{
	struct crew *crew = context;

	for (uint32_t i; (i = atomic_fetch_add(&crew->next, 1)) < crew->count;)
		render(crew, &crew->outputs[i]);
	return NULL;
}

/* Two to one place: what is no file would mix them. */
static bool any_twice(const struct crew *crew)
{
	for (uint32_t i = 0; i < crew->count; i++)
		for (uint32_t k = 0; k < i; k++)
			if (th_slice_equal(crew->outputs[i].path, crew->outputs[k].path))
				return true;
	return false;
}

static uint32_t threads_for(const struct crew *crew, uint32_t jobs)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t most = jobs ? jobs : processors < 1 ? 1 : (uint32_t)processors;

	most = most < MOST_THREADS ? most : MOST_THREADS;
	most = most < crew->count ? most : crew->count;
	return any_twice(crew) ? 1 : most;
}

/* This thread works too; where others cannot be had, alone. */
static void render_all(struct crew *crew, uint32_t jobs)
{
	uint32_t threads = threads_for(crew, jobs), started = 0;
	pthread_t others[MOST_THREADS];

	while (started + 1 < threads && pthread_create(&others[started], NULL, work, crew) == 0)
		started++;
	work(crew);
	while (started > 0)
		pthread_join(others[--started], NULL);
}

/* ---- beginning and ending ---- */

/* What cannot even be opened is known to all the others. */
static void open_all(struct crew *crew, struct th_rendering *rendering)
{
	for (uint32_t i = 0; i < crew->count; i++) {
		th_output_to_file(&crew->outputs[i].out, crew->outputs[i].path.ptr);
		if (crew->outputs[i].out.status != TH_OK)
			rendering->reasons |= UINT32_C(1) << TH_REASON_OUTPUT;
	}
}

/* A failure is complained about and joins the reasons. */
static void end(struct output *o, struct th_rendering *rendering)
{
	if (o->status == TH_OK)
		o->status = th_output_commit(&o->out);
	if (o->status == TH_ENOMEM)
		th_complain("no memory left");
	else if (o->status != TH_OK)
		th_complain_at(o->path, 0, 0, th_output_why(&o->out));
	th_output_release(&o->out);
	if (o->status != TH_OK)
		rendering->reasons |= UINT32_C(1) << (o->status == TH_ENOMEM ? TH_REASON_INTERNAL
									     : TH_REASON_OUTPUT);
}

void th_outputs_write(const struct th_report *report, const struct th_format_list *formats,
		      th_slice baseline, uint32_t jobs, struct th_rendering *rendering)
{
	struct crew crew = { .report = report, .rendering = rendering };

	crew.outputs = calloc((size_t)formats->count + 1, sizeof(*crew.outputs));
	if (!crew.outputs) {
		th_complain("no memory left");
		rendering->reasons |= UINT32_C(1) << TH_REASON_INTERNAL;
		return;
	}
	if (baseline.ptr)
		crew.outputs[crew.count++].path = baseline;
	for (uint32_t i = 0; i < formats->count; i++)
		if (formats->items[i].file.ptr)
			crew.outputs[crew.count++] =
				(struct output){ .format = &formats->items[i],
						 .path = formats->items[i].file };
	open_all(&crew, rendering);
	render_all(&crew, jobs);
	for (uint32_t i = 0; i < crew.count; i++)
		end(&crew.outputs[i], rendering);
	free(crew.outputs);
}
