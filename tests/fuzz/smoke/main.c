/* smoke - drives a fuzzer without libFuzzer: its seeds and what comes of them by random changes
 *
 * usage  NAME INPUTS FILE...      that many inputs, each made from one of the files; the same ones every time
 * out    nothing; a fault ends it by a signal
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static uint64_t state = 1;

static size_t below(size_t n)   /* splitmix64 */
{
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (size_t)((z ^ z >> 31) % n);
}

static size_t load(const char *path, uint8_t *bytes)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		exit(2);
	}
	const size_t n = fread(bytes, 1, LONGEST, f);
	fclose(f);
	return n;
}

/* One change: a byte, a bit, a cut, a repeated piece, or a byte that means something. */
static size_t change(uint8_t *bytes, size_t n)
{
	static const char special[] = "\t\n\r,\"-#0e.:;{}[]()=\\/ \0\xff";
	const size_t at = n > 0 ? below(n) : 0, piece = n > at ? below(n - at) : 0;

	switch (below(6)) {
	case 0: if (n > 0) bytes[at] = (uint8_t)below(256); break;
	case 1: if (n > 0) bytes[at] ^= (uint8_t)(1u << below(8)); break;
	case 2: return at;
	case 3: memmove(bytes + at, bytes + at + piece, n - at - piece); return n - piece;
	case 4:
		if (n + piece <= LONGEST) {
			memmove(bytes + at + piece, bytes + at, n - at);
			return n + piece;
		}
		break;
	default: if (n > 0) bytes[at] = (uint8_t)special[below(sizeof special - 1)];
	}
	return n;
}

int main(int argc, char **argv)
{
	static uint8_t bytes[LONGEST];

	if (argc < 3)
		return 2;
	for (long i = 0, inputs = atol(argv[1]); i < inputs; i++) {
		size_t n = load(argv[2 + i % (argc - 2)], bytes);
		for (size_t changes = i < argc - 2 ? 0 : 1 + below(8); changes > 0; changes--)
			n = change(bytes, n);
		/* a block of exactly that size, so that a sanitizer sees a byte too many */
		uint8_t *exact = malloc(n + !n);
		memcpy(exact, bytes, n);
		LLVMFuzzerTestOneInput(exact, n);
		free(exact);
	}
	return 0;
}
