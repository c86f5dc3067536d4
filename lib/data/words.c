#include "data/words.h"

#include <string.h>

static bool is_among(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

struct slice words_next(struct slice *rest, const char *marks)
{
	struct slice word = slice_trim(*rest);
	size_t n = 0;

	*rest = word;
	if (rest->n == 0)
		return word;
	if (is_among(rest->p[0], marks))
		n = 1;
	else
		while (n < rest->n && !is_among(rest->p[n], " \t") && !is_among(rest->p[n], marks))
			n++;
	word.n = n;
	rest->p += n;
	rest->n -= n;
	return word;
}

bool words_are(struct slice line, const char *marks, const char *const words[])
{
	for (; *words != NULL; words++)
		if (!slice_is(words_next(&line, marks), *words))
			return false;
	return words_next(&line, marks).n == 0;
}
