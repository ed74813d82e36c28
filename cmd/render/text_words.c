#include "cmd/render/text.h"

/* By enum th_node_kind. */
static const char *const nouns[TH_NODE_KIND_COUNT] = {
	[TH_NODE_SELF] = "organisation", [TH_NODE_COMPONENT] = "component", [TH_NODE_SUPPLIER] = "supplier",
	[TH_NODE_DEVICE] = "device",	 [TH_NODE_SERVICE] = "service",	    [TH_NODE_DOCUMENT] = "document",
};

static const struct {
	const char *word;
	enum th_style style;
} severities[TH_LEVEL_COUNT] = {
	[TH_LEVEL_CRITICAL] = { "CRITICAL", TH_STYLE_WORST }, [TH_LEVEL_HIGH] = { "HIGH", TH_STYLE_BAD },
	[TH_LEVEL_MEDIUM] = { "MEDIUM", TH_STYLE_WARNING },   [TH_LEVEL_LOW] = { "LOW", TH_STYLE_PLAIN },
	[TH_LEVEL_INFO] = { "INFO", TH_STYLE_FAINT },
};

th_slice th_text_name(th_slice name)
{
	return name.len > 0 ? name : TH_SLICE("(without a name)");
}

th_slice th_text_subject(struct th_page *page, const struct th_finding *finding)
{
	th_slice name = th_text_name(finding->subject.name);
	th_slice version = finding->subject.version, supplier = finding->subject.supplier;
	bool of = supplier.len > 0 && finding->subject.kind != TH_NODE_SUPPLIER && !th_slice_equal(supplier, name);

	return th_page_compose(page, "%.*s%s%.*s%s%.*s", TH_FMT(name), version.len > 0 ? " " : "", TH_FMT(version),
			       of ? " of " : "", TH_FMT(of ? supplier : (th_slice){ 0 }));
}

th_slice th_text_hop(struct th_page *page, const struct th_finding *finding)
{
	return finding->hop < 0 ? TH_SLICE("") : th_page_compose(page, ", hop %d", finding->hop);
}

const char *th_text_s(uint32_t count)
{
	return count == 1 ? "" : "s";
}

th_slice th_text_count(struct th_page *page, uint32_t count, enum th_node_kind kind)
{
	return th_page_compose(page, "%u %s%s", count, nouns[kind], th_text_s(count));
}

const char *th_text_severity(enum th_level level)
{
	return level < TH_LEVEL_COUNT ? severities[level].word : "INFO";
}

enum th_style th_text_severity_style(enum th_level level)
{
	return level < TH_LEVEL_COUNT ? severities[level].style : TH_STYLE_PLAIN;
}

void th_text_names(struct th_page *page, const th_slice *names, uint32_t count, uint32_t most)
{
	uint32_t shown = most == 0 || count <= most ? count : most;

	for (uint32_t i = 0; i < shown; i++)
		th_page_unit(page, TH_STYLE_PLAIN,
			     th_page_compose(page, "%.*s%s", TH_FMT(th_text_name(names[i])), i + 1 < count ? "," : ""));
	if (shown < count)
		th_page_text(page, TH_STYLE_PLAIN,
			     th_page_compose(page, "and %u more (--format json lists all)", count - shown));
}

void th_text_labelled(struct th_page *page, size_t indent, const char *label, th_slice text)
{
	th_page_begin(page, indent, indent + TH_TEXT_LABEL);
	th_page_label(page, TH_STYLE_FAINT, label, TH_TEXT_LABEL);
	th_page_text(page, TH_STYLE_PLAIN, text);
	th_page_end(page);
}
