/*
 * What CycloneDX states that only floors of quality ask for (graph/floor_fields.def): licences,
 * who and what made the BOM, and the properties of the taxonomies that authorities use. None of it
 * becomes a table; a bit says that it is stated. The rows are those of kind ASKED in
 * cyclonedx_fields.c, so that other documents are read without it.
 *
 * Properties: the taxonomy of BSI TR-03183-2 v2.1.0 (bsi:component:, 8.2), and cdx:fda: and
 * cdx:lifecycle:milestone: of CycloneDX.
 */
#include "parsers/cyclonedx.h"

static th_slice text(struct th_walker *w, th_text t)
{
	return th_document_text(w->doc, t);
}

/* ---- licences ---- */

static th_status note_license(struct th_walker *w, struct th_frame *frame, unsigned statements)
{
	struct th_frame *owner = th_cdx_bearer(w, frame);

	return owner ? th_document_state(w->doc, owner->index, statements) : TH_OK;
}

th_status th_cdx_leave_license(struct th_walker *w, struct th_frame *frame)
{
	if (th_document_says(text(w, frame->slots[L_ID])))
		return note_license(w, frame, TH_STATES_LICENSE | TH_STATES_LICENSE_ID);
	if (th_document_says(text(w, frame->slots[L_NAME])))
		return note_license(w, frame, TH_STATES_LICENSE);
	return TH_OK;
}

th_status th_cdx_each_expression(struct th_walker *w, struct th_frame *frame, th_text t)
{
	return th_document_says(text(w, t))
		       ? note_license(w, frame, TH_STATES_LICENSE | TH_STATES_LICENSE_ID)
		       : TH_OK;
}

/* ---- who made the BOM, with what, when in the life of the product ---- */

th_status th_cdx_each_own_phase(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	w->doc->names_context |= th_document_says(text(w, t));
	return TH_OK;
}

th_status th_cdx_each_bom_author(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	w->doc->names_author |= th_document_says(text(w, t));
	return TH_OK;
}

th_status th_cdx_each_bom_contact(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	w->doc->names_contact |= th_document_says_contact(text(w, t));
	return TH_OK;
}

th_status th_cdx_each_tool(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	w->doc->names_tool |= th_document_says(text(w, t));
	return TH_OK;
}

/* ---- components ---- */

th_status th_cdx_note_maker(struct th_walker *w, const struct th_frame *organization,
			    uint32_t component)
{
	if (!th_document_says_contact(text(w, organization->slots[O_URL])) &&
	    !th_document_says_contact(text(w, organization->slots[O_EMAIL])))
		return TH_OK;
	return th_document_state(w->doc, component, TH_STATES_MAKER_CONTACT);
}

/* Whether a reference has a SHA-512 is known before its type is: keys come in any order. */
th_status th_cdx_leave_reference_hash(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *reference = th_frame_above(w, frame);
	th_slice digest = text(w, frame->slots[1]);
	enum th_hash_algorithm algorithm = th_hash_algorithm_of(text(w, frame->slots[0]));

	if (reference && algorithm == TH_ALGORITHM_sha512 && th_is_hexadecimal(digest) &&
	    digest.len == th_hash_algorithm_digits(algorithm))
		reference->aux = 1;
	return TH_OK;
}

th_status th_cdx_note_distribution(struct th_walker *w, const struct th_frame *reference,
				   uint32_t component)
{
	return reference->aux ? th_document_state(w->doc, component, TH_STATES_DISTRIBUTION_HASH)
			      : TH_OK;
}

/* A property that states something: any value, or one of two words. */
static const struct {
	th_slice name;
	enum th_statement states;
	const char *words[2];
} properties[] = {
#define PROPERTY(name, states, a, b)                            \
	{                                                       \
		{ name, sizeof(name) - 1 }, TH_STATES_##states, \
		{                                               \
			a, b                                    \
		}                                               \
	}
	PROPERTY("bsi:component:filename", FILE_NAME, NULL, NULL),
	PROPERTY("bsi:component:executable", EXECUTABLE, "executable", "non-executable"),
	PROPERTY("bsi:component:archive", ARCHIVE, "archive", "no archive"),
	PROPERTY("bsi:component:structured", STRUCTURED, "structured", "unstructured"),
	PROPERTY("cdx:fda:level-of-support", SUPPORT_LEVEL, NULL, NULL),
	PROPERTY("cdx:fda:end-of-support-date", SUPPORT_END, NULL, NULL),
	PROPERTY("cdx:lifecycle:milestone:endOfSupport", SUPPORT_END, NULL, NULL),
#undef PROPERTY
};
enum { PROPERTY_COUNT = sizeof(properties) / sizeof(properties[0]) };

static size_t property_of(th_slice name)
{
	size_t i = 0;

	while (i < PROPERTY_COUNT && !th_slice_equal(name, properties[i].name))
		i++;
	return i;
}

static bool has_word(size_t property, th_slice value)
{
	const char *const *words = properties[property].words;

	return words[0] ? th_slice_equal(value, th_slice_of(words[0])) ||
				  th_slice_equal(value, th_slice_of(words[1]))
			: th_document_says(value);
}

th_status th_cdx_note_property(struct th_walker *w, uint32_t component, th_slice name,
			       th_slice value)
{
	/* "cdx:fda:end-of-support-date: why there is none" stands for what it names. */
	if (th_slice_equal(name, TH_SLICE("cdx:fda:justification"))) {
		size_t end = th_slice_search(value, TH_SLICE(": "));
		name = th_slice_starts(value, TH_SLICE("cdx:fda:")) ? th_slice_sub(value, 0, end)
								    : (th_slice){ 0 };
		value = th_slice_sub(value, end + 2, value.len);
	}
	size_t property = property_of(name);
	if (property == PROPERTY_COUNT || !has_word(property, value))
		return TH_OK;
	return th_document_state(w->doc, component, properties[property].states);
}
