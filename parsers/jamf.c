/*
 * Jamf Pro's inventory of computers (v1/computers-inventory, JSON): one device a result, with the
 * applications on it. An application states no publisher. Whose a computer is, is not in it.
 */
#include "parsers/inventory.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include <pthread.h>

enum general_slot { G_NAME, G_DATE };
enum application_slot { A_NAME, A_VERSION };
enum system_slot { S_NAME, S_VERSION };

/* A computer's name may stand behind its applications: they wait for the end of the result. */
struct state {
	struct th_inventory inventory;
	struct th_inventory_entry_list waiting;
	th_text name;
};

static struct state *state_of(const struct th_walker *w)
{
	return w->format;
}

static th_status wait(struct th_walker *w, struct th_inventory_item item)
{
	struct th_inventory_entry *e =
		th_inventory_entry_list_push(&state_of(w)->waiting, TH_MAX_COMPONENTS);

	if (!e)
		return TH_ENOMEM;
	e->item = item;
	return TH_OK;
}

static th_status leave_application(struct th_walker *w, struct th_frame *frame)
{
	return wait(w, (struct th_inventory_item){ .place = frame->place,
						   .name = frame->slots[A_NAME],
						   .version = frame->slots[A_VERSION] });
}

static th_status leave_system(struct th_walker *w, struct th_frame *frame)
{
	return wait(w, (struct th_inventory_item){ .place = frame->place,
						   .name = frame->slots[S_NAME],
						   .version = frame->slots[S_VERSION],
						   .type = TH_TYPE_operating_system });
}

static th_status leave_general(struct th_walker *w, struct th_frame *frame)
{
	state_of(w)->name = frame->slots[G_NAME];
	if (th_text_len(frame->slots[G_DATE]))
		w->doc->created = frame->slots[G_DATE];
	return TH_OK;
}

static th_status leave_result(struct th_walker *w, struct th_frame *frame)
{
	struct state *s = state_of(w);
	uint32_t device;

	TH_TRY(th_inventory_device(&s->inventory, s->name, frame->place, &device));
	for (uint32_t i = 0; i < s->waiting.count; i++)
		TH_TRY(th_inventory_add(&s->inventory, device, &s->waiting.items[i].item));
	s->waiting.count = 0;
	s->name = (th_text){ 0 };
	return TH_OK;
}

static const struct th_field application_fields[] = {
	TEXT("name", A_NAME),
	TEXT("version", A_VERSION),
};
SHAPE(application, "application", NULL, leave_application);

static const struct th_field operating_system_fields[] = {
	TEXT("name", S_NAME),
	TEXT("version", S_VERSION),
};
SHAPE(operating_system, "operating system", NULL, leave_system);

static const struct th_field general_fields[] = {
	TEXT("name", G_NAME),
	TEXT("reportDate", G_DATE),
};
SHAPE(general, "general", NULL, leave_general);

static const struct th_field result_fields[] = {
	OBJECT("general", general),
	OBJECT("operatingSystem", operating_system),
	OBJECT("applications", application),
};
SHAPE(result, "computer", NULL, leave_result);

static const struct th_field list_fields[] = {
	OBJECT("results", result),
};
SHAPE(list, "inventory", NULL, NULL);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &application, &operating_system, &general,
						      &result, &list };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

bool th_jamf_recognises(const struct th_sniff *sniff);
th_status th_jamf_parse(struct th_document *doc, const struct th_sniff *sniff);

static bool is_list(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_total_count) && th_sniff_has(sniff, TH_SNIFF_results);
}

/* The list, or one computer of it. */
bool th_jamf_recognises(const struct th_sniff *sniff)
{
	return is_list(sniff) ||
	       (th_sniff_has(sniff, TH_SNIFF_udid) && th_sniff_has(sniff, TH_SNIFF_general));
}

th_status th_jamf_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct state state = { 0 };
	struct th_walker walker = { .doc = doc, .format = &state };

	pthread_once(&once, prepare);
	th_inventory_begin(&state.inventory, doc);
	th_status status =
		th_shape_walk_json(&walker, is_list(sniff) ? &list : &result, sniff->start);
	if (status == TH_OK)
		status = th_inventory_finish(&state.inventory);
	th_inventory_entry_list_release(&state.waiting);
	th_inventory_release(&state.inventory);
	return status;
}
