#include "feeds/fetch/csaf_provider.h"

#include "core/base/limits.h"
#include "core/io/source.h"
#include "core/text/escape.h"
#include "core/text/json_tree.h"
#include "feeds/fetch/http.h"

#include <stdio.h>

enum { MOST_DISTRIBUTIONS = 1000 };
#define METADATA "/.well-known/csaf/provider-metadata.json"

TH_LIST_DEFINE(url_list, th_slice);

struct provider {
	struct th_fetch_options options;
	const char *place;
	struct th_arena *arena;
	struct th_csaf_listed_list *out;
	struct url_list feeds, directories;
	th_slice why; /* the last failure */
	unsigned numbered;
};

static bool fail(struct provider *p, th_slice why)
{
	p->why = why;
	return false;
}

static void note(const struct provider *p, const char *what, th_slice about)
{
	fprintf(stderr, "twohop-fetch: %s: %.*s\n", what,
		TH_FMT(th_escape_terminal(p->arena, about)));
}

/* ---- files of the provider ---- */

static bool open_file(struct provider *p, th_slice url, struct th_source *source)
{
	struct th_fetch_result got;
	const char *address = th_arena_copy(p->arena, url).ptr,
		   *file = th_arena_printf(p->arena, "%s.%u.list", p->place, p->numbered++).ptr;

	if (!address || !file)
		return fail(p, TH_SLICE("no memory left"));
	th_http_fetch(&p->options, address, file, p->arena, &got);
	if (got.outcome == TH_FETCHED_NOT)
		return fail(p,
			    th_arena_printf(p->arena, "%.*s: %.*s", TH_FMT(url), TH_FMT(got.why)));
	return th_source_open(source, file, p->arena, &p->why) == TH_OK;
}

/* The tree of a JSON file, until th_json_tree_free. */
static const struct cJSON *open_tree(struct provider *p, th_slice url)
{
	const struct cJSON *root = NULL;
	struct th_json_fault fault;
	struct th_source source;

	if (!open_file(p, url, &source))
		return NULL;
	th_status status = th_json_tree_parse(source.bytes, &root, &fault);
	th_source_close(&source);
	if (status == TH_OK)
		return root;
	(void)fail(p, th_arena_printf(p->arena, "%.*s: byte %zu: %s", TH_FMT(url), fault.offset,
				      fault.message));
	return NULL;
}

static th_slice copy_of(struct provider *p, const struct cJSON *node)
{
	th_slice text = th_json_tree_text(node);

	return text.len ? th_arena_copy(p->arena, text) : (th_slice){ 0 };
}

static bool push(struct url_list *list, th_slice url)
{
	th_slice *slot = url.len ? url_list_push(list, MOST_DISTRIBUTIONS) : NULL;

	if (slot)
		*slot = url;
	return slot != NULL;
}

/* ---- metadata ---- */

static bool is_for_everybody(const struct cJSON *label)
{
	th_slice tlp = th_json_tree_text(label);

	return tlp.len == 0 || th_slice_equal_nocase(tlp, TH_SLICE("WHITE")) ||
	       th_slice_equal_nocase(tlp, TH_SLICE("CLEAR")) ||
	       th_slice_equal_nocase(tlp, TH_SLICE("UNLABELED"));
}

/* A feed or a directory with its label. */
static void take(struct provider *p, const struct cJSON *entry, struct url_list *to)
{
	th_slice url = copy_of(p, th_json_tree_member(entry, "url"));

	if (!url.len)
		return;
	if (is_for_everybody(th_json_tree_member(entry, "tlp_label")))
		(void)push(to, url);
	else
		note(p, "not for everybody (TLP), and not fetched", url);
}

static void take_distribution(struct provider *p, const struct cJSON *distribution)
{
	const struct cJSON *rolie = th_json_tree_member(distribution, "rolie"),
			   *feed = th_json_tree_first(th_json_tree_member(rolie, "feeds"));

	for (; feed; feed = th_json_tree_next(feed))
		take(p, feed, &p->feeds);
	take(p, th_json_tree_member(distribution, "directory"), &p->directories);
	(void)push(&p->directories, copy_of(p, th_json_tree_member(distribution, "directory_url")));
}

static bool read_metadata(struct provider *p, th_slice url)
{
	const struct cJSON *root = open_tree(p, url);

	if (!root)
		return false;
	const struct cJSON *d = th_json_tree_first(th_json_tree_member(root, "distributions"));
	for (; d; d = th_json_tree_next(d))
		take_distribution(p, d);
	th_json_tree_free();
	return p->feeds.count || p->directories.count ||
	       fail(p, th_arena_printf(p->arena, "%.*s names no feed and no folder of documents",
				       TH_FMT(url)));
}

/* "CSAF: https://..." of a security.txt (RFC 9116). */
static bool read_security_text(struct provider *p, th_slice url)
{
	struct th_source source;
	bool found = false;

	if (!open_file(p, url, &source))
		return false;
	for (th_slice rest = source.bytes; rest.len > 0 && !found;) {
		size_t end = th_slice_find(rest, '\n');
		th_slice line = th_slice_trim(th_slice_sub(rest, 0, end));
		rest = th_slice_sub(rest, end + 1, rest.len);
		if (line.len > 5 &&
		    th_slice_equal_nocase(th_slice_sub(line, 0, 5), TH_SLICE("csaf:"))) {
			th_slice address = th_arena_copy(
				p->arena, th_slice_trim(th_slice_sub(line, 5, line.len)));
			found = address.len && read_metadata(p, address);
		}
	}
	th_source_close(&source);
	return found ||
	       fail(p, th_arena_printf(p->arena, "%.*s names no CSAF metadata", TH_FMT(url)));
}

/* Where the metadata of a domain is, by the ways of section 7.1.8 to 7.1.10. */
static bool find_metadata(struct provider *p, th_slice url)
{
	size_t scheme = th_slice_search(url, TH_SLICE("://"));
	bool has_scheme = scheme < url.len;
	th_slice host = has_scheme ? th_slice_sub(url, scheme + 3, url.len) : url;
	th_slice protocol = has_scheme ? th_slice_sub(url, 0, scheme) : TH_SLICE("https");

	if (has_scheme && th_slice_ends(url, TH_SLICE(".json")))
		return read_metadata(p, url);
	host = th_slice_sub(host, 0, th_slice_find(host, '/'));
	static const struct {
		const char *before, *behind;
		bool (*read)(struct provider *provider, th_slice url);
	} ways[] = {
		{ "", METADATA, read_metadata },
		{ "", "/.well-known/security.txt", read_security_text },
		{ "", "/security.txt", read_security_text },
		{ "csaf.data.security.", "/", read_metadata },
	};
	th_slice first = { 0 };
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		th_slice address = th_arena_printf(p->arena, "%.*s://%s%.*s%s", TH_FMT(protocol),
						   ways[i].before, TH_FMT(host), ways[i].behind);
		if (ways[i].read(p, address))
			return true;
		first = first.len ? first : p->why;
	}
	return fail(p, th_arena_printf(p->arena, "no provider of CSAF was found at %.*s: %.*s",
				       TH_FMT(host), TH_FMT(first)));
}

/* ---- documents ---- */

static struct th_csaf_listed *add(struct provider *p, th_slice url)
{
	struct th_csaf_listed *listed =
		url.len ? th_csaf_listed_list_push(p->out, TH_MAX_DOCUMENTS) : NULL;

	if (listed)
		*listed = (struct th_csaf_listed){ .url = url };
	else
		(void)fail(p, TH_SLICE("it lists more documents than TH_MAX_DOCUMENTS"));
	return listed;
}

/* CISA's feeds say `ref` where the specification says `rel`. */
static th_slice relation_of(const struct cJSON *link)
{
	th_slice rel = th_json_tree_text(th_json_tree_member(link, "rel"));

	return rel.len ? rel : th_json_tree_text(th_json_tree_member(link, "ref"));
}

static bool take_entry(struct provider *p, const struct cJSON *entry)
{
	const struct cJSON *content = th_json_tree_member(entry, "content"),
			   *link = th_json_tree_first(th_json_tree_member(entry, "link"));
	struct th_csaf_listed made = { .url = copy_of(p, th_json_tree_member(content, "src")) };

	for (; link; link = th_json_tree_next(link)) {
		th_slice rel = relation_of(link),
			 href = copy_of(p, th_json_tree_member(link, "href"));
		if (th_slice_equal(rel, TH_SLICE("self")) && !made.url.len)
			made.url = href;
		else if (th_slice_equal(rel, TH_SLICE("hash")) &&
			 !th_slice_ends(made.hash, TH_SLICE(".sha512")))
			made.hash = href;
		else if (th_slice_equal(rel, TH_SLICE("signature")))
			made.signature = href;
	}
	if (!made.url.len)
		return true; /* an entry of no document */
	struct th_csaf_listed *listed = add(p, made.url);
	if (!listed)
		return false;
	made.updated = copy_of(p, th_json_tree_member(entry, "updated"));
	*listed = made;
	return true;
}

static bool read_feed(struct provider *p, th_slice url)
{
	const struct cJSON *root = open_tree(p, url);
	bool good = root != NULL;

	if (!root)
		return false;
	const struct cJSON *feed = th_json_tree_member(root, "feed"),
			   *entry = th_json_tree_first(th_json_tree_member(feed, "entry"));
	if (th_json_tree_kind(feed) != TH_TREE_OBJECT)
		good = fail(p, th_arena_printf(p->arena, "%.*s is no ROLIE feed", TH_FMT(url)));
	for (; entry && good; entry = th_json_tree_next(entry))
		good = take_entry(p, entry);
	th_json_tree_free();
	return good;
}

/* Without its quotes. */
static th_slice unquoted(th_slice field)
{
	field = th_slice_trim(field);
	bool quoted = field.len > 1 && field.ptr[0] == '"' && field.ptr[field.len - 1] == '"';

	return quoted ? th_slice_sub(field, 1, field.len - 1) : field;
}

/*
 * A path that begins at the root of the provider's repository: what the folder's address ends with
 * stands at its beginning once more.
 */
static th_slice join_overlapping(struct provider *p, th_slice folder, th_slice path)
{
	for (size_t at = th_slice_search(folder, TH_SLICE("://")) + 3; at < folder.len; at++) {
		th_slice tail = th_slice_sub(folder, at + 1, folder.len);
		if (folder.ptr[at] == '/' && tail.len && tail.len < path.len &&
		    th_slice_starts(path, tail) && path.ptr[tail.len] == '/')
			return th_arena_printf(p->arena, "%.*s%.*s", TH_FMT(folder),
					       TH_FMT(th_slice_sub(path, tail.len, path.len)));
	}
	return (th_slice){ 0 };
}

static bool take_path(struct provider *p, th_slice folder, th_slice path, th_slice updated)
{
	if (!th_slice_ends(path, TH_SLICE(".json")) ||
	    th_slice_search(path, TH_SLICE("..")) < path.len ||
	    th_slice_search(path, TH_SLICE("://")) < path.len || path.ptr[0] == '/') {
		note(p, "no path of a document", path);
		return true;
	}
	struct th_csaf_listed *listed =
		add(p, th_arena_printf(p->arena, "%.*s/%.*s", TH_FMT(folder), TH_FMT(path)));
	if (!listed)
		return false;
	listed->other = join_overlapping(p, folder, path);
	listed->updated = updated.len ? th_arena_copy(p->arena, updated) : updated;
	return true;
}

/* changes.csv ("path","moment") or index.txt (a path a line). */
static bool read_paths(struct provider *p, th_slice folder, const char *name)
{
	struct th_source source;
	bool good = true;

	if (!open_file(p, th_arena_printf(p->arena, "%.*s/%s", TH_FMT(folder), name), &source))
		return false;
	for (th_slice rest = source.bytes; rest.len > 0 && good;) {
		size_t end = th_slice_find(rest, '\n');
		th_slice line = th_slice_trim(th_slice_sub(rest, 0, end));
		rest = th_slice_sub(rest, end + 1, rest.len);
		size_t comma = th_slice_find(line, ',');
		if (line.len)
			good = take_path(p, folder, unquoted(th_slice_sub(line, 0, comma)),
					 unquoted(th_slice_sub(line, comma + 1, line.len)));
	}
	th_source_close(&source);
	return good;
}

static bool read_directory(struct provider *p, th_slice folder)
{
	while (folder.len > 0 && folder.ptr[folder.len - 1] == '/')
		folder.len--;
	return read_paths(p, folder, "changes.csv") || read_paths(p, folder, "index.txt");
}

bool th_csaf_list(const struct th_fetch_options *options, const char *url, const char *place,
		  struct th_arena *arena, struct th_csaf_listed_list *out, th_slice *why)
{
	struct provider p = { .options = *options, .place = place, .arena = arena, .out = out };

	if (p.options.max_bytes > TH_MAX_TREE_BYTES)
		p.options.max_bytes = TH_MAX_TREE_BYTES;
	bool good = find_metadata(&p, th_slice_of(url));
	/* Feeds and folders list the same documents. */
	for (uint32_t i = 0; i < p.feeds.count && good; i++)
		good = read_feed(&p, p.feeds.items[i]);
	for (uint32_t i = 0; i < p.directories.count && good && p.feeds.count == 0; i++)
		good = read_directory(&p, p.directories.items[i]);
	url_list_release(&p.feeds);
	url_list_release(&p.directories);
	*why = p.why;
	return good;
}
