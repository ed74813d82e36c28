#include "graph/trust.h"

#include "core/io/source.h"

/* A key of the configuration, read. */
struct trusted_key {
	struct th_key *key;
	char id[TH_KEYID_HEX + 1];
	const struct th_config_trust_key *entry;
};
TH_LIST_DEFINE(trusted_key_list, struct trusted_key);

struct th_trust {
	struct trusted_key_list keys;
};

/* ---- what is named ---- */

static th_status fail(struct th_config_error *error, const struct th_config_place *place,
		      th_slice message)
{
	*error = (struct th_config_error){ place->file, place->line, place->column, message };
	return message.ptr ? TH_EUSAGE : TH_ENOMEM;
}

static th_status read_key(struct th_trust *trust, const struct th_config_trust_key *entry,
			  struct th_arena *arena, struct th_config_error *error)
{
	struct th_source source;
	struct th_key *key;
	const char *what;
	th_slice why;

	th_status status = th_source_open(&source, entry->file.ptr, arena, &why);
	if (status == TH_ENOMEM)
		return status;
	if (status != TH_OK)
		return fail(error, &entry->place,
			    th_arena_printf(arena, "the key %.*s: %.*s", TH_FMT(entry->file),
					    TH_FMT(why)));
	status = th_key_read(source.bytes, &key, &what);
	th_source_close(&source);
	if (status != TH_OK)
		return status == TH_ENOMEM ? status
					   : fail(error, &entry->place,
						  th_arena_printf(arena, "the key %.*s: %s",
								  TH_FMT(entry->file), what));
	struct trusted_key *kept = trusted_key_list_push(&trust->keys, TH_MAX_CONFIG_ENTRIES);
	if (!kept) {
		th_key_free(key);
		return TH_ENOMEM;
	}
	kept->key = key;
	kept->entry = entry;
	th_key_id(key, kept->id);
	return TH_OK;
}

th_status th_trust_open(const struct th_config *config, struct th_arena *arena,
			struct th_trust **out, struct th_config_error *error)
{
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < config->trust.keys.count; i++)
		TH_TRY(read_key(*out, &config->trust.keys.items[i], arena, error));
	return TH_OK;
}

void th_trust_close(struct th_trust *trust)
{
	if (!trust)
		return;
	for (uint32_t i = 0; i < trust->keys.count; i++)
		th_key_free(trust->keys.items[i].key);
	trusted_key_list_release(&trust->keys);
	free(trust);
}

uint32_t th_trust_builder_level(const struct th_config *config, th_slice id)
{
	for (uint32_t i = 0; i < config->trust.builders.count; i++)
		if (th_name_glob_match(config->trust.builders.items[i].id, id))
			return config->trust.builders.items[i].level;
	return 0;
}

/* ---- judging ---- */

/* The day that the signed statement speaks of: what a key's time of trust is held against. */
static bool is_in_time(const struct th_config_trust_key *entry, const struct th_document *doc)
{
	struct th_date made;

	if (!th_date_present(entry->from) && !th_date_present(entry->to))
		return true;
	if (th_date_parse(th_document_text(doc, doc->created), &made) != TH_OK ||
	    !th_date_present(made))
		return false;
	return (!th_date_present(entry->from) ||
		th_date_first(made) >= th_date_first(entry->from)) &&
	       (!th_date_present(entry->to) || th_date_first(made) <= th_date_last(entry->to));
}

static void set(struct th_report_signature *out, enum th_signature_state state, const char *why)
{
	out->state = state;
	out->why = why ? th_slice_of(why) : (th_slice){ 0 };
}

static th_status judge_by_key(const struct th_trust *trust, const struct th_document *doc,
			      const struct th_signature *s, struct th_arena *arena,
			      struct th_report_signature *out)
{
	th_slice keyid = th_document_text(doc, s->keyid);
	bool named = false;

	for (uint32_t i = 0; trust && i < trust->keys.count; i++) {
		const struct trusted_key *key = &trust->keys.items[i];
		const char *how = NULL;
		named |= th_slice_equal_nocase(keyid, th_slice_of(key->id));
		if (!th_key_verify(key->key, TH_SCHEME_OF_KEY, s->covered, s->value, &how))
			continue;
		out->algorithm = th_slice_of(how);
		out->keyid = th_arena_copy(arena, th_slice_of(key->id));
		if (!is_in_time(key->entry, doc)) {
			set(out, TH_SIGNATURE_UNTRUSTED,
			    "made with a key that you trust for another time (from, to)");
			return TH_OK;
		}
		set(out, TH_SIGNATURE_VALID, NULL);
		out->who = key->entry->who;
		return TH_OK;
	}
	out->keyid = keyid.len ? keyid : (th_slice){ 0 };
	if (named)
		set(out, TH_SIGNATURE_INVALID,
		    "it fails under the key that it names: what it covers was changed, or that key "
		    "never signed it");
	else
		set(out, TH_SIGNATURE_UNTRUSTED, "made by a key that 'trust' does not name");
	return TH_OK;
}

static th_status judge(const struct th_trust *trust, const struct th_document *doc,
		       const struct th_signature *s, struct th_arena *arena,
		       struct th_report_signature *out)
{
	*out = (struct th_report_signature){ .payload = s->payload, .offset = s->place };
	if (s->unsupported) {
		set(out, TH_SIGNATURE_UNSUPPORTED, s->unsupported);
		return TH_OK;
	}
	if (s->malformed) {
		set(out, TH_SIGNATURE_INVALID, s->malformed);
		return TH_OK;
	}
	return judge_by_key(trust, doc, s, arena, out);
}

th_status th_trust_judge(const struct th_trust *trust, const struct th_document *doc,
			 struct th_arena *arena, struct th_report_signature **items,
			 uint32_t *count)
{
	const struct th_signature_list *all = doc->envelope ? &doc->envelope->signatures : NULL;

	*items = NULL;
	*count = all ? all->count : 0;
	if (*count == 0)
		return TH_OK;
	*items = th_arena_calloc(arena, *count, sizeof(**items));
	if (!*items)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < *count; i++)
		TH_TRY(judge(trust, doc, &all->items[i], arena, &(*items)[i]));
	return TH_OK;
}
