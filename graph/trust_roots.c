/* Sigstore roots that the configuration names: their logs and authorities, ready to verify with. */
#include "graph/trust_parts.h"

static th_status add_log(struct th_trust *trust, const struct th_root_key *stated,
			 struct th_arena *arena, const char **why)
{
	struct th_trusted_log *log = th_trusted_log_list_push(&trust->logs, TH_MAX_CONFIG_ENTRIES);

	if (!log)
		return TH_ENOMEM;
	log->id = th_arena_copy(arena, stated->id);
	log->valid_for = stated->valid_for;
	if (!log->id.ptr)
		return TH_ENOMEM;
	return th_key_read(stated->key, &log->key, why);
}

static th_status add_authority(struct th_trusted_authority_list *list,
			       const struct th_root_authority *stated, bool has_log,
			       const char **why)
{
	struct th_trusted_authority *a =
		th_trusted_authority_list_push(list, TH_MAX_CONFIG_ENTRIES);

	if (!a)
		return TH_ENOMEM;
	a->valid_for = stated->valid_for;
	a->has_log = has_log;
	for (uint32_t i = 0; i < stated->count; i++) {
		TH_TRY(th_certificate_read(stated->certificates[i], &a->chain[i], why));
		a->count++;
	}
	return TH_OK;
}

static th_status add_all(struct th_trust *trust, const struct th_trusted_root *root,
			 struct th_arena *arena, const char **why)
{
	for (uint32_t i = 0; i < root->logs.count; i++)
		TH_TRY(add_log(trust, &root->logs.items[i], arena, why));
	for (uint32_t i = 0; i < root->authorities.count; i++)
		TH_TRY(add_authority(&trust->authorities, &root->authorities.items[i],
				     root->logs.count > 0, why));
	for (uint32_t i = 0; i < root->timestampers.count; i++)
		TH_TRY(add_authority(&trust->timestampers, &root->timestampers.items[i],
				     root->logs.count > 0, why));
	return TH_OK;
}

th_status th_trust_read_root(struct th_trust *trust, th_slice bytes, struct th_arena *arena,
			     const char **why)
{
	struct th_trusted_root root = { 0 };

	th_status status = th_trusted_root_read(bytes, arena, &root, why);
	if (status == TH_OK)
		status = add_all(trust, &root, arena, why);
	th_trusted_root_release(&root);
	return status;
}

static void release(struct th_trusted_authority_list *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		for (uint32_t k = 0; k < list->items[i].count; k++)
			th_certificate_free(list->items[i].chain[k]);
	th_trusted_authority_list_release(list);
}

void th_trust_release_roots(struct th_trust *trust)
{
	for (uint32_t i = 0; i < trust->logs.count; i++)
		th_key_free(trust->logs.items[i].key);
	th_trusted_log_list_release(&trust->logs);
	release(&trust->authorities);
	release(&trust->timestampers);
}
