/* spectrum - checks of lib/phys/spectrum against closed forms: `spectrum NAME` says what differs and returns 1 */
#include "phys/spectrum.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int wrong;

static void expect(const char *what, double got, double wanted, double tolerance)
{
	if (got == wanted || fabs(got - wanted) <= tolerance * fabs(wanted) || (isnan(got) && isnan(wanted)))
		return;
	printf("%s: %.17g instead of %.17g\n", what, got, wanted);
	wrong = 1;
}

static struct curve table(size_t n, double first, double step, double (*value)(double))
{
	struct curve c = { 0 };

	for (size_t i = 0; i < n; i++)
		curve_add(&c, first + (double)i * step, value(first + (double)i * step));
	return c;
}

static double one(double x) { (void)x; return 1; }
static double twice(double x) { return 2 * x; }
static double falling(double x) { return exp(-x); }

static void order(void)
{
	struct curve c = { 0 };

	expect("first", curve_add(&c, 1, 1), 1, 0);
	expect("same energy", curve_add(&c, 1, 1), 0, 0);
	expect("lower energy", curve_add(&c, 0, 1), 0, 0);
	expect("negative", curve_add(&c, 2, -1), 0, 0);
	expect("nan", curve_add(&c, 2, NAN), 0, 0);
	expect("infinite", curve_add(&c, INFINITY, 1), 0, 0);
	expect("points", (double)c.n, 1, 0);
	curve_free(&c);
}

static void flat(void)
{
	struct spectrum s = spectrum_of(table(100, 1, 1, one));

	expect("below", spectrum_fraction(&s, -1, EDGE_CENTRE, EXACT), 1, 0);
	expect("on a point", spectrum_fraction(&s, 51, EDGE_CENTRE, EXACT), 0.5, 0);
	expect("after a point", spectrum_fraction(&s, nextafter(51, 52), EDGE_CENTRE, EXACT), 0.49, 1e-15);
	expect("last point", spectrum_fraction(&s, 100, EDGE_CENTRE, EXACT), 0.01, 1e-15);
	expect("above", spectrum_fraction(&s, 100.5, EDGE_CENTRE, EXACT), 0, 0);
	expect("lower edge", spectrum_fraction(&s, 50.5, EDGE_LOWER, EXACT), 0.5, 0);
	expect("nan", spectrum_fraction(&s, NAN, EDGE_CENTRE, EXACT), NAN, 0);
	spectrum_free(&s);
}

/* A geometric series: the fraction above point i is (q^i - q^n)/(1 - q^n), 44 decades down. */
static void tail(void)
{
	struct spectrum s = spectrum_of(table(101, 0, 1, falling));
	const double q = exp(-1), none = pow(q, 101);

	for (int i = 0; i <= 100; i += 10)
		expect("tail", spectrum_fraction(&s, i, EDGE_CENTRE, EXACT), (pow(q, i) - none) / (1 - none), 1e-13);
	spectrum_free(&s);
}

static void empty(void)
{
	struct curve zeros = { 0 };
	struct spectrum s = spectrum_of((struct curve) { 0 });

	expect("no points", spectrum_fraction(&s, 1, EDGE_LOWER, EXACT), 0, 0);
	spectrum_free(&s);
	curve_add(&zeros, 1, 0);
	curve_add(&zeros, 2, 0);
	s = spectrum_of(zeros);
	expect("no content", spectrum_fraction(&s, 1, EDGE_CENTRE, EXACT), 0, 0);
	spectrum_free(&s);
}

static void uneven(void)
{
	struct curve c = { 0 };
	struct spectrum s;

	curve_add(&c, 1, 1);
	curve_add(&c, 2, 1);
	curve_add(&c, 4, 1);
	s = spectrum_of(c);
	expect("no step, no lower edges", spectrum_fraction(&s, 1, EDGE_LOWER, EXACT), NAN, 0);
	spectrum_free(&s);
}

static void rmc_bins(void)
{
	const struct { double k_max, exact, upstream; } cases[] = {
		{ 90.1, 330, 330 }, { 101.85, 448, 447 }, { 57, 0, 0 }, { 57.15, 1, 1 }, { -1, 0, 0 } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct curve exact = { 0 }, upstream = { 0 };

		curve_rmc(&exact, cases[i].k_max, EXACT);
		curve_rmc(&upstream, cases[i].k_max, UPSTREAM);
		expect("exact bins", (double)exact.n, cases[i].exact, 0);
		expect("upstream bins", (double)upstream.n, cases[i].upstream, 0);
		curve_free(&exact);
		curve_free(&upstream);
	}
}

/* Every bin edge of k_max 90.1, as its decimal text reads, keeps the bin that starts there: with upstream's arithmetic
 * 89.4 and 89.9 do not. */
static void rmc_edges(void)
{
	struct curve c = { 0 }, d = { 0 };
	struct spectrum s, upstream;
	int lost = 0;

	curve_rmc(&c, 90.1, EXACT);
	curve_rmc(&d, 90.1, UPSTREAM);
	s = spectrum_of(c);
	upstream = spectrum_of(d);
	for (int i = 0; i < 330; i++) {
		const double edge = (570 + i) / 10.0, here = s.above[i] / s.above[0];

		expect("edge", spectrum_fraction(&s, edge, EDGE_LOWER, EXACT), here, 0);
		expect("behind it", spectrum_fraction(&s, nextafter(edge, 100), EDGE_LOWER, EXACT), s.above[i + 1] / s.above[0], 0);
		lost += spectrum_fraction(&upstream, edge, EDGE_LOWER, UPSTREAM) < 0.99 * here;
	}
	expect("lost upstream", lost, 2, 0);
	expect("89.9 upstream", spectrum_fraction(&upstream, 89.9, EDGE_LOWER, UPSTREAM), 0, 0);
	spectrum_free(&s);
	spectrum_free(&upstream);
}

/* Antiderivative of (1 - 2x + 2x^2) x (1 - x)^2 = x - 4x^2 + 7x^3 - 6x^4 + 2x^5. */
static double closure(double x)
{
	return x * x * (1 / 2. + x * (-4 / 3. + x * (7 / 4. + x * (-6 / 5. + x / 3))));
}

static void rmc_integral(void)
{
	struct curve c = { 0 };
	struct spectrum s;
	const double k = 90.1, top = closure(90 / k);

	curve_rmc(&c, k, EXACT);
	s = spectrum_of(c);
	for (int cut = 57; cut <= 85; cut += 4)   /* midpoints of 0.1 MeV: a relative error of order (0.1/(k - cut))^2/24 */
		expect("fraction", spectrum_fraction(&s, cut, EDGE_LOWER, EXACT),
			(top - closure(cut / k)) / (top - closure(57 / k)), 1e-4);
	spectrum_free(&s);
}

static void spline(void)
{
	struct curve nodes = table(11, 0, 5, falling), zeros = { 0 }, c = { 0 };

	expect("done", curve_spline(&c, &nodes, (struct grid) { 0, 1, 100, 5001 }, INFINITY), 1, 0);
	expect("points", (double)c.n, 5001, 0);
	for (size_t i = 0; i < c.n; i++)
		expect("exp(-x)", c.value[i], exp(-c.energy[i]), 1e-13);
	expect("a decimal", c.energy[4321], 43.21, 0);
	expect("outside", curve_spline(&c, &nodes, (struct grid) { 5001, 1, 100, 1 }, INFINITY), 0, 0);
	for (int i = 0; i < 5; i++)
		curve_add(&zeros, i, 0);
	expect("zeros", curve_spline(&c, &zeros, (struct grid) { 0, 1, 1, 5 }, INFINITY), 0, 0);
	curve_free(&c);
	curve_free(&nodes);
	curve_free(&zeros);
}

static double endpoint_law(double x) { return pow(100 - x, 5.023); }

static void endpoint(void)
{
	struct curve nodes = table(10, 0, 11, endpoint_law), c = { 0 };

	expect("done", curve_spline(&c, &nodes, (struct grid) { 0, 1, 1, 100 }, 100), 1, 0);
	for (size_t i = 0; i < c.n; i++)
		expect("(100 - x)^5.023", c.value[i], endpoint_law(c.energy[i]), 1e-12);
	expect("nodes up to the endpoint", curve_spline(&c, &nodes, (struct grid) { 0, 1, 1, 100 }, 99), 0, 0);
	curve_free(&c);
	curve_free(&nodes);
}

static void interpolation(void)
{
	struct curve c = table(11, 0, 1, twice);   /* 2x on [0, 10] */

	expect("between", curve_at(&c, 3.25), 6.5, 1e-15);
	expect("last", curve_at(&c, 10), 20, 0);
	expect("outside", curve_at(&c, 10.001), 0, 0);
	expect("below", curve_at(&c, -1), 0, 0);
	expect("whole", curve_integral(&c, -1), 100, 1e-15);
	expect("from a point", curve_integral(&c, 6), 64, 1e-15);
	expect("inside a cell", curve_integral(&c, 2.5), 100 - 6.25, 1e-15);
	expect("nothing", curve_integral(&c, 10), 0, 0);
	curve_free(&c);
}

static void threshold(void)
{
	struct curve c = table(6, 50, 10, falling);

	expect("between", efficiency_at(&c, 73, LOOKUP_LOG), exp(-73), 1e-13);
	expect("on a row", efficiency_at(&c, 70, LOOKUP_LOG), exp(-70), 0);
	expect("last row", efficiency_at(&c, 100, LOOKUP_LOG), exp(-100), 0);
	expect("above", efficiency_at(&c, 100.1, LOOKUP_LOG), 0, 0);
	expect("below", efficiency_at(&c, 49.9, LOOKUP_LOG), NAN, 0);
	expect("clamped", efficiency_at(&c, 49.9, LOOKUP_CLAMP), exp(-50), 0);
	expect("next row", efficiency_at(&c, 65, LOOKUP_STRICT_NEXT), exp(-70), 0);
	expect("strictly next", efficiency_at(&c, 70, LOOKUP_STRICT_NEXT), exp(-80), 0);
	expect("past the table upstream", efficiency_at(&c, 100, LOOKUP_STRICT_NEXT), 1, 0);
	curve_free(&c);
}

/* spec/ensemble.md 4.7, and Mu2e/Production's 0.92990. */
static void polyethylene(void)
{
	struct element e[] = { { "C", 0.89, 0.922, 12.0107, 75, 1, 0, 0 }, { "H", 0.11, 0.999, 1.007975, 32, 1, 0, 0 } };

	expect("decays", elements_weigh(e, 2), 0.929903891510, 1e-12);
	expect("volume of C", e[0].volume_fraction, 0.897352058314, 1e-12);
	expect("volume of H", e[1].volume_fraction, 0.102647941686, 5e-12);
	expect("weight of C", e[0].weight, 0.889724847179, 1e-12);
	expect("weight of H", e[1].weight, 0.110275152821, 5e-12);
	e[1].decay_fraction = 1.1;
	expect("more decays than stops", elements_weigh(e, 2), NAN, 0);
}

/* A flat spectrum on [0, 10], half of it stretched to [0, 20]: heights stay, so the content above x is (10-x)/2 +
 * (20-x)/2 of 15. */
static void mixture(void)
{
	struct spectrum dio = spectrum_of(table(1001, 0, 0.01, one));
	struct element e[] = { { "A", 0.5, 0.5, 1, 1, 1, 0, 0 }, { "B", 0.5, 0.5, 1, 1, 2, 0, 0 } };
	struct curve c = { 0 }, fractions = { 0 };

	expect("decays", elements_weigh(e, 2), 0.5, 1e-15);
	expect("thresholds", curve_thresholds(&fractions, &dio.density, e, 2, -1, 21, 23), 1, 0);
	expect("at -1", curve_at(&fractions, -1), 1, 1e-12);
	expect("at 4", curve_at(&fractions, 4), 11. / 15, 1e-12);
	expect("at 15", curve_at(&fractions, 15), 2.5 / 15, 1e-12);
	expect("above", curve_at(&fractions, 21), 0, 0);
	expect("composed", curve_compose(&c, &dio, e, 2), 1, 0);
	expect("density at 5", curve_at(&c, 5), 1 / 15., 1e-12);
	expect("density at 15", curve_at(&c, 15), 0.5 / 15, 1e-12);
	expect("content above 15", curve_integral(&c, 15), 2.5 / 15, 1e-12);
	curve_free(&c);
	curve_free(&fractions);
	spectrum_free(&dio);
}

int main(int argc, char **argv)
{
	static const struct { const char *name; void (*check)(void); } checks[] = {
		{ "order", order }, { "flat", flat }, { "tail", tail }, { "empty", empty }, { "uneven", uneven },
		{ "rmc-bins", rmc_bins }, { "rmc-edges", rmc_edges }, { "rmc-integral", rmc_integral }, { "spline", spline },
		{ "endpoint", endpoint }, { "interpolation", interpolation }, { "threshold", threshold },
		{ "polyethylene", polyethylene }, { "mixture", mixture } };

	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		if (argc == 2 && strcmp(argv[1], checks[i].name) == 0) {
			checks[i].check();
			return wrong;
		}
	return 2;
}
