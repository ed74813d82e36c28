/*
 * What looking up advisories takes, here and in SQLite. Each call is a fresh process and prints one
 * line of numbers.
 *
 *   lookups audit SBOM FOLDER        nanoseconds a component: the matching of an audit, all of it
 *   lookups index SBOM FOLDER        nanoseconds a purl: its package's records, in batches
 *   lookups sqlite SBOM DATABASE     the same by a prepared statement
 *   lookups open FOLDER              nanoseconds: opening the index and one look-up
 *   lookups open-sqlite DATABASE     the same
 *   lookups compile-sqlite ZIP DATABASE
 *       nanoseconds: the records of a zip of OSV into a table with an index, by SQLite's own JSON
 *
 * The first three read their purls before, look all of them up several times and print the first
 * and the median of the other times. FOLDER is one that `twohop feeds` keeps; DATABASE is made by
 * compile-sqlite.
 */
#include "core/identity/purl.h"
#include "core/io/source.h"
#include "core/io/zip.h"
#include "feeds/builtin.h"
#include "feeds/store.h"
#include "feeds/windows.h"
#include "graph/match.h"
#include "parsers/parser.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { PASSES = 12, MEDIAN = PASSES / 2, DAY = 21915 };

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "lookups: %s\n", what);
	exit(70);
}

/* ---- what is looked up ---- */

struct given {
	struct th_arena arena;
	struct th_source source;
	struct th_document doc;
	struct th_store_index store;
	struct th_purl_scratch scratch;
	struct th_window_list windows;
	th_slice *purls; /* by component, one after the other in memory */
	uint64_t found;
};

static void read_sbom(struct given *g, const char *path)
{
	const char *reason;
	th_slice why;

	need(th_source_open(&g->source, path, &g->arena, &why) == TH_OK, path);
	th_document_init(&g->doc, th_slice_of(path), g->source.bytes);
	need(th_document_read(&g->doc, &reason) == TH_OK && g->doc.components.count > 0, path);
}

static void map_index(struct given *g, const char *folder)
{
	need(th_store_map(&g->store, folder, false) == TH_OK, folder);
}

static void read_purls(struct given *g)
{
	g->purls = calloc(g->doc.components.count, sizeof(*g->purls));
	need(g->purls != NULL, "memory");
	for (uint32_t c = 0; c < g->doc.components.count; c++)
		g->purls[c] = th_arena_copy(
			&g->arena, th_document_text(&g->doc, g->doc.components.items[c].purl));
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The first pass and the median of the others, a piece of work each. */
static int measure(struct given *g, void (*pass)(struct given *g))
{
	int64_t took[PASSES];

	for (int i = 0; i < PASSES; i++) {
		int64_t began = now();
		pass(g);
		took[i] = now() - began;
	}
	qsort(took + 1, PASSES - 1, sizeof(took[0]), by_size);
	printf("%.1f %.1f %llu\n", (double)took[MEDIAN] / g->doc.components.count,
	       (double)took[0] / g->doc.components.count, (unsigned long long)(g->found / PASSES));
	return 0;
}

/* ---- the matching of an audit ---- */

static struct th_graph graph;
static struct th_known known;

static void match_all(struct given *g)
{
	struct th_match_list matches = { 0 };
	struct th_advised_list advised = { 0 };
	struct th_matcher *matcher;

	need(th_matcher_new(&graph, &known, &matcher) == TH_OK, "memory");
	for (uint32_t node = 1; node < graph.node_count;) {
		uint32_t nodes[TH_MATCHER_BATCH], count = 0;
		while (count < TH_MATCHER_BATCH && node < graph.node_count)
			nodes[count++] = node++;
		th_matcher_expect(matcher, nodes, count);
		for (uint32_t i = 0; i < count; i++) {
			struct th_lifecycle_match lifecycle;
			need(th_matcher_look(matcher, nodes[i], &matches, &advised, &lifecycle) ==
				     TH_OK,
			     "matching");
		}
	}
	g->found += advised.count;
	th_matcher_free(matcher);
	th_match_list_release(&matches);
	th_advised_list_release(&advised);
}

static int audit(const char *sbom, const char *folder)
{
	static struct given g;
	struct th_config config;

	read_sbom(&g, sbom);
	map_index(&g, folder);
	th_config_init(&config);
	const struct th_index *indexes[] = { th_builtin_facts(), &g.store.index };
	struct th_link_input input = { .doc = &g.doc };
	struct th_link_request request = { .config = &config, .builtin = indexes[0] };
	need(th_graph_link(&graph, &request, &input, 1) == TH_OK, "linking");
	need(th_known_init(&known, indexes, 2, DAY) == TH_OK, "facts");
	return measure(&g, match_all);
}

/* ---- an index by itself ---- */

/* Is a purl's version inside a window of a record? */
static bool is_affected(struct given *g, struct th_posting posting, th_slice version)
{
	const struct th_index_package *package =
		posting.kind == TH_RECORD_PACKAGE
			? th_index_package(&g->store.index, posting.record)
			: NULL;

	return package && th_windows_read(&g->store.index, package, &g->windows) == TH_OK &&
	       th_windows_find((enum th_scheme)package->scheme, g->windows.items, g->windows.count,
			       version, NULL) == TH_WINDOW_INSIDE;
}

static void judge(struct given *g, const struct th_lookup *lookup, th_slice text)
{
	struct th_purl purl;
	th_slice key;

	if (lookup->count == 0 ||
	    th_purl_canonical(text, TH_PURL_MATCH, &g->scratch, &key, &purl) != TH_OK)
		return;
	for (uint32_t i = 0; i < lookup->count; i++)
		g->found += is_affected(g, lookup->found[i], purl.version);
}

static void find_all(struct given *g)
{
	struct th_lookup batch[TH_LOOKUP_BATCH];
	uint32_t count;

	for (uint32_t first = 0; first < g->doc.components.count; first += count) {
		count = g->doc.components.count - first;
		count = count < TH_LOOKUP_BATCH ? count : TH_LOOKUP_BATCH;
		for (uint32_t i = 0; i < count; i++)
			if (th_purl_canonical(g->purls[first + i], TH_PURL_MATCH, &g->scratch,
					      &batch[i].key, NULL) != TH_OK)
				batch[i].key = (th_slice){ 0 };
		th_index_find_all(&g->store.index, TH_KEY_PURL, batch, count);
		for (uint32_t i = 0; i < count; i++)
			judge(g, &batch[i], g->purls[first + i]);
	}
}

static int find_in_index(const char *sbom, const char *folder)
{
	static struct given g;

	read_sbom(&g, sbom);
	read_purls(&g);
	map_index(&g, folder);
	return measure(&g, find_all);
}

static int open_index(const char *folder)
{
	static struct given g;
	uint32_t count;
	int64_t began = now();

	map_index(&g, folder);
	(void)th_index_find(&g.store.index, TH_KEY_PURL, TH_SLICE("pkg:npm/left-pad"), &count);
	printf("%lld\n", (long long)(now() - began));
	return 0;
}

/* ---- SQLite ---- */

static sqlite3 *database;
static sqlite3_stmt *statement;

static void prepare(const char *path, const char *sql)
{
	need(sqlite3_open(path, &database) == SQLITE_OK, path);
	need(sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK,
	     sqlite3_errmsg(database));
}

/* The rows of a package; of them, those that hold the version. */
static uint32_t query(th_slice package, enum th_scheme scheme, th_slice version)
{
	uint32_t count = 0;

	sqlite3_bind_text(statement, 1, package.ptr, (int)package.len, SQLITE_STATIC);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		const char *introduced = (const char *)sqlite3_column_text(statement, 1),
			   *fixed = (const char *)sqlite3_column_text(statement, 2);
		count += th_version_compare(scheme, version, th_slice_of(introduced)) !=
				 TH_ORDER_LESS &&
			 th_version_compare(scheme, version, th_slice_of(fixed)) == TH_ORDER_LESS;
	}
	sqlite3_reset(statement);
	return count;
}

#define SELECT "SELECT advisory, introduced, fixed FROM affected WHERE package = ?"

/* As the table has it: the purl's type and the name in its registry. */
static th_slice package_of(const struct th_purl *purl, char *buffer, size_t capacity)
{
	const char *joint = !purl->namespace.len                            ? ""
			    : th_slice_equal(purl->type, TH_SLICE("maven")) ? ":"
									    : "/";
	int len = snprintf(buffer, capacity, "%.*s/%.*s%s%.*s", TH_FMT(purl->type),
			   TH_FMT(purl->namespace), joint, TH_FMT(purl->name));

	return th_slice_make(buffer, (size_t)len);
}

static void query_all(struct given *g)
{
	for (uint32_t c = 0; c < g->doc.components.count; c++) {
		struct th_purl purl;
		char package[TH_MAX_PURL_BYTES];
		th_slice key;
		if (th_purl_canonical(g->purls[c], TH_PURL_MATCH, &g->scratch, &key, &purl) ==
		    TH_OK)
			g->found += query(package_of(&purl, package, sizeof(package)),
					  th_scheme_for_purl_type(purl.type), purl.version);
	}
}

static int find_in_sqlite(const char *sbom, const char *path)
{
	static struct given g;

	read_sbom(&g, sbom);
	read_purls(&g);
	prepare(path, SELECT);
	return measure(&g, query_all);
}

static int open_sqlite(const char *path)
{
	int64_t began = now();

	prepare(path, SELECT);
	(void)query(TH_SLICE("npm/left-pad"), TH_SCHEME_SEMVER, TH_SLICE("1.3.0"));
	printf("%lld\n", (long long)(now() - began));
	return 0;
}

static void run(const char *sql)
{
	need(sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(database));
}

#define INSERT                                                                                   \
	"INSERT INTO affected SELECT CASE a.value ->> '$.package.ecosystem' WHEN 'PyPI' THEN "   \
	"'pypi/' WHEN 'Go' THEN 'golang/' WHEN 'crates.io' THEN 'cargo/' WHEN 'Maven' THEN "     \
	"'maven/' WHEN 'NuGet' THEN 'nuget/' WHEN 'RubyGems' THEN 'gem/' ELSE 'npm/' END || "    \
	"(a.value ->> '$.package.name'), ?1 ->> '$.id', a.value ->> "                            \
	"'$.ranges[0].events[0].introduced', a.value ->> '$.ranges[0].events[1].fixed', ?1 ->> " \
	"'$.summary', ?1 ->> '$.published' FROM json_each(?1, '$.affected') AS a"

static int compile_sqlite(const char *zip_path, const char *path)
{
	struct th_arena arena = { 0 };
	struct th_buffer buffer = { 0 };
	struct th_source source;
	struct th_zip_entry entry;
	struct th_zip zip;
	const char *why;
	th_slice unreadable;
	int64_t began = now();

	(void)unlink(path);
	need(th_source_open(&source, zip_path, &arena, &unreadable) == TH_OK, zip_path);
	need(th_zip_open(&zip, source.bytes, &why) == TH_OK, zip_path);
	need(sqlite3_open(path, &database) == SQLITE_OK, path);
	run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE affected (package "
	    "TEXT, advisory TEXT, introduced TEXT, fixed TEXT, summary TEXT, published TEXT); "
	    "BEGIN");
	need(sqlite3_prepare_v2(database, INSERT, -1, &statement, NULL) == SQLITE_OK,
	     sqlite3_errmsg(database));
	while (th_zip_next(&zip, &entry, &why) == TH_OK) {
		need(th_zip_read(&zip, &entry, &buffer, &why) == TH_OK, zip_path);
		sqlite3_bind_text(statement, 1, buffer.ptr, (int)buffer.len, SQLITE_STATIC);
		need(sqlite3_step(statement) == SQLITE_DONE, sqlite3_errmsg(database));
		sqlite3_reset(statement);
	}
	sqlite3_finalize(statement);
	run("COMMIT; CREATE INDEX by_package ON affected (package)");
	need(sqlite3_close(database) == SQLITE_OK, path);
	printf("%lld\n", (long long)(now() - began));
	th_zip_close(&zip);
	th_buffer_release(&buffer);
	th_source_close(&source);
	th_arena_release(&arena);
	return 0;
}

static const struct mode {
	const char *word;
	int (*one)(const char *path);
	int (*two)(const char *first, const char *second);
} modes[] = {
	{ "audit", NULL, audit },
	{ "index", NULL, find_in_index },
	{ "sqlite", NULL, find_in_sqlite },
	{ "open", open_index, NULL },
	{ "open-sqlite", open_sqlite, NULL },
	{ "compile-sqlite", NULL, compile_sqlite },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 2 && i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(argv[1], modes[i].word) != 0)
			continue;
		if (argc == 3 && modes[i].one)
			return modes[i].one(argv[2]);
		if (argc == 4 && modes[i].two)
			return modes[i].two(argv[2], argv[3]);
	}
	fprintf(stderr,
		"usage: lookups audit|index SBOM FOLDER | sqlite SBOM DATABASE | open FOLDER "
		"| open-sqlite DATABASE | compile-sqlite ZIP DATABASE\n");
	return 64;
}
