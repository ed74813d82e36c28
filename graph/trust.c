#include "graph/trust.h"

#include "core/io/source.h"
#include "graph/trust_parts.h"

/* ---- what is named ---- */

static th_status fail(struct th_config_error *error, const struct th_config_place *place,
		      th_slice message)
{
	*error = (struct th_config_error){ place->file, place->line, place->column, message };
	return message.ptr ? TH_EUSAGE : TH_ENOMEM;
}

static struct th_trusted_key *new_key(struct th_trust *trust,
				      const struct th_config_trust_key *entry, struct th_key *key)
{
	struct th_trusted_key *kept = th_trusted_key_list_push(&trust->keys, TH_MAX_CONFIG_ENTRIES);

	if (!kept) {
		th_key_free(key);
		return NULL;
	}
	kept->key = key;
	kept->entry = entry;
	kept->valid_for = (struct th_valid_for){ INT64_MIN, INT64_MAX };
	th_key_id(key, kept->id);
	return kept;
}

/* A publisher's list of keys, as npm has one. */
static th_status read_list(struct th_trust *trust, const struct th_config_trust_key *entry,
			   th_slice bytes, struct th_arena *arena, const char **why)
{
	struct th_trusted_root list = { 0 };

	th_status status = th_trusted_root_read(bytes, arena, &list, why);
	for (uint32_t i = 0; i < list.publishers.count && status == TH_OK; i++) {
		struct th_key *key;
		status = th_key_read(list.publishers.items[i].key, &key, why);
		if (status != TH_OK)
			break;
		struct th_trusted_key *kept = new_key(trust, entry, key);
		if (!kept) {
			status = TH_ENOMEM;
			break;
		}
		kept->hint = list.publishers.items[i].id;
		kept->valid_for = list.publishers.items[i].valid_for;
	}
	th_trusted_root_release(&list);
	return status;
}

static th_status read_key(struct th_trust *trust, const struct th_config_trust_key *entry,
			  th_slice bytes, struct th_arena *arena, const char **why)
{
	struct th_key *key;

	if (th_publisher_keys_recognise(bytes))
		return read_list(trust, entry, bytes, arena, why);
	TH_TRY(th_key_read(bytes, &key, why));
	return new_key(trust, entry, key) ? TH_OK : TH_ENOMEM;
}

/* A file that the configuration names. */
struct named {
	const char *noun;
	th_slice file;
	const struct th_config_place *place;
	const struct th_config_trust_key *key; /* NULL: it is a sigstore root */
};

static th_status read_file(struct th_trust *trust, const struct named *named,
			   struct th_arena *arena, struct th_config_error *error)
{
	const char *what = NULL;
	struct th_source source;
	th_slice why;

	th_status status = th_source_open(&source, named->file.ptr, arena, &why);
	if (status == TH_ENOMEM)
		return status;
	if (status != TH_OK)
		return fail(error, named->place,
			    th_arena_printf(arena, "the %s %.*s: %.*s", named->noun,
					    TH_FMT(named->file), TH_FMT(why)));
	status = named->key ? read_key(trust, named->key, source.bytes, arena, &what)
			    : th_trust_read_root(trust, source.bytes, arena, &what);
	th_source_close(&source);
	if (status == TH_OK || status == TH_ENOMEM)
		return status;
	return fail(
		error, named->place,
		th_arena_printf(arena, "the %s %.*s: %s", named->noun, TH_FMT(named->file), what));
}

th_status th_trust_open(const struct th_config *config, struct th_arena *arena,
			struct th_trust **out, struct th_config_error *error)
{
	const struct th_config_trust *named = &config->trust;

	*out = calloc(1, sizeof(**out));
	if (!*out)
		return TH_ENOMEM;
	(*out)->config = config;
	(*out)->has_root = named->roots.count > 0;
	for (uint32_t i = 0; i < named->keys.count; i++) {
		const struct th_config_trust_key *key = &named->keys.items[i];
		TH_TRY(read_file(*out, &(struct named){ "key", key->file, &key->place, key }, arena,
				 error));
	}
	for (uint32_t i = 0; i < named->roots.count; i++) {
		const struct th_config_trust_root *root = &named->roots.items[i];
		TH_TRY(read_file(*out,
				 &(struct named){ "trusted root", root->file, &root->place, NULL },
				 arena, error));
	}
	return TH_OK;
}

void th_trust_close(struct th_trust *trust)
{
	if (!trust)
		return;
	for (uint32_t i = 0; i < trust->keys.count; i++)
		th_key_free(trust->keys.items[i].key);
	th_trusted_key_list_release(&trust->keys);
	th_trust_release_roots(trust);
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

void th_judge(struct th_judging *j, enum th_signature_state state, th_slice why)
{
	j->out->state = state;
	j->out->why = why;
}

/*
 * The day against which a key's time of trust is held: the one that a log vouches for, else the one
 * that the document states of itself. The key's holder could state any day; nobody else can sign
 * it.
 */
static bool is_in_time(const struct th_judging *j, const struct th_trusted_key *key, int64_t time)
{
	enum { SECONDS_OF_DAY = 86400 };
	const struct th_config_trust_key *entry = key->entry;
	struct th_date made = { 0 };
	int32_t day;

	if (time && (time < key->valid_for.from || time > key->valid_for.to))
		return false;
	if (!th_date_present(entry->from) && !th_date_present(entry->to))
		return true;
	if (time)
		day = (int32_t)(time / SECONDS_OF_DAY);
	else if (th_date_parse(th_document_text(j->doc, j->doc->created), &made) == TH_OK &&
		 th_date_present(made))
		day = th_date_first(made);
	else
		return false;
	return (!th_date_present(entry->from) || day >= th_date_first(entry->from)) &&
	       (!th_date_present(entry->to) || day <= th_date_last(entry->to));
}

static th_slice hint_of(const struct th_judging *j)
{
	const struct th_signature *s = j->signature;
	th_slice hint = th_document_text(j->doc, s->keyid);

	if (hint.len == 0 && s->material != TH_NONE)
		hint = th_document_text(j->doc,
					j->doc->envelope->materials.items[s->material].hint);
	return hint;
}

static bool is_named(const struct th_trusted_key *key, th_slice hint)
{
	return hint.len && (th_slice_equal_nocase(hint, th_slice_of(key->id)) ||
			    th_slice_equal(hint, key->hint));
}

/* Google Cloud Build's older signatures are over the payload alone, which is said. */
static bool verify(const struct th_signature *s, const struct th_trusted_key *key, const char **how,
		   bool *legacy)
{
	*legacy = false;
	if (th_key_verify(key->key, TH_SCHEME_OF_KEY, s->covered, s->value, how))
		return true;
	*legacy = s->kind == TH_SIGNATURE_GCB_LEGACY &&
		  th_key_verify(key->key, TH_SCHEME_OF_KEY, s->legacy, s->value, how);
	return *legacy;
}

static th_status accept(struct th_judging *j, const struct th_trusted_key *key, const char *how,
			bool legacy, int64_t time)
{
	j->out->algorithm =
		legacy ? th_arena_printf(j->arena, "%s, non-PAE signature (GCB legacy)", how)
		       : th_slice_of(how);
	j->out->keyid = th_arena_copy(j->arena, th_slice_of(key->id));
	j->out->time = time;
	if (!j->out->algorithm.ptr || !j->out->keyid.ptr)
		return TH_ENOMEM;
	if (!is_in_time(j, key, time)) {
		th_judge(j, TH_SIGNATURE_UNTRUSTED,
			 TH_SLICE("made with a key that you trust for another time"));
		return TH_OK;
	}
	j->out->who = key->entry->who;
	th_judge(j, TH_SIGNATURE_VALID, (th_slice){ 0 });
	return TH_OK;
}

th_status th_trust_by_key(struct th_judging *j, int64_t time)
{
	const struct th_trust *trust = j->trust;
	th_slice hint = hint_of(j);
	bool named = false, legacy;
	const char *how;

	for (uint32_t i = 0; trust && i < trust->keys.count; i++) {
		const struct th_trusted_key *key = &trust->keys.items[i];
		named |= is_named(key, hint);
		if (verify(j->signature, key, &how, &legacy))
			return accept(j, key, how, legacy, time);
	}
	j->out->keyid = hint.len ? hint : (th_slice){ 0 };
	if (named)
		th_judge(j, TH_SIGNATURE_INVALID,
			 TH_SLICE("it fails under the key that it names: what it covers was "
				  "changed, or that key never signed it"));
	else if (!trust || trust->keys.count == 0)
		th_judge(j, TH_SIGNATURE_UNTRUSTED,
			 TH_SLICE("made by a key, and 'trust.keys' names none"));
	else
		th_judge(j, TH_SIGNATURE_UNTRUSTED,
			 hint.len ? TH_SLICE("made by a key that 'trust.keys' does not name")
				  : TH_SLICE("no key that 'trust.keys' names made it: another one "
					     "did, or what it covers was changed"));
	return TH_OK;
}

/* JSON Signature Format: the algorithm is stated; a key beside it shows whether the document is
 * whole, not whose it is. */
static th_status by_stated_key(struct th_judging *j)
{
	const struct th_signature *s = j->signature;
	enum th_scheme scheme = th_scheme_of(th_document_text(j->doc, s->algorithm));
	th_slice hint = hint_of(j);
	const char *how, *why;
	struct th_key *beside;
	bool named = false;

	for (uint32_t i = 0; j->trust && i < j->trust->keys.count; i++) {
		const struct th_trusted_key *key = &j->trust->keys.items[i];
		named |= is_named(key, hint);
		if (th_key_verify(key->key, scheme, s->covered, s->value, &how))
			return accept(j, key, how, false, 0);
	}
	j->out->keyid = hint.len ? hint : (th_slice){ 0 };
	th_judge(j, named ? TH_SIGNATURE_INVALID : TH_SIGNATURE_UNTRUSTED,
		 named ? TH_SLICE("it fails under the key that it names: the document was changed, "
				  "or that key never signed it")
		       : TH_SLICE("made by a key that 'trust.keys' does not name"));
	if (named || s->key.len == 0)
		return TH_OK;
	th_status status = th_key_read(s->key, &beside, &why);
	if (status != TH_OK)
		return status == TH_ENOMEM ? status : TH_OK;
	if (!th_key_verify(beside, scheme, s->covered, s->value, &how))
		th_judge(j, TH_SIGNATURE_INVALID,
			 TH_SLICE("it fails under the key beside it: the document was changed"));
	th_key_free(beside);
	return TH_OK;
}

static bool has_certificate(const struct th_judging *j)
{
	const struct th_signature *s = j->signature;

	return s->material != TH_NONE
		       ? j->doc->envelope->materials.items[s->material].certificate_count > 0
		       : s->certificate.len > 0;
}

static th_status judge(struct th_judging *j)
{
	const struct th_signature *s = j->signature;
	th_status status;
	int64_t time;

	*j->out = (struct th_report_signature){ .payload = s->payload, .offset = s->place };
	if (s->unsupported) {
		th_judge(j, TH_SIGNATURE_UNSUPPORTED, th_slice_of(s->unsupported));
		return TH_OK;
	}
	if (s->malformed) {
		th_judge(j, TH_SIGNATURE_INVALID, th_slice_of(s->malformed));
		return TH_OK;
	}
	if (s->kind == TH_SIGNATURE_JSF)
		return by_stated_key(j);
	if (has_certificate(j))
		return th_trust_by_certificate(j);
	if (s->kind == TH_SIGNATURE_MESSAGE && !s->covered.ptr) {
		th_judge(j, TH_SIGNATURE_UNTRUSTED,
			 TH_SLICE("it is over a file that is not at hand: 'twohop verify "
				  "--artifact' takes it"));
		return TH_OK;
	}
	bool consistent = th_trust_time(j, (th_slice){ 0 }, &time, &status);
	if (status != TH_OK)
		return status;
	const struct th_report_signature found = *j->out;
	TH_TRY(th_trust_by_key(j, time));
	if (!consistent && j->out->state != TH_SIGNATURE_INVALID)
		*j->out = found; /* that it fails under its key says more than what the log says */
	return TH_OK;
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
	if (doc->envelope->judged) {
		*items = doc->envelope->judged;
		return TH_OK;
	}
	*items = th_arena_calloc(arena, *count, sizeof(**items));
	if (!*items)
		return TH_ENOMEM;
	for (uint32_t i = 0; i < *count; i++) {
		struct th_judging j = { .trust = trust,
					.doc = doc,
					.signature = &all->items[i],
					.arena = arena,
					.out = &(*items)[i] };
		TH_TRY(judge(&j));
	}
	return TH_OK;
}
