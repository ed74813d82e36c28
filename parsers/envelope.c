#include "parsers/envelope.h"

#include "core/text/base64.h"
#include "core/text/json.h"

#include <assert.h>
#include <stdio.h>

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

/* How many bytes the base64 stands for, if it is any. */
static size_t length_of(th_slice base64)
{
	size_t len = base64.len;

	while (len && base64.ptr[len - 1] == '=')
		len--;
	return len / 4 * 3 + (len % 4 ? len % 4 - 1 : 0);
}

th_status th_envelope_decode(struct th_document *doc, th_slice type, th_slice base64,
			     struct th_payload *out, size_t *at)
{
	enum { MOST_DIGITS = 32 };
	char before[MOST_DIGITS], behind[MOST_DIGITS];
	size_t len = length_of(base64), count,
	       first = (size_t)snprintf(before, sizeof(before), "DSSEv1 %zu ", type.len),
	       second = (size_t)snprintf(behind, sizeof(behind), " %zu ", len),
	       head = first + type.len + second;
	char *bytes =
		th_arena_alloc(&doc->arena, head + th_base64_room(base64.len) + TH_JSON_PADDING);

	if (!bytes)
		return TH_ENOMEM;
	memcpy(bytes, before, first);
	if (type.len)
		memcpy(bytes + first, type.ptr, type.len);
	memcpy(bytes + first + type.len, behind, second);
	TH_TRY(th_base64_decode_into(base64, bytes + head, &count, at));
	assert(count == len);
	memset(bytes + head + count, 0, TH_JSON_PADDING);
	out->bytes = th_slice_make(bytes + head, count);
	out->covered = th_slice_make(bytes, head + count);
	return TH_OK;
}
