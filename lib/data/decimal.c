#include "data/decimal.h"

#include <inttypes.h>

#include "core/num.h"

enum { DIGITS_MAX = 80, EXPONENT_MAX = 80 };
static const uint64_t atto_per_one = 1000000000000000000u;

/* The exponent behind the e, if there is one. */
static bool read_exponent(struct slice text, int *exponent)
{
	double x = 0;

	if (text.n > 0 && (text.n < 2 || !num_read(text.p + 1, text.n - 1, &x) || !(x >= -EXPONENT_MAX && x <= EXPONENT_MAX)))
		return false;
	*exponent = (int)x;
	return *exponent == x;
}

/* Puts digit d at 10^power; false when there is no place for it. */
static bool put_digit(struct decimal *x, int power, uint64_t d)
{
	uint64_t *part = power >= 0 ? &x->whole : &x->atto;

	if (d == 0)
		return true;
	if (power > 19 || power < -DECIMAL_PLACES)
		return false;
	for (power += power < 0 ? DECIMAL_PLACES : 0; power > 0; power--) {
		if (d > UINT64_MAX / 10)
			return false;
		d *= 10;
	}
	*part += d;
	return *part >= d;
}

bool decimal_read(struct slice text, struct decimal *x)
{
	struct decimal value = { 0 };
	size_t mantissa = 0;
	double checked;
	int power = -1, exponent;

	if (text.n > DIGITS_MAX || !num_read(text.p, text.n, &checked) || !(text.p[0] == '.' || (text.p[0] >= '0' && text.p[0] <= '9')))
		return false;
	while (mantissa < text.n && (text.p[mantissa] | 0x20) != 'e')
		mantissa++;
	if (!read_exponent((struct slice) { text.p + mantissa, text.n - mantissa }, &exponent))
		return false;
	for (size_t i = 0; i < mantissa && text.p[i] != '.'; i++)
		power++;
	power += exponent;
	for (size_t i = 0; i < mantissa; i++)
		if (text.p[i] != '.' && !put_digit(&value, power--, (uint64_t)(text.p[i] - '0')))
			return false;
	value.places = power + 1 < 0 ? -(power + 1) : 0;   /* power is that of the digit that did not come */
	if (value.places > DECIMAL_PLACES)
		value.places = DECIMAL_PLACES;
	*x = value;
	return true;
}

bool decimal_add(struct decimal *sum, struct decimal x)
{
	const uint64_t atto = sum->atto + x.atto, carry = atto >= atto_per_one, whole = sum->whole + x.whole;

	if (whole < x.whole || whole + carry < carry)
		return false;
	sum->whole = whole + carry;
	sum->atto = atto - (carry ? atto_per_one : 0);
	if (sum->places < x.places)
		sum->places = x.places;
	return true;
}

void decimal_write(struct buf *b, struct decimal x)
{
	buf_add_count(b, x.whole);
	if (x.places == 0)
		return;
	for (int i = x.places; i < DECIMAL_PLACES; i++)
		x.atto /= 10;
	buf_printf(b, ".%0*" PRIu64, x.places, x.atto);
}

double decimal_value(struct decimal x)
{
	return (double)x.whole + (double)x.atto * 1e-18;
}
