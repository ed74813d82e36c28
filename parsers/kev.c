/*
 * CISA's catalogue of known exploited vulnerabilities (JSON). It names flaws by CVE and no
 * versions: vendor and product are for people, the alarm comes from an advisory that shares the
 * CVE; nearly a hundred rows name no product but "Multiple Products".
 */
#include "parsers/facts.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include <pthread.h>

enum entry_slot { K_CVE, K_SUPPLIER, K_PRODUCT, K_TITLE, K_ADDED, K_DUE, K_RANSOM };

static const struct th_shape catalogue, entry;

static th_status leave_entry(struct th_walker *w, struct th_frame *frame)
{
	struct th_fact_exploited_list *all = &w->doc->facts->exploited;

	if (th_text_len(frame->slots[K_CVE]) == 0) /* said by the missing-field diagnostic */
		return TH_OK;
	struct th_fact_exploited *e = th_fact_exploited_list_push(all, TH_MAX_FACTS);
	if (!e)
		return th_facts_full(w->doc, all->count);
	*e = (struct th_fact_exploited){
		.place = frame->place,
		.cve = frame->slots[K_CVE],
		.supplier = frame->slots[K_SUPPLIER],
		.product = frame->slots[K_PRODUCT],
		.title = frame->slots[K_TITLE],
		.added = th_facts_date(w->doc, frame->slots[K_ADDED]),
		.due = th_facts_date(w->doc, frame->slots[K_DUE]),
		.by_ransomware = th_slice_equal(th_document_text(w->doc, frame->slots[K_RANSOM]),
						TH_SLICE("Known")),
	};
	return TH_OK;
}

static th_status each_release_date(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	w->doc->facts->updated = th_facts_date(w->doc, t);
	return TH_OK;
}

static const struct th_field entry_fields[] = {
	NEEDED("cveID", K_CVE),
	NEEDED("dateAdded", K_ADDED),
	TEXT("vendorProject", K_SUPPLIER),
	TEXT("product", K_PRODUCT),
	TEXT("vulnerabilityName", K_TITLE),
	TEXT("dueDate", K_DUE),
	TEXT("knownRansomwareCampaignUse", K_RANSOM),
};
SHAPE(entry, "catalogue entry", NULL, leave_entry);

static const struct th_field catalogue_fields[] = {
	ONE("dateReleased", each_release_date),
	OBJECT("vulnerabilities", entry),
};
SHAPE(catalogue, "catalogue", NULL, NULL);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &catalogue, &entry };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

bool th_kev_recognises(const struct th_sniff *sniff);
th_status th_kev_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_kev_recognises(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_catalog_version) &&
	       th_sniff_has(sniff, TH_SNIFF_vulnerabilities);
}

th_status th_kev_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_walker walker = { .doc = doc };

	pthread_once(&once, prepare);
	TH_TRY(th_facts_begin(doc));
	return th_shape_walk_json(&walker, &catalogue, sniff->start);
}
