#include "feeds/observations.h"

#include "core/base/limits.h"
#include "core/identity/name.h"
#include "core/identity/purl.h"
#include "core/io/output.h"
#include "core/text/json_writer.h"
#include "parsers/parser.h"

#include <errno.h>
#include <sys/stat.h>

#define FOLDER "observed"
#define FILE_NAME "observations.json"

/* ---- reading ---- */

static th_status add_name(struct th_slice_list *list, th_slice name)
{
	th_slice *slot = th_slice_list_push(list, TH_MAX_FACTS);

	if (!slot)
		return TH_ENOMEM;
	*slot = name;
	return TH_OK;
}

/* A text of a document that goes before it does. */
static th_slice keep(struct th_arena *arena, const struct th_document *doc, th_text text)
{
	th_slice bytes = th_document_text(doc, text);

	return bytes.len ? th_arena_copy(arena, bytes) : (th_slice){ 0 };
}

static th_status take_names(struct th_arena *arena, const struct th_document *doc,
			    const struct th_text_list *from, struct th_slice_list *to)
{
	for (uint32_t i = 0; i < from->count; i++)
		TH_TRY(add_name(to, keep(arena, doc, from->items[i])));
	return TH_OK;
}

static th_status take_party(struct th_arena *arena, const struct th_document *doc,
			    const struct th_fact_party *from, struct th_observed_party *to)
{
	to->name = keep(arena, doc, from->name);
	TH_TRY(take_names(arena, doc, &from->aliases, &to->aliases));
	TH_TRY(take_names(arena, doc, &from->purls, &to->purls));
	TH_TRY(take_names(arena, doc, &from->cpes, &to->cpes));
	return take_names(arena, doc, &from->domains, &to->domains);
}

static th_status take(struct th_observations *o, const struct th_document *doc,
		      const struct th_fact_lifecycle *from)
{
	bool answers = th_date_present(from->observed);
	struct th_date day = answers            ? from->observed
			     : from->ends.count ? from->ends.items[0].effective
						: (struct th_date){ 0 };

	if (!th_date_present(day)) /* it was of no use to the parser */
		return TH_OK;
	struct th_observation *to = th_observation_list_push(&o->list, TH_MAX_FACTS);
	if (!to)
		return TH_ENOMEM;
	*to = (struct th_observation){ .url = keep(&o->arena, doc, from->observed_at),
				       .day = day,
				       .answers = answers };
	TH_TRY(take_party(&o->arena, doc, &from->supplier, &to->supplier));
	return take_party(&o->arena, doc, &from->product, &to->product);
}

static const char *path_of(struct th_observations *o, const char *folder)
{
	return th_arena_printf(&o->arena, "%s/" FOLDER "/" FILE_NAME, folder).ptr;
}

th_status th_observations_read(struct th_observations *o, const char *folder, th_slice *why)
{
	struct th_document doc;
	struct th_source source;
	const char *reason = NULL;

	*o = (struct th_observations){ 0 };
	*why = (th_slice){ 0 };
	const char *path = path_of(o, folder);
	if (!path)
		return TH_ENOMEM;
	th_status status = th_source_open(&source, path, &o->arena, why);
	if (status != TH_OK)
		return status == TH_ENOTFOUND ? TH_OK : status;
	th_document_init(&doc, th_slice_of(path), source.bytes);
	status = th_document_read(&doc, &reason);
	if (status == TH_OK && (!doc.facts || doc.rejected))
		status = TH_EINPUT;
	for (uint32_t i = 0; status == TH_OK && i < doc.facts->lifecycles.count; i++)
		status = take(o, &doc, &doc.facts->lifecycles.items[i]);
	if (status != TH_OK && status != TH_ENOMEM)
		*why = th_arena_printf(&o->arena,
				       "%s is damaged: 'twohop inspect' says where; move it away "
				       "to begin anew",
				       path);
	th_document_release(&doc);
	th_source_close(&source);
	return status;
}

static void release_party(struct th_observed_party *party)
{
	th_slice_list_release(&party->aliases);
	th_slice_list_release(&party->purls);
	th_slice_list_release(&party->cpes);
	th_slice_list_release(&party->domains);
}

void th_observation_list_drop(struct th_observation_list *list)
{
	for (uint32_t i = 0; i < list->count; i++) {
		release_party(&list->items[i].supplier);
		release_party(&list->items[i].product);
	}
	th_observation_list_release(list);
}

void th_observations_release(struct th_observations *o)
{
	th_observation_list_drop(&o->list);
	th_arena_release(&o->arena);
}

static th_status own_names(struct th_arena *arena, const struct th_slice_list *from,
			   struct th_slice_list *to)
{
	for (uint32_t i = 0; i < from->count; i++)
		TH_TRY(add_name(to, th_arena_copy(arena, from->items[i])));
	return TH_OK;
}

static th_status own_party(struct th_arena *arena, const struct th_observed_party *from,
			   struct th_observed_party *to)
{
	to->name = from->name.len ? th_arena_copy(arena, from->name) : (th_slice){ 0 };
	TH_TRY(own_names(arena, &from->aliases, &to->aliases));
	TH_TRY(own_names(arena, &from->purls, &to->purls));
	TH_TRY(own_names(arena, &from->cpes, &to->cpes));
	return own_names(arena, &from->domains, &to->domains);
}

th_status th_observations_add(struct th_observations *o, const struct th_observation *observation)
{
	for (uint32_t i = 0; i < o->list.count; i++) {
		struct th_observation *known = &o->list.items[i];
		if (known->day.day == observation->day.day &&
		    th_slice_equal(known->url, observation->url) &&
		    th_slice_equal(known->product.name, observation->product.name)) {
			known->answers = observation->answers;
			return TH_OK;
		}
	}
	const struct th_observation from = *observation; /* it may lie in the list, which moves */
	struct th_observation *slot = th_observation_list_push(&o->list, TH_MAX_FACTS);
	if (!slot)
		return TH_ENOMEM;
	*slot = (struct th_observation){ .url = th_arena_copy(&o->arena, from.url),
					 .day = from.day,
					 .answers = from.answers };
	TH_TRY(own_party(&o->arena, &from.supplier, &slot->supplier));
	return own_party(&o->arena, &from.product, &slot->product);
}

/* ---- writing ---- */

static void write_names(struct th_json_writer *w, const char *key, const struct th_slice_list *list)
{
	if (list->count == 0)
		return;
	th_json_member_array(w, key);
	for (uint32_t i = 0; i < list->count; i++)
		th_json_write_string(w, list->items[i]);
	th_json_end_array(w);
}

static void write_party(struct th_json_writer *w, const char *key,
			const struct th_observed_party *party)
{
	if (party->name.len == 0 && party->purls.count == 0 && party->domains.count == 0)
		return;
	th_json_member_object(w, key);
	if (party->name.len)
		th_json_member_string(w, "name", party->name);
	write_names(w, "aliases", &party->aliases);
	write_names(w, "purls", &party->purls);
	write_names(w, "cpes", &party->cpes);
	write_names(w, "domains", &party->domains);
	th_json_end_object(w);
}

static void write_all(struct th_json_writer *w, const struct th_observation_list *list)
{
	th_json_begin_object(w);
	th_json_member_word(w, "schema", "twohop-observations/1");
	th_json_member_array(w, "observations");
	for (uint32_t i = 0; i < list->count; i++) {
		const struct th_observation *o = &list->items[i];
		th_json_begin_object(w);
		write_party(w, "supplier", &o->supplier);
		write_party(w, "product", &o->product);
		th_json_member_string(w, "url", o->url);
		th_json_member_date(w, "observed", o->day);
		th_json_member_bool(w, "answers", o->answers);
		th_json_end_object(w);
	}
	th_json_end_array(w);
	th_json_end_object(w);
}

th_status th_observations_write(struct th_observations *o, const char *folder, th_slice *why)
{
	const char *path = path_of(o, folder);
	th_slice above = th_arena_printf(&o->arena, "%s/" FOLDER, folder);
	struct th_json_writer w;
	struct th_output out;

	if (!path || !above.ptr)
		return TH_ENOMEM;
	if (mkdir(above.ptr, 0777) != 0 && errno != EEXIST) {
		*why = th_arena_printf(&o->arena, "%s cannot be made: %s", above.ptr,
				       strerror(errno));
		return TH_EIO;
	}
	th_output_to_file(&out, path);
	th_json_writer_init(&w, &out);
	write_all(&w, &o->list);
	th_json_writer_end(&w);
	th_status status = th_output_commit(&out);
	if (status != TH_OK)
		*why = th_arena_printf(&o->arena, "%s: %.*s", path, TH_FMT(th_output_why(&out)));
	th_output_release(&out);
	return status;
}

/* ---- products ---- */

/* The key of a name or a package URL, in buffer. */
static bool key_of(th_slice product, char buffer[static TH_NAME_KEY_BYTES],
		   struct th_purl_scratch *scratch, enum th_key_kind *kind, th_slice *key)
{
	bool is_purl = th_slice_starts(product, TH_SLICE("pkg:"));

	*kind = is_purl ? TH_KEY_PURL : TH_KEY_PRODUCT;
	return is_purl ? th_purl_canonical(product, TH_PURL_MATCH, scratch, key, NULL) == TH_OK
		       : th_name_key(product, TH_NAME_PRODUCT, buffer, TH_NAME_KEY_BYTES, key) ==
				 TH_OK;
}

static bool is_called(th_slice name, th_slice wanted)
{
	struct th_purl_scratch scratch, wanted_scratch;
	char buffer[TH_NAME_KEY_BYTES], wanted_buffer[TH_NAME_KEY_BYTES];
	enum th_key_kind kind, wanted_kind;
	th_slice key, wanted_key;

	return key_of(name, buffer, &scratch, &kind, &key) &&
	       key_of(wanted, wanted_buffer, &wanted_scratch, &wanted_kind, &wanted_key) &&
	       kind == wanted_kind && th_slice_equal(key, wanted_key);
}

bool th_observation_is_of(const struct th_observation *o, th_slice product)
{
	bool called = is_called(o->product.name, product);

	for (uint32_t i = 0; i < o->product.aliases.count && !called; i++)
		called = is_called(o->product.aliases.items[i], product);
	for (uint32_t i = 0; i < o->product.purls.count && !called; i++)
		called = is_called(o->product.purls.items[i], product);
	return called;
}

static th_status copy_names(const struct th_index *index, th_span from, struct th_slice_list *to)
{
	for (uint32_t i = 0; i < from.count; i++)
		TH_TRY(add_name(to, th_index_item(index, from, i)));
	return TH_OK;
}

static th_status copy_party(const struct th_index *index, const struct th_index_party *from,
			    struct th_observed_party *to)
{
	to->name = th_index_text(index, from->name);
	TH_TRY(copy_names(index, from->aliases, &to->aliases));
	TH_TRY(copy_names(index, from->purls, &to->purls));
	TH_TRY(copy_names(index, from->cpes, &to->cpes));
	return copy_names(index, from->domains, &to->domains);
}

static bool is_known(const struct th_observation_list *list, th_slice supplier, th_slice product)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (th_slice_equal_nocase(list->items[i].supplier.name, supplier) &&
		    th_slice_equal_nocase(list->items[i].product.name, product))
			return true;
	return false;
}

th_status th_observations_find_products(const struct th_index *index, th_slice product,
					struct th_arena *arena, struct th_observation_list *out)
{
	struct th_purl_scratch *scratch = th_arena_calloc(arena, 1, sizeof(*scratch));
	char *buffer = th_arena_calloc(arena, 1, TH_NAME_KEY_BYTES);
	enum th_key_kind kind;
	uint32_t count;
	th_slice key;

	if (!scratch || !buffer)
		return TH_ENOMEM;
	if (!key_of(product, buffer, scratch, &kind, &key))
		return TH_OK;
	const struct th_posting *found = th_index_find(index, kind, key, &count);
	for (uint32_t i = 0; i < count; i++) {
		if (found[i].kind != TH_RECORD_LIFECYCLE ||
		    found[i].record >= index->lifecycle_count)
			continue;
		const struct th_index_lifecycle *l = &index->lifecycles[found[i].record];
		if (is_known(out, th_index_text(index, l->supplier.name),
			     th_index_text(index, l->product.name)))
			continue;
		struct th_observation *o = th_observation_list_push(out, TH_MAX_FACTS);
		if (!o)
			return TH_ENOMEM;
		*o = (struct th_observation){ 0 };
		TH_TRY(copy_party(index, &l->supplier, &o->supplier));
		TH_TRY(copy_party(index, &l->product, &o->product));
	}
	return TH_OK;
}
