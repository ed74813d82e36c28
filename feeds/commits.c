#include "feeds/commits.h"

#include "core/base/limits.h"

/* ---- reading ---- */

/* "https://GitHub.com/o/r.git/" and "git://github.com/o/r" are one place. */
static th_slice place_of(th_slice url)
{
	size_t scheme = th_slice_search(url, TH_SLICE("://"));

	if (scheme < url.len)
		url = th_slice_sub(url, scheme + 3, url.len);
	th_slice_holds(url);
	while (url.len > 0 && url.ptr[url.len - 1] == '/')
		url.len--;
	if (th_slice_ends(url, TH_SLICE(".git")))
		url.len -= 4;
	return url;
}

static th_slice take_word(th_slice *rest)
{
	size_t end = th_slice_find(*rest, ' ');
	th_slice word = th_slice_sub(*rest, 0, end);

	*rest = th_slice_sub(*rest, end + 1, rest->len);
	return word;
}

static bool is_name(th_slice hex)
{
	bool good = hex.len == 40 || hex.len == 64;

	th_slice_holds(hex);
	for (size_t i = 0; i < hex.len && good; i++)
		good = th_hex_value(hex.ptr[i]) >= 0;
	return good;
}

static th_status push(struct th_number_list *list, uint32_t number)
{
	uint32_t *slot = th_number_list_push(list, TH_MAX_COMMITS);

	if (!slot)
		return list->count < TH_MAX_COMMITS ? TH_ENOMEM : TH_ELIMIT;
	*slot = number;
	return TH_OK;
}

static th_status read_commit(struct th_commits *c, th_slice rest, const char **why)
{
	uint32_t number = c->names.texts.count;
	th_slice name = take_word(&rest);
	th_str id;

	if (!is_name(name)) {
		*why = "expected the name of a commit";
		return TH_EINPUT;
	}
	TH_TRY(push(&c->first, c->parents.count));
	while (rest.len > 0) {
		th_str parent = th_strings_find(&c->names, take_word(&rest));
		if (!parent.v) {
			*why = "a parent that does not stand before its child";
			return TH_EINPUT;
		}
		TH_TRY(push(&c->parents, parent.v - 1));
	}
	TH_TRY(th_strings_intern(&c->names, name, &id));
	if (id.v == number + 1)
		return TH_OK;
	*why = "a commit that stands twice";
	return TH_EINPUT;
}

static th_status read_tag(struct th_commits *c, th_slice rest, const char **why)
{
	th_slice name = take_word(&rest);
	th_str commit = th_strings_find(&c->names, rest);

	if (!name.len || !commit.v) {
		*why = "a tag of no commit that is here";
		return TH_EINPUT;
	}
	struct th_tag *slot = th_tag_list_push(&c->tags, TH_MAX_COMMITS);
	if (!slot)
		return TH_ENOMEM;
	*slot = (struct th_tag){ name, commit.v - 1 };
	return TH_OK;
}

static th_status read_line(struct th_commits *c, th_slice line, const char **why)
{
	th_slice word = take_word(&line);

	if (th_slice_equal(word, TH_SLICE(TH_COMMITS_FIRST_WORD)) && line.len) {
		c->repository = place_of(line);
		return TH_OK;
	}
	if (c->repository.len && th_slice_equal(word, TH_SLICE("commit")))
		return read_commit(c, line, why);
	if (c->repository.len && th_slice_equal(word, TH_SLICE("tag")))
		return read_tag(c, line, why);
	*why = "expected " TH_COMMITS_FIRST_WORD " and an address, then commits and tags";
	return TH_EINPUT;
}

th_status th_commits_read(struct th_commits *c, th_slice bytes, uint32_t *line, const char **why)
{
	th_status status = TH_OK;

	*c = (struct th_commits){ 0 };
	*why = NULL;
	*line = 0;
	while (bytes.len > 0 && status == TH_OK) {
		size_t end = th_slice_find(bytes, '\n');
		++*line;
		status = read_line(c, th_slice_sub(bytes, 0, end), why);
		bytes = th_slice_sub(bytes, end + 1, bytes.len);
	}
	return status == TH_OK ? push(&c->first, c->parents.count) : status;
}

void th_commits_release(struct th_commits *c)
{
	th_strings_release(&c->names);
	th_number_list_release(&c->first);
	th_number_list_release(&c->parents);
	th_tag_list_release(&c->tags);
	*c = (struct th_commits){ 0 };
}

const struct th_commits *th_commits_of(const struct th_commits_list *all, th_slice repository)
{
	th_slice place = place_of(repository);

	for (uint32_t i = 0; all && place.len && i < all->count; i++)
		if (th_slice_equal_nocase(all->items[i].repository, place))
			return &all->items[i];
	return NULL;
}

/* ---- ranges ---- */

struct events {
	const struct th_commits *commits;
	const struct th_window_bound *items;
	uint32_t count;
	uint32_t *at; /* by event: its commit, TH_NONE for "0" */
};

static bool find_events(struct events *e)
{
	for (uint32_t i = 0; i < e->count; i++) {
		const struct th_window_bound *b = &e->items[i];
		th_str id = th_strings_find(&e->commits->names, b->version);
		bool is_beginning =
			b->kind == TH_BOUND_INTRODUCED && th_slice_equal(b->version, TH_SLICE("0"));
		if (!id.v && !is_beginning)
			return false;
		e->at[i] = id.v ? id.v - 1 : TH_NONE;
	}
	return true;
}

/* Does a parent of the commit bear a mark? */
static bool has_marked_parent(const struct th_commits *c, const bool *marks, uint32_t commit)
{
	for (uint32_t i = c->first.items[commit]; i < c->first.items[commit + 1]; i++)
		if (marks[c->parents.items[i]])
			return true;
	return false;
}

/* Mark what descends from, or is, what is marked. Parents stand before their children. */
static void mark_descendants(const struct th_commits *c, bool *marks)
{
	for (uint32_t i = 0; i < c->names.texts.count; i++)
		marks[i] = marks[i] || has_marked_parent(c, marks, i);
}

/* Mark the ancestors of the limits, not these themselves. */
static void mark_under_limits(const struct events *e, bool *under)
{
	const struct th_commits *c = e->commits;

	for (uint32_t i = 0; i < e->count; i++)
		if (e->items[i].kind == TH_BOUND_LIMIT)
			under[e->at[i]] = true;
	for (uint32_t i = c->names.texts.count; i-- > 0;)
		for (uint32_t k = c->first.items[i]; under[i] && k < c->first.items[i + 1]; k++)
			under[c->parents.items[k]] = true;
	for (uint32_t i = 0; i < e->count; i++)
		if (e->items[i].kind == TH_BOUND_LIMIT)
			under[e->at[i]] = false;
}

/* What one introduction brings in and no later fix takes out; from and over are room. */
static void add_introduction(const struct events *e, uint32_t event, bool *from, bool *over,
			     bool *affected)
{
	const struct th_commits *c = e->commits;
	uint32_t count = c->names.texts.count;

	memset(from, e->at[event] == TH_NONE, count);
	memset(over, 0, count);
	if (e->at[event] != TH_NONE) {
		from[e->at[event]] = true;
		mark_descendants(c, from);
	}
	for (uint32_t i = 0; i < e->count; i++) {
		bool is_end = e->items[i].kind == TH_BOUND_FIXED ||
			      e->items[i].kind == TH_BOUND_LAST_AFFECTED;
		if (is_end && from[e->at[i]])
			over[e->at[i]] = true;
	}
	mark_descendants(c, over);
	for (uint32_t i = 0; i < e->count; i++) /* the last one is affected itself ... */
		if (e->items[i].kind == TH_BOUND_LAST_AFFECTED && over[e->at[i]])
			over[e->at[i]] = has_marked_parent(c, over, e->at[i]);
	for (uint32_t i = 0; i < count; i++)
		affected[i] |= from[i] && !over[i];
}

static void decide(const struct events *e, bool *room, bool *affected)
{
	uint32_t count = e->commits->names.texts.count;
	bool has_limit = false;

	for (uint32_t i = 0; i < e->count; i++) {
		has_limit |= e->items[i].kind == TH_BOUND_LIMIT;
		if (e->items[i].kind == TH_BOUND_INTRODUCED)
			add_introduction(e, i, room, room + count, affected);
	}
	if (!has_limit)
		return;
	memset(room, 0, count);
	mark_under_limits(e, room);
	for (uint32_t i = 0; i < count; i++)
		affected[i] &= room[i];
}

bool th_commits_affected(const struct th_commits *commits, const struct th_window_bound *items,
			 uint32_t count, bool *affected, th_status *status)
{
	uint32_t at[TH_MAX_GIT_EVENTS];
	struct events e = { commits, items, count, at };

	*status = TH_OK;
	if (count > TH_MAX_GIT_EVENTS || !find_events(&e))
		return false;
	bool *room = malloc((size_t)commits->names.texts.count * 2 + 1);
	if (!room) {
		*status = TH_ENOMEM;
		return false;
	}
	memset(affected, 0, commits->names.texts.count);
	decide(&e, room, affected);
	free(room);
	return true;
}
