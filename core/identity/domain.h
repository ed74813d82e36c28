/*
 * Registrable domains: the strongest evidence of who a supplier is that an SBOM usually holds, and
 * the easiest to misread. A domain counts only when it belongs to the supplier and not to who hosts
 * its pages or carries its mail. Owner of libpsl (Public Suffix List); its data is compiled into
 * the library, so that equal inputs give equal answers on every machine with the same build.
 */
#ifndef TH_CORE_IDENTITY_DOMAIN_H
#define TH_CORE_IDENTITY_DOMAIN_H

#include "core/base/slice.h"
#include "core/base/status.h"

/* Why a domain names no supplier; rows of core/identity/hosting_domains.def. */
enum th_hosting {
	TH_HOSTING_NONE,
	TH_HOSTING_FORGE,    /* repositories and what stands beside them */
	TH_HOSTING_REGISTRY, /* of packages */
	TH_HOSTING_PAGES,
	TH_HOSTING_MONEY,  /* sponsoring */
	TH_HOSTING_BADGE,  /* builds and coverage; names its owner when it is no build or coverage
			      page */
	TH_HOSTING_SOCIAL, /* names its owner in an e-mail address and as the owner's own URL */
	TH_HOSTING_MAIL,
	TH_HOSTING_STATE, /* shared by the bodies of a state */
};

/* Parts of a URL, an e-mail address, an scp-like place or a bare host; slices of the text. */
struct th_location {
	th_slice host; /* as written, without user and port; absent when there is none */
	th_slice path; /* what follows, without the '/' or ':' that parts them */
	bool scheme;   /* "scheme://" stood before it */
	bool user;     /* "user@" stood before the host */
};

/*
 * Find the host in text: "git+https://user@host:443/path", "//host/path", "git@host:path",
 * "mailto:name@host", "scm:git:..." and "dns:host". As browsers do, the host ends at '/', '\', '?'
 * and '#', and begins after the last '@' before that. Nothing is checked or decoded.
 */
void th_location_parse(th_slice text, struct th_location *out);

struct th_domain {
	th_slice host;        /* lower case, IDNA in ASCII form (xn--); absent: no host name */
	th_slice registrable; /* one label more than the public suffix; for hosting its row */
	enum th_hosting hosting;
};

/* A buffer of this size always suffices for th_domain_of_url. */
#define TH_DOMAIN_BYTES 256

/*
 * The registrable domain that names the supplier behind a URL, e-mail address or host; what *out
 * points to lies in buffer or is static. TH_OK only when there is one that may be used as evidence.
 * TH_ENOTFOUND when there is none: no host name, an IP address, a name of a local network
 * ("localhost", ".local", ".internal", ...), a public suffix itself, or a hosting, mail or registry
 * domain (then out->hosting says of which kind, and a caller who knows more may still use
 * out->registrable). TH_ELIMIT when capacity is too small.
 *
 * A look into the list takes some 10,000 instructions: ask once for each distinct host (hosting is
 * found before that, and takes a fifth).
 *
 * The private part of the list counts: "www.acme.uk.com" belongs to "acme.uk.com", as the customers
 * of such a registry are not one supplier. example.com, .net and .org are placeholders that many
 * different suppliers share: they count as public suffixes ("acme.example.com" is a domain,
 * "www.example.com" is none).
 */
th_status th_domain_of_url(th_slice text, char *buffer, size_t capacity,
			   struct th_domain *out) TH_MUST_USE;

/* The kind of hosting that domain, lower case, stands for or lies below. */
enum th_hosting th_domain_hosting(th_slice domain);

static inline bool th_domain_is_hosting(th_slice domain)
{
	return th_domain_hosting(domain) != TH_HOSTING_NONE;
}

/*
 * Make the list of public suffixes ready; th_domain_of_url does it at its first call. Any number of
 * threads may ask at once. TH_ENOTFOUND when neither libpsl nor the system has one: then the last
 * two labels count as registrable, which is wrong for "example.co.uk", and a report should say so.
 */
th_status th_domain_list_load(void);

#endif
