#include "core/identity/ecosystem.h"

enum shape { PLAIN, PATH, GROUP };

static const struct ecosystem {
	const char *name, *type, *namespace;
	enum shape shape;
} ecosystems[] = {
#define TH_ECOSYSTEM(name, type, namespace, shape) { name, type, namespace, shape },
#include "core/identity/ecosystems.def"
#undef TH_ECOSYSTEM
};

static const struct ecosystem *find(th_slice name)
{
	for (size_t i = 0; i < sizeof(ecosystems) / sizeof(ecosystems[0]); i++)
		if (th_slice_equal(name, th_slice_of(ecosystems[i].name)))
			return &ecosystems[i];
	return NULL;
}

/* ---- names ---- */

struct writer {
	char *out;
	size_t used, size;
	bool full;
};

static void put(struct writer *w, th_slice s)
{
	if (s.len > w->size - w->used) {
		w->full = true;
		return;
	}
	if (s.len)
		memcpy(w->out + w->used, s.ptr, s.len);
	w->used += s.len;
}

/* A name percent-encoded: what parts a package URL is hidden, but for slashes of a PATH. */
static void put_encoded(struct writer *w, th_slice s, bool keep_slashes)
{
	static const char digits[] = "0123456789ABCDEF";

	th_slice_holds(s);
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		const char hidden[3] = { '%', digits[c >> 4], digits[c & 15] };
		bool plain = th_is_alnum((char)c) || strchr("-._~", (char)c) ||
			     (c == '/' && keep_slashes);
		put(w, plain && c ? th_slice_sub(s, i, i + 1) : th_slice_make(hidden, 3));
	}
}

static void put_name(struct writer *w, const struct ecosystem *e, th_slice name)
{
	size_t colon = th_slice_find(name, ':');

	if (e->shape == GROUP) {
		put_encoded(w, th_slice_sub(name, 0, colon), false);
		put(w, TH_SLICE("/"));
		name = th_slice_sub(name, colon + 1, name.len);
	}
	put_encoded(w, name, e->shape == PATH);
}

/* Photon OS is a rpm distribution whose records' versions osv.dev itself does not order. */
static bool has_order(const struct ecosystem *e)
{
	return strcmp(e->name, "Photon OS") != 0 && strcmp(e->name, "GitHub Actions") != 0;
}

th_status th_ecosystem_package(th_slice ecosystem, th_slice name, struct th_ecosystem_package *out)
{
	size_t colon = th_slice_find(ecosystem, ':');
	const struct ecosystem *e = find(th_slice_sub(ecosystem, 0, colon));
	struct writer w = { .out = out->text, .size = sizeof(out->text) };

	if (!e || name.len == 0)
		return TH_EINPUT;
	colon = e->shape == GROUP ? th_slice_find(name, ':') : 0;
	if (e->shape == GROUP && (colon == 0 || colon + 1 >= name.len))
		return TH_EINPUT;
	put(&w, TH_SLICE("pkg:"));
	put(&w, th_slice_of(e->type));
	put(&w, TH_SLICE("/"));
	if (e->namespace) {
		put(&w, th_slice_of(e->namespace));
		put(&w, TH_SLICE("/"));
	}
	put_name(&w, e, name);
	if (w.full || th_purl_canonical(th_slice_make(w.out, w.used), TH_PURL_MATCH, &out->scratch,
					&out->key, NULL) != TH_OK)
		return TH_EINPUT;
	colon = th_slice_find(ecosystem, ':');
	/* A registry's or a repository's address is no release. */
	th_slice behind = th_slice_sub(ecosystem, colon + 1, ecosystem.len);
	out->release = e->namespace ? behind : (th_slice){ 0 };
	out->scheme = has_order(e) ? th_scheme_for_purl_type(th_slice_of(e->type)) : TH_SCHEME_NONE;
	return TH_OK;
}

/* ---- releases ---- */

static const struct {
	const char *codename, *number;
} codenames[] = {
	{ "trixie", "13" },    { "bookworm", "12" },  { "bullseye", "11" },  { "buster", "10" },
	{ "stretch", "9" },    { "noble", "24.04" },  { "jammy", "22.04" },  { "focal", "20.04" },
	{ "bionic", "18.04" }, { "xenial", "16.04" }, { "trusty", "14.04" },
};

/* The digits and dots of a release: "12" of 12, v12, debian-12, el12; absent: it has none. */
static th_slice number_of(th_slice s)
{
	for (size_t i = 0; i < sizeof(codenames) / sizeof(codenames[0]); i++)
		if (th_slice_ends(s, th_slice_of(codenames[i].codename)))
			return th_slice_of(codenames[i].number);
	size_t from = 0;
	while (from < s.len && !th_is_digit(s.ptr[from]))
		from++;
	size_t end = from;
	while (end < s.len && (th_is_digit(s.ptr[end]) || s.ptr[end] == '.'))
		end++;
	return th_slice_sub(s, from, end);
}

/* "3.16.2" is of "3.16", and "9.3" of "9". */
static bool is_of(th_slice number, th_slice release)
{
	return th_slice_starts(number, release) &&
	       (number.len == release.len || number.ptr[release.len] == '.');
}

enum th_release_answer th_ecosystem_same_release(th_slice release, const struct th_purl *purl)
{
	th_slice theirs = number_of(th_purl_qualifier(purl, TH_SLICE("distro"))),
		 ours = number_of(release);

	if (theirs.len == 0 || ours.len == 0)
		return TH_RELEASE_NOT_KNOWN;
	return is_of(theirs, ours) || is_of(ours, theirs) ? TH_RELEASE_SAME : TH_RELEASE_OTHER;
}

bool th_ecosystem_source(const struct th_purl *purl, th_slice *name, th_slice *version)
{
	th_slice source = th_purl_qualifier(purl, TH_SLICE("upstream"));

	if (source.len == 0)
		source = th_purl_qualifier(purl, TH_SLICE("source"));
	size_t at = th_slice_find(source, '@');
	*name = th_slice_sub(source, 0, at);
	*version = th_slice_sub(source, at + 1, source.len);
	/* rpm names the file of the source: openssl-3.0.7-24.el9.src.rpm. */
	if (th_slice_equal(purl->type, TH_SLICE("rpm")) &&
	    th_slice_ends(*name, TH_SLICE(".src.rpm"))) {
		size_t release = th_slice_rfind(*name, '-');
		th_slice rest = th_slice_sub(*name, 0, release);
		*name = th_slice_sub(rest, 0, th_slice_rfind(rest, '-'));
	}
	return name->len > 0;
}
