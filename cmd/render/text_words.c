#include "cmd/render/text.h"

#include "core/text/escape.h"

/* By enum th_node_kind. */
static const char *const nouns[TH_NODE_KIND_COUNT] = {
	[TH_NODE_SELF] = "organisation", [TH_NODE_COMPONENT] = "component",
	[TH_NODE_SUPPLIER] = "supplier", [TH_NODE_DEVICE] = "device",
	[TH_NODE_SERVICE] = "service",   [TH_NODE_DOCUMENT] = "document",
};

static const struct {
	const char *word;
	enum th_style style;
} severities[TH_LEVEL_COUNT] = {
	[TH_LEVEL_CRITICAL] = { "CRITICAL", TH_STYLE_WORST },
	[TH_LEVEL_HIGH] = { "HIGH", TH_STYLE_BAD },
	[TH_LEVEL_MEDIUM] = { "MEDIUM", TH_STYLE_WARNING },
	[TH_LEVEL_LOW] = { "LOW", TH_STYLE_PLAIN },
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
	bool of = supplier.len > 0 && finding->subject.kind != TH_NODE_SUPPLIER &&
		  !th_slice_equal(supplier, name);

	return th_page_compose(page, "%.*s%s%.*s%s%.*s", TH_FMT(name), version.len > 0 ? " " : "",
			       TH_FMT(version), of ? " of " : "",
			       TH_FMT(of ? supplier : (th_slice){ 0 }));
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

/* How many names fit into about so many lines; one at least. */
static uint32_t fitting(const th_slice *names, uint32_t count, uint32_t lines)
{
	size_t room = (size_t)lines * (TH_PAGE_COLUMNS - 8), used = 0;
	uint32_t shown = 0;

	while (shown < count && (shown == 0 || used < room)) {
		size_t width = th_text_width(names[shown]) + 2;

		used += width < TH_PAGE_COLUMNS ? width : TH_PAGE_COLUMNS;
		if (shown > 0 && used > room)
			break;
		shown++;
	}
	/* "and 1 more" takes no less room than the one */
	return shown + 1 == count ? count : shown;
}

void th_text_names(struct th_page *page, const th_slice *names, uint32_t count, uint32_t lines,
		   bool are_paths)
{
	uint32_t shown = fitting(names, count, lines);

	for (uint32_t i = 0; i < shown; i++) {
		th_slice comma = i + 1 < shown ? TH_SLICE(",") : TH_SLICE("");

		if (are_paths)
			th_page_place(page, TH_STYLE_PLAIN, TH_SLICE(""), names[i], comma);
		else
			th_page_unit(page, TH_STYLE_PLAIN,
				     th_page_compose(page, "%.*s%.*s",
						     TH_FMT(th_text_name(names[i])),
						     TH_FMT(comma)));
	}
	if (shown < count)
		th_page_text(page, TH_STYLE_PLAIN,
			     th_page_compose(page, "and %u more (--format json lists all)",
					     count - shown));
}

th_slice th_text_sentence(th_slice text)
{
	for (size_t i = 0; i + 2 < text.len; i++)
		if (text.ptr[i] == '.' && text.ptr[i + 1] == ' ' && text.ptr[i + 2] >= 'A' &&
		    text.ptr[i + 2] <= 'Z')
			return th_slice_sub(text, 0, i + 1);
	return text;
}

void th_text_labelled(struct th_page *page, size_t indent, const char *label, th_slice text)
{
	th_page_begin(page, indent, indent + TH_TEXT_LABEL);
	th_page_label(page, TH_STYLE_FAINT, label, TH_TEXT_LABEL);
	th_page_text(page, TH_STYLE_PLAIN, text);
	th_page_end(page);
}
