#include "feeds/cvss.h"

enum { MOST_METRICS = 32 };

/* A metric, the letters of its values, and whether a vector needs it. A value is one word. */
struct metric {
	const char *name;
	const char *values; /* blank-separated, in the order in which code numbers them */
	bool needed;
};

struct vector {
	const struct metric *metrics;
	size_t count;
	int value[MOST_METRICS]; /* by metric: number of its value, -1: not stated */
};

static const struct metric metrics2[] = {
	{ "AV", "L A N", true },        { "AC", "H M L", true },
	{ "Au", "M S N", true },        { "C", "N P C", true },
	{ "I", "N P C", true },         { "A", "N P C", true },
	{ "E", "U POC F H ND", false }, { "RL", "OF TF W U ND", false },
	{ "RC", "UC UR C ND", false },  { "CDP", "N L LM MH H ND", false },
	{ "TD", "N L M H ND", false },  { "CR", "L M H ND", false },
	{ "IR", "L M H ND", false },    { "AR", "L M H ND", false },
};
enum { AV2, AC2, AU2, C2, I2, A2 };

static const struct metric metrics3[] = {
	{ "AV", "N A L P", true },    { "AC", "L H", true },       { "PR", "N L H", true },
	{ "UI", "N R", true },        { "S", "U C", true },        { "C", "N L H", true },
	{ "I", "N L H", true },       { "A", "N L H", true },      { "E", "X U P F H", false },
	{ "RL", "X O T W U", false }, { "RC", "X U R C", false },  { "CR", "X L M H", false },
	{ "IR", "X L M H", false },   { "AR", "X L M H", false },  { "MAV", "X N A L P", false },
	{ "MAC", "X L H", false },    { "MPR", "X N L H", false }, { "MUI", "X N R", false },
	{ "MS", "X U C", false },     { "MC", "X N L H", false },  { "MI", "X N L H", false },
	{ "MA", "X N L H", false },
};
enum { AV3, AC3, PR3, UI3, S3, C3, I3, A3 };

static const struct metric metrics4[] = {
	{ "AV", "N A L P", true },     { "AC", "L H", true },
	{ "AT", "N P", true },         { "PR", "N L H", true },
	{ "UI", "N P A", true },       { "VC", "H L N", true },
	{ "VI", "H L N", true },       { "VA", "H L N", true },
	{ "SC", "H L N", true },       { "SI", "H L N", true },
	{ "SA", "H L N", true },       { "E", "X A P U", false },
	{ "CR", "X H M L", false },    { "IR", "X H M L", false },
	{ "AR", "X H M L", false },    { "MAV", "X N A L P", false },
	{ "MAC", "X L H", false },     { "MAT", "X N P", false },
	{ "MPR", "X N L H", false },   { "MUI", "X N P A", false },
	{ "MVC", "X H L N", false },   { "MVI", "X H L N", false },
	{ "MVA", "X H L N", false },   { "MSC", "X H L N", false },
	{ "MSI", "X S H L N", false }, { "MSA", "X S H L N", false },
	{ "S", "X N P", false },       { "AU", "X N Y", false },
	{ "R", "X A U I", false },     { "V", "X D C", false },
	{ "RE", "X L M H", false },    { "U", "X Clear Green Amber Red", false },
};
enum { AV4, AC4, AT4, PR4, UI4, VC4, VI4, VA4, SC4, SI4, SA4 };

/* ---- reading ---- */

static int value_of(const char *values, th_slice value)
{
	th_slice rest = th_slice_of(values);

	for (int i = 0; rest.len > 0; i++) {
		size_t end = th_slice_find(rest, ' ');
		if (th_slice_equal(th_slice_sub(rest, 0, end), value))
			return i;
		rest = th_slice_sub(rest, end + 1, rest.len);
	}
	return -1;
}

static bool read_metric(struct vector *v, th_slice part)
{
	size_t colon = th_slice_find(part, ':');
	th_slice name = th_slice_sub(part, 0, colon),
		 value = th_slice_sub(part, colon + 1, part.len);

	for (size_t i = 0; i < v->count; i++) {
		if (!th_slice_equal(name, th_slice_of(v->metrics[i].name)))
			continue;
		if (v->value[i] >= 0)
			return false;
		v->value[i] = value_of(v->metrics[i].values, value);
		return v->value[i] >= 0;
	}
	return false;
}

static bool read(struct vector *v, const struct metric *metrics, size_t count, th_slice text)
{
	*v = (struct vector){ .metrics = metrics, .count = count };
	for (size_t i = 0; i < count; i++)
		v->value[i] = -1;
	while (text.len > 0) {
		size_t end = th_slice_find(text, '/');
		if (!read_metric(v, th_slice_sub(text, 0, end)))
			return false;
		text = th_slice_sub(text, end + 1, text.len);
	}
	for (size_t i = 0; i < count; i++)
		if (metrics[i].needed && v->value[i] < 0)
			return false;
	return true;
}

#define READ(v, metrics, text) read(v, metrics, sizeof(metrics) / sizeof((metrics)[0]), text)

/* The mathematical library would be loaded at every start for these two. */
static unsigned to_nearest(double positive)
{
	return (unsigned)(positive + 0.5);
}

static double to_the_fifteenth(double x)
{
	double cube = x * x * x, sixth = cube * cube;

	return sixth * sixth * cube;
}

/* ---- 2.0 ---- */

static unsigned score2(const int *value)
{
	static const double av[] = { 0.395, 0.646, 1.0 }, ac[] = { 0.35, 0.61, 0.71 },
			    au[] = { 0.45, 0.56, 0.704 }, cia[] = { 0.0, 0.275, 0.660 };
	double impact =
		10.41 * (1 - (1 - cia[value[C2]]) * (1 - cia[value[I2]]) * (1 - cia[value[A2]]));
	double exploitability = 20 * av[value[AV2]] * ac[value[AC2]] * au[value[AU2]];
	double factor = impact > 0 ? 1.176 : 0;

	return to_nearest((0.6 * impact + 0.4 * exploitability - 1.5) * factor * 10);
}

/* ---- 3.0 and 3.1 ---- */

/* The least tenth that is not less, after what binary fractions add is taken off (3.1, appendix A);
 * of 3.0, which says no more than "round up", the same. */
static unsigned round_up(double score)
{
	return (to_nearest(score * 100000) + 9999) / 10000;
}

static unsigned score3(const int *value)
{
	static const double av[] = { 0.85, 0.62, 0.55, 0.2 }, ac[] = { 0.77, 0.44 },
			    pr[2][3] = { { 0.85, 0.62, 0.27 }, { 0.85, 0.68, 0.5 } },
			    ui[] = { 0.85, 0.62 }, cia[] = { 0.0, 0.22, 0.56 };
	bool changed = value[S3] == 1;
	double iss = 1 - (1 - cia[value[C3]]) * (1 - cia[value[I3]]) * (1 - cia[value[A3]]);
	double impact =
		changed ? 7.52 * (iss - 0.029) - 3.25 * to_the_fifteenth(iss - 0.02) : 6.42 * iss;
	double exploitability =
		8.22 * av[value[AV3]] * ac[value[AC3]] * pr[changed][value[PR3]] * ui[value[UI3]];

	if (impact <= 0)
		return 0;
	double score = (changed ? 1.08 : 1.0) * (impact + exploitability);
	return round_up(score < 10 ? score : 10);
}

/* ---- 4.0 ---- */

/*
 * Scores in tenths of the macro vectors that base metrics can have (requirements high, exploits
 * attacked), by equivalence classes 1, 2, 3 with 6, and 4 (specification, section 8). Of classes 3
 * and 6 together the rows are 00, 01, 10, 11, 21; class 4 is 1 or 2.
 */
static const unsigned char macro[3][2][5][2] = {
	{ { { 100, 93 }, { 96, 90 }, { 93, 88 }, { 92, 80 }, { 79, 69 } },
	  { { 95, 92 }, { 91, 81 }, { 92, 84 }, { 82, 70 }, { 71, 63 } } },
	{ { { 94, 87 }, { 89, 75 }, { 86, 72 }, { 76, 57 }, { 65, 53 } },
	  { { 90, 77 }, { 77, 66 }, { 74, 61 }, { 59, 52 }, { 58, 23 } } },
	{ { { 86, 70 }, { 74, 54 }, { 72, 53 }, { 57, 36 }, { 47, 24 } },
	  { { 73, 54 }, { 55, 43 }, { 61, 46 }, { 51, 18 }, { 24, 10 } } },
};
enum { ROW_00, ROW_01, ROW_10, ROW_11, ROW_21 };

/* The classes of a vector, and how many steps it lies below the highest vector of each. */
struct classes {
	unsigned one, two, row, four;
	int below_one, below_two, below_row, below_four;
};

/* Steps from a highest vector of three metrics; negative: it is not below this one. */
static int steps(const int *value, const int *highest)
{
	int sum = 0;

	for (int i = 0; i < 3; i++) {
		if (value[i] < highest[i])
			return -1;
		sum += value[i] - highest[i];
	}
	return sum;
}

static int steps_below(const int *value, const int (*highest)[3], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int sum = steps(value, highest[i]);
		if (sum >= 0)
			return sum;
	}
	return 0;
}

static void classify_reach(const int *value, struct classes *c)
{
	static const int all[][3] = { { 0, 0, 0 } },
			 some[][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
			 none[][3] = { { 3, 0, 0 }, { 1, 1, 1 } };
	const int reach[3] = { value[AV4], value[PR4], value[UI4] };
	int open = (reach[0] == 0) + (reach[1] == 0) + (reach[2] == 0);

	c->one = open == 3 ? 0 : open > 0 && reach[0] != 3 ? 1 : 2;
	c->below_one = c->one == 0   ? steps_below(reach, all, 1)
		       : c->one == 1 ? steps_below(reach, some, 3)
				     : steps_below(reach, none, 2);
	c->two = value[AC4] || value[AT4];
	c->below_two = c->two ? value[AC4] + value[AT4] - 1 : 0;
}

static void classify_impact(const int *value, struct classes *c)
{
	static const int high[][3] = { { 0, 0, 0 } }, mixed[][3] = { { 1, 0, 0 }, { 0, 1, 0 } },
			 low[][3] = { { 1, 1, 1 } };
	const int impact[3] = { value[VC4], value[VI4], value[VA4] };
	int beyond = value[SC4] + value[SI4] + value[SA4];

	if (impact[0] == 0 && impact[1] == 0) {
		c->row = ROW_00;
		c->below_row = steps_below(impact, high, 1);
	} else if (impact[0] == 0 || impact[1] == 0 || impact[2] == 0) {
		c->row = ROW_10;
		c->below_row = steps_below(impact, mixed, 2);
	} else {
		c->row = ROW_21;
		c->below_row = steps_below(impact, low, 1);
	}
	bool high_beyond = value[SC4] == 0 || value[SI4] == 0 || value[SA4] == 0;
	c->four = high_beyond ? 1 : 2;
	c->below_four = high_beyond ? beyond : beyond - 3;
}

/* What stands between the macro vector's score and the next lower one's, in tenths; -1: there is
 * none. */
static int gap_below_row(const struct classes *c, int score)
{
	const unsigned char(*rows)[2] = macro[c->one][c->two];
	unsigned four = c->four - 1;

	if (c->row == ROW_21)
		return -1;
	if (c->row == ROW_10)
		return score - rows[ROW_11][four];
	return score -
	       (rows[ROW_01][four] > rows[ROW_10][four] ? rows[ROW_01][four] : rows[ROW_10][four]);
}

static unsigned score4(const int *value)
{
	static const int depth_one[] = { 1, 4, 5 }, depth_two[] = { 1, 2 },
			 depth_row[] = { 7, 6, 8, 8, 10 }, depth_four[] = { 0, 5, 4 };
	struct classes c;

	if (value[VC4] + value[VI4] + value[VA4] + value[SC4] + value[SI4] + value[SA4] == 12)
		return 0;
	classify_reach(value, &c);
	classify_impact(value, &c);
	int score = macro[c.one][c.two][c.row][c.four - 1];
	const struct {
		int gap, below, depth;
	} parts[] = {
		{ c.one < 2 ? score - macro[c.one + 1][c.two][c.row][c.four - 1] : -1, c.below_one,
		  depth_one[c.one] },
		{ c.two < 1 ? score - macro[c.one][1][c.row][c.four - 1] : -1, c.below_two,
		  depth_two[c.two] },
		{ gap_below_row(&c, score), c.below_row, depth_row[c.row] },
		{ c.four < 2 ? score - macro[c.one][c.two][c.row][1] : -1, c.below_four,
		  depth_four[c.four] },
	};
	double sum = 0;
	int lower = 1; /* class 5: a lower one exists, and the vector is not below its highest */
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].gap < 0)
			continue;
		lower++;
		sum += parts[i].gap * (double)parts[i].below / parts[i].depth;
	}
	double result = score - sum / lower;
	return result <= 0 ? 0 : to_nearest(result + 1e-5);
}

/* ---- any ---- */

bool th_cvss_score(th_slice vector, unsigned *tenths)
{
	struct vector v;

	vector = th_slice_trim(vector);
	if (th_slice_starts(vector, TH_SLICE("CVSS:4.0/"))) {
		if (!READ(&v, metrics4, th_slice_sub(vector, 9, vector.len)))
			return false;
		*tenths = score4(v.value);
		return true;
	}
	if (th_slice_starts(vector, TH_SLICE("CVSS:3.0/")) ||
	    th_slice_starts(vector, TH_SLICE("CVSS:3.1/"))) {
		if (!READ(&v, metrics3, th_slice_sub(vector, 9, vector.len)))
			return false;
		*tenths = score3(v.value);
		return true;
	}
	if (th_slice_starts(vector, TH_SLICE("(")) && th_slice_ends(vector, TH_SLICE(")")))
		vector = th_slice_sub(vector, 1, vector.len - 1);
	if (!READ(&v, metrics2, vector))
		return false;
	*tenths = score2(v.value);
	return true;
}
