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
