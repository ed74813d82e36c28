#include "parsers/envelope.h"

th_status th_envelope_begin(struct th_document *doc)
{
	if (!doc->envelope)
		doc->envelope = th_arena_calloc(&doc->arena, 1, sizeof(*doc->envelope));
	return doc->envelope ? TH_OK : TH_ENOMEM;
}

void th_envelope_release(struct th_envelope *envelope)
{
	if (!envelope)
		return;
	for (uint32_t i = 0; i < envelope->materials.count; i++)
		th_log_entry_list_release(&envelope->materials.items[i].entries);
	th_signature_list_release(&envelope->signatures);
	th_payload_list_release(&envelope->payloads);
	th_material_list_release(&envelope->materials);
}

th_slice th_envelope_pae(struct th_document *doc, th_slice type, th_slice body)
{
	th_slice head = th_arena_printf(&doc->arena, "DSSEv1 %zu %.*s %zu ", type.len, TH_FMT(type),
					body.len);
	char *out = head.ptr ? th_arena_alloc(&doc->arena, head.len + body.len + 1) : NULL;

	if (!out)
		return (th_slice){ 0 };
	memcpy(out, head.ptr, head.len);
	if (body.len)
		memcpy(out + head.len, body.ptr, body.len);
	return th_slice_make(out, head.len + body.len);
}
