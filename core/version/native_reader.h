/*
 * Between native.c and the readers of its syntaxes; private to core/version/.
 */
#ifndef TH_CORE_VERSION_NATIVE_READER_H
#define TH_CORE_VERSION_NATIVE_READER_H

#include "core/version/native.h"
#include "core/version/scheme.h"

/* What an operator makes of the version behind it. */
enum native_operator {
	NATIVE_NONE,
	NATIVE_EQUAL,
	NATIVE_IDENTICAL,
	NATIVE_NOT,
	NATIVE_LESS,
	NATIVE_LESS_EQUAL,
	NATIVE_GREATER,
	NATIVE_GREATER_EQUAL,
	NATIVE_EARLIER, /* << and >>: strictly */
	NATIVE_LATER,
	NATIVE_CARET,       /* up to the next change of the first number that is not 0 */
	NATIVE_CARET_PVP,   /* up to the next change of the first two */
	NATIVE_TILDE,       /* up to the next second number */
	NATIVE_TILDE_LAST,  /* up to the next of the last number but one */
	NATIVE_PESSIMISTIC, /* the same, spelled ~> */
	NATIVE_COMPATIBLE,  /* the same, spelled ~=, of two numbers at least */
	NATIVE_OPERATOR_COUNT
};

enum native_flag {
	NATIVE_COMMA = 1 << 0,          /* a comma parts two that both hold */
	NATIVE_COMMA_ONLY = 1 << 1,     /* and a blank does not */
	NATIVE_COMMA_IS_OR = 1 << 2,    /* or one of which holds */
	NATIVE_OR = 1 << 3,             /* || */
	NATIVE_OR_SINGLE = 1 << 4,      /* | too */
	NATIVE_AND = 1 << 5,            /* && */
	NATIVE_WORDS = 1 << 6,          /* and, or */
	NATIVE_HYPHEN = 1 << 7,         /* 1.0 - 2.0 */
	NATIVE_ANY = 1 << 8,            /* any */
	NATIVE_NOTHING_IS_ANY = 1 << 9, /* "" */
	NATIVE_PARENTHESES = 1 << 10,   /* (>= 1.0) */
	NATIVE_CONAN = 1 << 11, /* "1.0-" asks for pre-releases; ", include_prerelease=True" */
};

struct native_reader;

/* A row of native.def. */
struct native_syntax {
	const char *types;
	bool (*read)(struct native_reader *reader);
	uint32_t operators; /* 1 << enum native_operator */
	enum native_operator bare;
	uint8_t numbers;
	const char *suffix;
	uint32_t flags;
};

/* A range that is being read. */
struct native_reader {
	const struct native_syntax *syntax;
	struct th_arena *arena;
	th_slice text;
	size_t at;
	struct th_version_set *all; /* what has been read, alternatives united */
	th_status status;
	struct th_native_fault fault;
};

/* False, after saying why; a place and a sentence that was said first stays. */
bool native_refuse(struct native_reader *reader, size_t offset, const char *sentence);
/* The same of a status other than TH_OK. */
bool native_done(struct native_reader *reader, th_status status);
void native_skip_blanks(struct native_reader *reader);
/* Behind a word or mark that stands here. */
bool native_take(struct native_reader *reader, const char *mark);

/* The numbers at the beginning of a version. */
struct native_numbers {
	th_slice text;       /* all of it, without 'v' */
	uint64_t numbers[4]; /* as many as fit; others are part of the rest */
	unsigned count;      /* of them */
	bool wild;           /* ".*" or ".x" follows them, or there are none but that */
	th_slice rest;       /* behind them: "-rc.1" */
};

/* Read all of the text into reader->all; false after a refusal. */
bool native_read_terms(struct native_reader *reader);
bool native_read_intervals(struct native_reader *reader);
bool native_read_nginx(struct native_reader *reader);

/* The numbers of a version at a place of the text; false after a refusal. */
bool native_read_numbers(struct native_reader *reader, size_t offset, th_slice version,
			 struct native_numbers *out);
/* "1.3" of 1.2.9 and place 1: the number there one higher, nothing behind it, and the suffix. */
bool native_next(struct native_reader *reader, const struct native_numbers *n, unsigned place,
		 const char *suffix, th_slice *out);

#endif
