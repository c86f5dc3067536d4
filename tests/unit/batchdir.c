/* batchdir - tests/unit/batchdir.bats says what is tested */
#include "prod/batchdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/in.h"
#include "prod/command.h"

/* batchdir quote: stdin as one quoted word. batchdir value NAME: the value of NAME in the fragment on stdin, or status 1. */
int main(int argc, char **argv)
{
	struct in *in = in_open(NULL);
	char *text = slice_dup(in_all(in, 1 << 20));
	struct buf quoted = { 0 };

	if (argc == 2 && strcmp(argv[1], "quote") == 0) {
		command_quote(&quoted, text);
		fwrite(quoted.data, 1, quoted.len, stdout);
	} else if (argc == 3) {
		char *value = batchdir_value(text, argv[2]);
		if (value == NULL)
			return 1;
		fputs(value, stdout);
		free(value);
	}
	buf_free(&quoted);
	free(text);
	in_close(in);
	return fflush(stdout) != 0;
}
