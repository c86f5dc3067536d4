#include "core/name.h"

enum { LONGEST = 255 };   /* of a file name on every file system in use */

bool safe_name(struct slice name)
{
	if (name.n == 0 || name.n > LONGEST || name.p[0] == '.' || slice_is(name, "-"))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '/' || (unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7f)
			return false;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool variable_name(struct slice name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!is_digit(name.p[i]) && name.p[i] != '_' && !((name.p[i] | 0x20) >= 'a' && (name.p[i] | 0x20) <= 'z'))
			return false;
	return name.n > 0 && !is_digit(name.p[0]);
}
