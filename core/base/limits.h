/*
 * Every ceiling that input can reach, by name. Passing one is a diagnostic that names it and exit
 * 65, never a crash and never a silent cut.
 */
#ifndef TH_CORE_BASE_LIMITS_H
#define TH_CORE_BASE_LIMITS_H

#define TH_MAX_SOURCE_BYTES (UINT64_C(8) << 30) /* one input, after decompression */
#define TH_MAX_EXPANSION 200                    /* decompressed bytes for one compressed byte ... */
#define TH_MAX_EXPANSION_FLOOR (UINT64_C(64) << 20)   /* ... but this much is always allowed */
#define TH_MAX_STRING_BYTES ((UINT32_C(1) << 24) - 1) /* one string value (24 bits of th_text) */
#define TH_MAX_KEY_BYTES 4096                         /* one JSON key, XML name or tag */
#define TH_MAX_DEPTH 1000                             /* nesting of a JSON value or XML element */
#define TH_MAX_POINTER_BYTES \
	16384 /* the way to a value, when it is printed; a longer one is absent */
#define TH_MAX_WRITER_DEPTH \
	64 /* nesting of what we write as JSON: our own documents, no input reaches it */
#define TH_MAX_XML_ATTRIBUTES 256 /* of one element, namespace declarations among them */
#define TH_MAX_XML_NAMESPACES 256 /* in scope at one place */
#define TH_MAX_XML_NAMES 10000    /* different names and namespaces in one document */
#define TH_MAX_XML_MARKUP_BYTES (UINT32_C(8) << 20) /* one XML tag, comment or CDATA section */
#define TH_MAX_COMPONENTS (UINT32_C(1) << 26)       /* of one document */
#define TH_MAX_RELATIONS (UINT32_C(1) << 28)        /* of one document */
#define TH_MAX_DIAGNOSTICS 1000      /* of one document; what is beyond is counted and said */
#define TH_MAX_DOCUMENTS 100000      /* of one run */
#define TH_MAX_PLACES 10000          /* that one update fetches from */
#define TH_MAX_FOLDER_DEPTH 64       /* of an audited folder */
#define TH_MAX_CONFIG_ENTRIES 100000 /* of one list in twohop.yaml */
#define TH_MAX_BASELINE_IDS 1000000  /* of one baseline */
#define TH_MAX_POLICY_BYTES (UINT64_C(1) << 29) /* of a policy written out */
#define TH_MAX_CONFIG_FILES 64                  /* that one configuration includes */
#define TH_MAX_YAML_DEPTH 64                    /* nesting of a YAML document */
#define TH_MAX_YAML_BYTES (UINT64_C(1) << 20)
#define TH_MAX_FOLDER_ENTRIES 1000000           /* names looked at in it, files or not */
#define TH_MAX_TREE_BYTES (UINT64_C(256) << 20) /* what may become a cJSON or YAML tree */
#define TH_MAX_TREE_MEMORY (UINT64_C(1) << 30)  /* what a cJSON tree may take in memory */
#define TH_MAX_FACTS \
	(UINT32_C(1) << 22)   /* events, ends of life, versions ... each, of one advisory file */
#define TH_MAX_REFERENCES 100 /* of one event or end of life, and shown of an affair */
#define TH_MAX_CAUSES 256     /* in a row that only events tell of */
#define TH_MAX_INDEX_BYTES (UINT32_C(1) << 30) /* one block of compiled facts */
#define TH_MAX_PURL_BYTES 8192
#define TH_MAX_PURL_QUALIFIERS 128
#define TH_MAX_CPE_BYTES 4096
#define TH_MAX_NAME_BYTES 4096             /* a supplier's name */
#define TH_MAX_COMMITS (UINT32_C(1) << 24) /* of one repository's history, with their parents */
#define TH_MAX_GIT_EVENTS 256              /* of one range of commits */
#define TH_MAX_COMMITS_LISTED 65536        /* that one range means; beyond it stays open */
#define TH_MAX_VERSION_BYTES 4096 /* a version that is to be ordered; longer ones have no order */
#define TH_MAX_VERS_CONSTRAINTS 10000 /* of one range */
#define TH_MAX_NATIVE_TERMS 1000      /* of one range as a package manager writes it */
#define TH_MAX_HASHES_COMPARED \
	(UINT32_C(1) << 28)              /* of one run's components, with those of their likes */
#define TH_MAX_LOOKS (UINT32_C(1) << 26) /* of one run: at a fact, or a version without order */
#define TH_MAX_CBOR_DEPTH 64             /* nesting of a CBOR item */
#define TH_MAX_CBOR_ITEMS (UINT32_C(1) << 20) /* of one document */
#define TH_MAX_CBOR_KEYS 2000                 /* keys and values of one map */
#define TH_MAX_CSV_FIELDS 1000                /* of one row */
#define TH_MAX_PARTS 100000 /* documents inside of one: envelopes of a file, payloads */
#define TH_MAX_STATEMENT_PAIRS (UINT32_C(1) << 22) /* subjects times materials of one statement */
#define TH_MAX_PART_DEPTH 3      /* an envelope on a line, a statement in it, an SBOM in that */
#define TH_MAX_SIGNATURES 100000 /* of one file */
#define TH_MAX_CERTIFICATES 16   /* of one signature's chain */
#define TH_MAX_LOG_HASHES 64     /* of one proof: trees have less than 2^63 leaves */
#define TH_MAX_CANONICAL_VALUES (UINT32_C(1) << 24) /* of a document with a JSON signature */
#define TH_MAX_CLAIMS (UINT32_C(1) << 20)           /* of one document */
#define TH_MAX_DRAWN_NODES 400 /* of a picture; findings that need more are counted in it */

#endif
