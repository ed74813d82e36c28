#include "core/identity/name.h"

#include "core/text/unicode.h"

/* ---- Words with a meaning ---- */

enum { FORM = 1, SHORT = 2, CONNECTOR = 4, GENERIC = 8, BODY = 16, CROWD = 32, OF = 64 };

struct word {
	char text[15];
	uint8_t flags;
};

static const struct word words[] = {
#define TH_WORD(text, flags) { text, flags },
#include "core/identity/name_words.def"
#undef TH_WORD
};

/* Eight bytes as a number that compares as they do. */
static uint64_t load(const char *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof(value));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	value = __builtin_bswap64(value);
#endif
	return value;
}

/* The last seven bytes of a word, as load() has the first eight. */
static uint64_t load_rest(const char *bytes)
{
	return load(bytes + sizeof(uint64_t) - 1) << 8;
}

/* The flags of a word in its normalised form; 0 for one that has no meaning. */
static unsigned flags_of(th_slice s)
{
	char text[sizeof(words[0].text) + 1] = { 0 };
	size_t row = 0;

	if (s.len == 0 || s.len >= sizeof(words[0].text))
		return 0;
	memcpy(text, s.ptr, s.len);
	const uint64_t first = load(text), rest = load_rest(text);
	for (size_t count = sizeof(words) / sizeof(words[0]), half; count > 1; count -= half) {
		half = count / 2;
		row += load(words[row + half].text) <= first ? half : 0;
	}
	/* The last word with these first eight bytes; a few share them. */
	for (; load(words[row].text) == first; row--) {
		if (load_rest(words[row].text) == rest)
			return words[row].flags;
		if (row == 0)
			break;
	}
	return 0;
}

/* ---- Keys ---- */

/* What becomes of a byte; any greater value stands for itself. */
enum { WIDE, DROP, SPLIT, AND, POINT, OPEN, LAST_ACTION = OPEN };

/* clang-format off */
#define LETTERS 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', \
		'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z'
/* From 0x80 on all are WIDE. */
static const char folded[256] = {
	DROP, DROP,  DROP,  DROP,  DROP,  DROP,  DROP, DROP,
	DROP, SPLIT, SPLIT, SPLIT, SPLIT, SPLIT, DROP, DROP, /* tab to carriage return */
	DROP, DROP,  DROP,  DROP,  DROP,  DROP,  DROP, DROP,
	DROP, DROP,  DROP,  DROP,  DROP,  DROP,  DROP, DROP,
	/*   */ SPLIT, /* ! */ DROP,  /* " */ DROP,  '#',
	/* $ */ DROP,  /* % */ DROP,  /* & */ AND,   /* ' */ DROP,
	/* ( */ OPEN,  /* ) */ SPLIT, /* * */ DROP,  '+',
	/* , */ SPLIT, /* - */ SPLIT, /* . */ POINT, /* / */ SPLIT,
	'0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
	/* : */ SPLIT, /* ; */ SPLIT, /* < */ SPLIT, /* = */ DROP,  /* > */ SPLIT, /* ? */ DROP,
	/* @ */ DROP,
	LETTERS,
	/* [ */ SPLIT, /* \ */ SPLIT, /* ] */ SPLIT, /* ^ */ DROP,  /* _ */ SPLIT, /* ` */ DROP,
	LETTERS,
	/* { */ SPLIT, /* | */ SPLIT, /* } */ SPLIT, /* ~ */ DROP,  /* DEL */ DROP,
};
#undef LETTERS
/* clang-format on */

struct key {
	char *start, *at, *end;
};

static void split(struct key *key)
{
	if (key->at > key->start && key->at[-1] != ' ' && key->at < key->end)
		*key->at++ = ' ';
}

/* A character for which `folded` has an action. False when the key is full. */
static bool act(struct key *key, char action, char before, char after)
{
	switch (action) {
	case SPLIT:
	case OPEN: split(key); return true;
	case AND:
		split(key);
		if (key->end - key->at < 4)
			return false;
		memcpy(key->at, "and ", 4);
		key->at += 4;
		return true;
	case POINT:
		if (!th_is_digit(before) || !th_is_digit(after))
			return true;
		if (key->at == key->end)
			return false;
		*key->at++ = '.';
		return true;
	default: return true;
	}
}

/* How much of s to skip behind its opening bracket: the rest of "(R)" or "(TM)", or nothing. */
static size_t trade_mark(th_slice s)
{
	if (s.len >= 3 && th_lower(s.ptr[1]) == 'r' && s.ptr[2] == ')')
		return 2;
	if (s.len >= 4 && th_lower(s.ptr[1]) == 't' && th_lower(s.ptr[2]) == 'm' && s.ptr[3] == ')')
		return 3;
	return 0;
}

/* Fold s into key as long as it is ASCII. Returns TH_EINPUT at the first character that is not. */
static th_status fold_ascii(struct key *key, th_slice s)
{
	char *at = key->at, *const end = key->end;

	for (size_t i = 0; i < s.len; i++) {
		char c = folded[(unsigned char)s.ptr[i]];

		if (c > LAST_ACTION) {
			if (at == end)
				return TH_ELIMIT;
			*at++ = c;
			continue;
		}
		if (c == SPLIT) {
			if (at > key->start && at[-1] != ' ' && at < end)
				*at++ = ' ';
			continue;
		}
		if (c == WIDE)
			return TH_EINPUT;
		key->at = at;
		if (!act(key, c, i > 0 ? s.ptr[i - 1] : ' ', i + 1 < s.len ? s.ptr[i + 1] : ' '))
			return TH_ELIMIT;
		at = key->at;
		if (c == OPEN)
			i += trade_mark(th_slice_sub(s, i, s.len));
	}
	key->at = at;
	return TH_OK;
}

/* One folded character that is not ASCII. False when the key is full. */
static bool fold_wide(struct key *key, uint32_t code)
{
	switch (th_char_kind(code)) {
	case TH_CHAR_SPACE:
	case TH_CHAR_DASH:
	case TH_CHAR_BRACKET: split(key); return true;
	case TH_CHAR_PUNCTUATION:
	case TH_CHAR_HIDDEN: return true;
	case TH_CHAR_WORD:
	case TH_CHAR_MARK:
	case TH_CHAR_SYMBOL:
		if (key->end - key->at < 4)
			return false;
		key->at += th_utf8_put(key->at, code);
		return true;
	}
	return true;
}

static char ascii_or_blank(int32_t code)
{
	return code < 0x80 ? (char)code : ' ';
}

/*
 * Fold all of s, which may be what key holds. A mark goes with the character that it stands on: it
 * would join the one before. *dropped: something was left out within a word, so that its neighbours
 * may compose now.
 */
static th_status fold_unicode(struct key *key, th_slice s, bool *dropped)
{
	int32_t codes[TH_MAX_NAME_BYTES];
	size_t count;
	bool stands = false; /* the character before is in the key */

	*dropped = false;
	TH_TRY(th_unicode_fold(s, TH_FOLD_CASE, codes, TH_MAX_NAME_BYTES, &count));
	key->at = key->start;
	for (size_t i = 0; i < count; i++) {
		const char *before = key->at;
		bool fits = true;

		if (codes[i] >= 0x80) {
			if (stands || th_char_kind((uint32_t)codes[i]) != TH_CHAR_MARK)
				fits = fold_wide(key, (uint32_t)codes[i]);
		} else if (folded[codes[i]] > LAST_ACTION) {
			fits = key->at < key->end;
			if (fits)
				*key->at++ = folded[codes[i]];
		} else {
			fits = act(key, folded[codes[i]],
				   i > 0 ? ascii_or_blank(codes[i - 1]) : ' ',
				   i + 1 < count ? ascii_or_blank(codes[i + 1]) : ' ');
		}
		if (!fits)
			return TH_ELIMIT;
		stands = key->at > before && key->at[-1] != ' ';
		*dropped |= key->at == before;
	}
	return TH_OK;
}

/* Where the last word of the head of `to` bytes starts. */
static size_t last_word(th_slice key, size_t to)
{
	size_t space = th_slice_rfind(th_slice_sub(key, 0, to), ' ');

	return space == to ? 0 : space + 1;
}

/* Whether the head of `to` bytes still names somebody. */
static bool names_somebody(th_slice key, size_t to)
{
	if (to <= 2)
		return false;
	for (size_t from = 0, end; from < to; from = end + 1) {
		end = from + th_slice_find(th_slice_sub(key, from, to), ' ');
		if (!(flags_of(th_slice_sub(key, from, end)) & (GENERIC | FORM | CONNECTOR)))
			return true;
	}
	return false;
}

/*
 * Where a legal form begins that is spelled in single letters at the end of the head of `to` bytes
 * ("s a", "s r l"), or `to`.
 */
static size_t spelled_form(th_slice key, size_t to)
{
	char letters[5];
	size_t count = 0, from = to, found = to;

	while (count < sizeof(letters) && from > 1 && (from == 2 || key.ptr[from - 2] == ' ')) {
		letters[sizeof(letters) - ++count] = key.ptr[from - 1];
		if (flags_of(th_slice_make(letters + sizeof(letters) - count, count)) & FORM)
			found = from - 1;
		from = from == 2 ? 0 : from - 2;
	}
	return found;
}

/* The length of the key without the legal forms at its end. */
static size_t without_forms(th_slice key)
{
	size_t best = key.len, at = key.len;

	for (size_t from; (from = last_word(key, at)) > 0; at = from - 1) {
		unsigned flags = flags_of(th_slice_sub(key, from, at));

		if (!(flags & FORM) && spelled_form(key, at) < at) {
			from = spelled_form(key, at);
			if (from == 0)
				break;
		} else if (!(flags & FORM) && !(flags & CONNECTOR && at < key.len)) {
			break;
		}
		if (!(flags_of(th_slice_sub(key, last_word(key, from - 1), from - 1)) &
		      CONNECTOR) &&
		    names_somebody(key, from - 1))
			best = from - 1;
	}
	return best;
}

static th_slice without_article(th_slice key)
{
	const th_slice rest = th_slice_sub(key, 4, key.len);

	if (th_slice_starts(key, TH_SLICE("the ")) && names_somebody(rest, rest.len))
		return rest;
	return key;
}

th_status th_name_key(th_slice name, enum th_name_sort sort, char *buffer, size_t capacity,
		      th_slice *out)
{
	struct key key = { buffer, buffer, buffer + capacity };

	*out = (th_slice){ 0 };
	if (name.len > TH_MAX_NAME_BYTES)
		return TH_ELIMIT;
	th_status status = fold_ascii(&key, name);
	if (status == TH_EINPUT) {
		bool dropped;

		status = fold_unicode(&key, name, &dropped);
		if (status == TH_OK && dropped)
			status = fold_unicode(
				&key, th_slice_make(buffer, (size_t)(key.at - buffer)), &dropped);
	}
	TH_TRY(status);
	if (key.at > key.start && key.at[-1] == ' ')
		key.at--;
	if (key.at == key.start)
		return TH_ENOTFOUND;
	th_slice whole = without_article(th_slice_make(buffer, (size_t)(key.at - buffer)));
	if (sort == TH_NAME_SUPPLIER)
		whole.len = without_forms(whole);
	*out = whole;
	return TH_OK;
}

/* ---- Fields ---- */

static const struct prefix {
	const char *text;
	enum th_name_kind kind;
} prefixes[] = {
	{ "Person:", TH_NAME_PERSON },
	{ "Organization:", TH_NAME_ORGANISATION },
	{ "Organisation:", TH_NAME_ORGANISATION },
	{ "Tool:", TH_NAME_TOOL },
};

static const char *const nobody[] = {
	"noassertion", "none",           "unknown",      "n/a",           "n-a", "na",
	"null",        "undefined",      "unspecified",  "not available", "-",   "?",
	"tbd",         "not applicable", "not specified"
};

static bool names_nobody(th_slice name)
{
	if (name.len == 0)
		return true;
	if (name.len > sizeof("not applicable") - 1) /* the longest */
		return false;
	for (size_t i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++)
		if (nobody[i][0] == th_lower(name.ptr[0]) &&
		    th_slice_equal_nocase(name, th_slice_of(nobody[i])))
			return true;
	return false;
}

static bool is_email(th_slice s)
{
	if (th_slice_find(s, '@') == s.len)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (th_is_blank(s.ptr[i]))
			return false;
	return true;
}

/* Where the group opens that closes with the last byte of s, or s.len. */
static size_t group_start(th_slice s)
{
	char close = s.len ? s.ptr[s.len - 1] : '\0', open = close == '>' ? '<' : '(';
	size_t depth = 0;

	if (close != '>' && close != ')')
		return s.len;
	for (size_t i = s.len; i > 0; i--) {
		if (s.ptr[i - 1] == close)
			depth++;
		else if (s.ptr[i - 1] == open && --depth == 0)
			return i - 1;
	}
	return s.len;
}

static void take_group(struct th_name *out, th_slice text)
{
	const th_slice mailto = TH_SLICE("mailto:");
	th_slice *slot = &out->alias;

	if (is_email(text)) {
		slot = &out->email;
		if (text.len > mailto.len &&
		    th_slice_equal_nocase(th_slice_sub(text, 0, mailto.len), mailto))
			text = th_slice_sub(text, mailto.len, text.len);
	} else if (th_slice_search(text, TH_SLICE("://")) < text.len) {
		slot = &out->url;
	}
	if (text.len > 0 && slot->len == 0)
		*slot = text;
}

static th_slice without_prefix(th_slice text, struct th_name *out)
{
	if (th_slice_find(text, ':') == text.len)
		return text;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		th_slice prefix = th_slice_of(prefixes[i].text);

		if (!th_slice_equal_nocase(th_slice_sub(text, 0, prefix.len), prefix))
			continue;
		out->kind = prefixes[i].kind;
		return th_slice_trim(th_slice_sub(text, prefix.len, text.len));
	}
	return text;
}

void th_name_parse(th_slice raw, struct th_name *out)
{
	*out = (struct th_name){ 0 };
	th_slice name = without_prefix(th_slice_trim(raw), out);

	for (size_t open; (open = group_start(name)) < name.len;) {
		th_slice text = th_slice_trim(th_slice_sub(name, open + 1, name.len - 1));
		th_slice rest = th_slice_trim(th_slice_sub(name, 0, open));

		if (rest.len == 0 && !is_email(text) && text.len > 0)
			break;
		take_group(out, text);
		name = rest;
	}
	if (name.len >= 2 && name.ptr[0] == '"' && name.ptr[name.len - 1] == '"')
		name = th_slice_trim(th_slice_sub(name, 1, name.len - 1));
	if (out->email.len == 0 && is_email(name))
		out->email = name;
	out->absent = names_nobody(name);
	out->name = out->absent ? th_slice_sub(name, 0, 0) : name;
}

/* ---- Is it an organisation? ---- */

enum { MOST_WORDS = 16 };

/* One word of a name as written, and what its normalised form means. */
struct spelled {
	unsigned flags;
	bool capitals;   /* has letters, and no small one */
	bool dotted;     /* has a point in it or behind it */
	bool comma_next; /* a comma stands behind it */
};

static struct spelled spell(th_slice text)
{
	struct spelled word = { .comma_next = text.ptr[text.len - 1] == ',' };
	char plain[sizeof(words[0].text)];
	size_t len = 0;
	bool small = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		word.dotted |= c == '.' || c == '/';
		small |= c >= 'a' && c <= 'z';
		word.capitals |= c >= 'A' && c <= 'Z';
		if ((th_is_alnum(c) || (unsigned char)c >= 0x80) && len < sizeof(plain))
			plain[len++] = th_lower(c);
	}
	word.capitals &= !small;
	if (th_slice_equal(text, TH_SLICE("&")))
		word.flags = CONNECTOR;
	else
		word.flags = flags_of(th_slice_make(plain, len));
	return word;
}

/* Split at blanks; returns the number of words, or 0 for a sentence (more than MOST_WORDS). */
static size_t spell_all(th_slice name, struct spelled spelled[MOST_WORDS])
{
	size_t count = 0;

	for (size_t from = 0, to; from < name.len; from = to) {
		while (from < name.len && th_is_blank(name.ptr[from]))
			from++;
		for (to = from; to < name.len && !th_is_blank(name.ptr[to]);)
			to++;
		if (to == from)
			break;
		if (count == MOST_WORDS)
			return 0;
		spelled[count++] = spell(th_slice_sub(name, from, to));
	}
	return count;
}

/* "Meta Platforms, Inc. and its affiliates." is Meta Platforms, Inc. */
static th_slice without_affiliates(th_slice name)
{
	static const char *const tails[] = { " and its affiliates", " and affiliates",
					     " & affiliates", " and its subsidiaries",
					     " and/or its affiliates" };
	th_slice bare =
		th_slice_ends(name, TH_SLICE(".")) ? th_slice_sub(name, 0, name.len - 1) : name;

	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		th_slice tail = th_slice_of(tails[i]);

		if (bare.len > tail.len &&
		    th_slice_equal_nocase(th_slice_sub(bare, bare.len - tail.len, bare.len), tail))
			return th_slice_sub(bare, 0, bare.len - tail.len);
	}
	return name;
}

/* Whether the legal form at `last` is beyond doubt: some are surnames too. */
static bool form_is_certain(const struct spelled *spelled, size_t last)
{
	bool others_small = false;

	if (!(spelled[last].flags & SHORT) || spelled[last].dotted ||
	    spelled[last - 1].comma_next || spelled[last - 1].flags & (FORM | BODY))
		return true;
	for (size_t i = 0; i < last; i++)
		others_small |= !spelled[i].capitals;
	return spelled[last].capitals && others_small;
}

bool th_name_is_organisation(th_slice name)
{
	struct spelled spelled[MOST_WORDS];

	if (th_slice_find(name, '@') < name.len)
		return false;
	size_t count = spell_all(without_affiliates(th_slice_trim(name)), spelled);
	if (count < 2)
		return false;
	const size_t last = count - 1;
	bool of = false, joined = false;
	for (size_t i = 0; i < last; i++) {
		if (spelled[i].comma_next && !(spelled[i + 1].flags & FORM))
			return false; /* "Jane Doe, Acme Inc." is a person */
		of |= spelled[i].flags & BODY && spelled[i + 1].flags & OF;
		joined |= (spelled[i].flags & CONNECTOR) != 0;
	}
	if (spelled[last].flags & FORM)
		return form_is_certain(spelled, last);
	if (spelled[last].flags & BODY)
		return !(joined && spelled[last].flags & CROWD);
	return of;
}
