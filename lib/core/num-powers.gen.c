/* num-powers.gen - prints num-powers.h: the powers of ten from 10^-342 to 10^324 to 128 bits
 *
 * Runs on the host while building. For each q it prints C = ceil(10^q 2^(127 - floor(log2 10^q))), so that
 * 2^127 <= C < 2^128 and 0 <= C - exact < 1; C is exact where 5^q fits into 128 bits, 0 <= q <= 55.
 *
 * out    build/gen/core/num-powers.h on stdout
 * range  reading needs q >= -342 (2^64 10^-343 is below half of the smallest double), writing needs -292 <= q <= 324
 *        (Giulietti's 617 entries)
 * fails  a check of the table's properties does not hold, or stdout cannot be written: status 1
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST = -342, LAST = 324, EXACT_LAST = 55 };
enum { WORDS = 26 };    /* 5^342 has 795 bits: 25 words, and one to shift into */

struct big { uint32_t word[WORDS]; };   /* the lowest first */

static struct big five_to_the(int n)
{
	struct big b = { { 1 } };

	for (; n > 0; n--) {
		uint64_t carry = 0;
		for (int i = 0; i < WORDS; i++) {
			carry += (uint64_t)b.word[i] * 5;
			b.word[i] = (uint32_t)carry;
			carry >>= 32;
		}
	}
	return b;
}

static int bit(const struct big *b, int i)
{
	return i < 0 ? 0 : b->word[i / 32] >> i % 32 & 1;
}

static int bit_length(const struct big *b)
{
	int n = 32 * WORDS;

	while (n > 0 && !bit(b, n - 1))
		n--;
	return n;
}

static void twice(struct big *b)
{
	for (int i = WORDS - 1; i >= 0; i--)
		b->word[i] = b->word[i] << 1 | (i > 0 ? b->word[i - 1] >> 31 : 0);
}

/* Takes b from a if a >= b, and says so. */
static bool take(struct big *a, const struct big *b)
{
	struct big rest;
	uint64_t borrow = 0;

	for (int i = 0; i < WORDS; i++) {
		const uint64_t d = (uint64_t)a->word[i] - b->word[i] - borrow;
		rest.word[i] = (uint32_t)d;
		borrow = d >> 63;
	}
	if (borrow == 0)
		*a = rest;
	return borrow == 0;
}

int main(void)
{
	bool sound = true;

	printf("/* num-powers.h - made by lib/core/num-powers.gen.c:\n"
	       " * ceil(10^q 2^(127 - floor(log2 10^q))), high and low half; exact for 0 <= q <= POWER_EXACT_LAST */\n"
	       "enum { POWER_FIRST = %d, POWER_LAST = %d, POWER_EXACT_LAST = %d };\n\n"
	       "static const struct power { uint64_t high, low; } powers[POWER_LAST - POWER_FIRST + 1] = {\n",
	       FIRST, LAST, EXACT_LAST);

	for (int q = FIRST; q <= LAST; q++) {
		const struct big five = five_to_the(abs(q));
		const int length = bit_length(&five);
		uint64_t high = 0, low = 0;
		bool inexact = false;

		/* q >= 0: the 128 leading bits of 5^q. q < 0: the long division of 2^(length - 1) by 5^-q, 128 bits past the point;
		 * the first of them is 1 because 2^length > 5^-q >= 2^(length - 1). */
		struct big rest = { { 0 } };
		rest.word[(length - 1) / 32] = (uint32_t)1 << (length - 1) % 32;
		for (int i = 0; i < 128; i++) {
			int next;
			if (q >= 0) {
				next = bit(&five, length - 1 - i);
			} else {
				twice(&rest);
				next = take(&rest, &five);
			}
			high = high << 1 | low >> 63;
			low = low << 1 | (uint64_t)next;
		}
		for (int i = 0; i < WORDS; i++)
			inexact |= q < 0 && rest.word[i] != 0;
		for (int i = 0; q >= 0 && i < length - 128; i++)
			inexact |= bit(&five, i);
		if (inexact && ++low == 0)
			high++;

		/* What num.c relies on: normalised, exact where it says so, and its formula for floor(log2 10^q), which for q < 0
		 * is q - length, as no other power of five than 1 is a power of two. */
		const int log2_exact = q >= 0 ? q + length - 1 : q - length;
		const bool should_be_exact = q >= 0 && q <= EXACT_LAST;
		sound &= high >> 63 == 1 && inexact == !should_be_exact && (q * 217706) >> 16 == log2_exact;

		printf("\t{ 0x%016llx, 0x%016llx },\t/* %d */\n", (unsigned long long)high, (unsigned long long)low, q);
	}
	printf("};\n");
	if (!sound)
		fprintf(stderr, "num-powers: the table is not what num.c needs\n");
	return fflush(stdout) == 0 && !ferror(stdout) && sound ? EXIT_SUCCESS : EXIT_FAILURE;
}
