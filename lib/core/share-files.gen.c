/* share-files.gen - writes core/share-files.h: the files named as arguments (share/...) as arrays of bytes. Runs while building. */
#include <stdio.h>
#include <string.h>

static int write_bytes(int number, const char *path)
{
	FILE *f = fopen(path, "rb");
	int c, n = 0;

	if (f == NULL) {
		perror(path);
		return 0;
	}
	printf("static const unsigned char share_%d[] = {", number);
	while ((c = getc(f)) != EOF)
		printf("%s%d,", n++ % 32 ? "" : "\n", c);
	printf("0 };\n");
	return !ferror(f) && fclose(f) == 0;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!write_bytes(i, argv[i]))
			return 1;
	printf("static const struct share_entry share_files[] = {\n");
	for (int i = 1; i < argc; i++)
		printf("\t{ \"%s\", share_%d, sizeof share_%d - 1 },\n", strchr(argv[i], '/') + 1, i, i);
	printf("};\n");
	return fflush(stdout) != 0;
}
