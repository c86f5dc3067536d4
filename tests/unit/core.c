/* core (test) - the small modules of lib/core: buf, digest, in, opt, sheet
 *
 * usage  core CHECK         in an empty directory
 */
#include <fcntl.h>
#include <inttypes.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "core/buf.h"
#include "core/digest.h"
#include "core/in.h"
#include "core/opt.h"
#include "core/out.h"
#include "core/sheet.h"
#include "expect.h"

static void check_buf(void)
{
	struct buf b = { 0 };
	char *naive = calloc(1, 100001);

	EXPECT(buf_slice(&b).n == 0 && strcmp(buf_text(&b), "") == 0, "an empty buffer");
	for (size_t n = 0; n < 100000; ) {
		size_t piece = expect_random(300);
		piece = piece < 100000 - n ? piece : 100000 - n;
		for (size_t i = 0; i < piece; i++)
			naive[n + i] = (char)('a' + expect_random(26));
		buf_add(&b, naive + n, piece);
		n += piece;
		EXPECT(b.len == n && strcmp(buf_text(&b), "") != 0, "%zu bytes", b.len);
	}
	EXPECT(strcmp(buf_text(&b), naive) == 0, "other bytes");
	b.len = 0;
	buf_printf(&b, "%s:%d", "line", 7);
	buf_add_text(&b, ": ");
	buf_add_number(&b, 0.1);
	buf_add(&b, " ", 1);
	buf_add_count(&b, UINT64_MAX);
	EXPECT(strcmp(buf_text(&b), "line:7: 0.1 18446744073709551615") == 0, "'%s'", buf_text(&b));
	buf_free(&b);
	EXPECT(b.data == NULL && b.len == 0 && b.room == 0, "not zeros");
	free(naive);
}

static void check_slice(void)
{
	struct slice rest = slice_of("a,,b,"), part;
	static const char *const parts[] = { "a", "", "b", "" };
	size_t n = 0;

	for (; slice_cut(&rest, ',', &part); n++)
		EXPECT(n < 4 && slice_is(part, parts[n]), "part %zu", n);
	EXPECT(n == 4, "%zu parts", n);
	EXPECT(slice_is(slice_trim(slice_of(" \t a b\r ")), "a b") && slice_trim(slice_of(" \r\t")).n == 0, "trim");
	EXPECT(slice_compare(slice_of("a"), slice_of("ab")) < 0 && slice_compare(slice_of("b"), slice_of("ab")) > 0, "order");
	EXPECT(slice_compare(slice_of("\xff"), slice_of("a")) > 0 && slice_compare(slice_of(""), slice_of("")) == 0, "bytes are unsigned");
	EXPECT(slice_begins(slice_of("--x"), "--") && !slice_begins(slice_of("-"), "--"), "begins");
	EXPECT(!slice_is(slice_of("ab"), "a") && slice_same(slice_of("ab"), (struct slice) { "abc", 2 }), "same");
}

static const char *hex_of(const uint8_t sum[DIGEST_BYTES])
{
	static char hex[DIGEST_HEX];
	digest_hex(sum, hex);
	return hex;
}

/* FIPS 180-4's examples; RFC 4231's cases 1, 2, 3 and 6 (a key longer than a block). */
static void check_digest(void)
{
	uint8_t sum[DIGEST_BYTES];
	char key[131], data[50], hex[DIGEST_HEX], million[1000];

	digest_sha256("abc", 3, sum);
	EXPECT(strcmp(hex_of(sum), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") == 0, "%s", hex_of(sum));
	digest_sha256("", 0, sum);
	EXPECT(strcmp(hex_of(sum), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") == 0, "%s", hex_of(sum));
	digest_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, sum);
	EXPECT(strcmp(hex_of(sum), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1") == 0, "%s", hex_of(sum));
	memset(million, 'a', sizeof million);
	struct out *o = out_open("million", false);
	for (int i = 0; i < 1000; i++)
		out_put(o, million, sizeof million);
	out_close(o);
	digest_file("million", hex);
	EXPECT(strcmp(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0") == 0, "%s", hex);

	memset(key, 0x0b, 20);
	digest_hmac(key, 20, "Hi There", 8, sum);
	EXPECT(strcmp(hex_of(sum), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7") == 0, "%s", hex_of(sum));
	digest_hmac("Jefe", 4, "what do ya want for nothing?", 28, sum);
	EXPECT(strcmp(hex_of(sum), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843") == 0, "%s", hex_of(sum));
	memset(key, 0xaa, 131);
	memset(data, 0xdd, 50);
	digest_hmac(key, 20, data, 50, sum);
	EXPECT(strcmp(hex_of(sum), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe") == 0, "%s", hex_of(sum));
	digest_hmac(key, 131, "Test Using Larger Than Block-Size Key - Hash Key First", 54, sum);
	EXPECT(strcmp(hex_of(sum), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54") == 0, "%s", hex_of(sum));
}

static void check_time(void)
{
	static const struct { const char *text; double unit, seconds; } good[] = {
		{ "3600", 1, 3600 }, { "3600s", 3600, 3600 }, { "60min", 1, 3600 }, { "2h", 1, 7200 }, { "1.5d", 1, 129600 }, { "1w", 1, 604800 },
		{ "2", 3600, 7200 }, { "0", 1, 0 }, { "1e3s", 1, 1000 }, { ".5h", 1, 1800 },
	};
	static const char *const bad[] = { "", "h", "-1", "1 h", "1m", "h1", "nan", "inf", "1hh", "1e400", "0x10", "1h ", "min", "-0", "-0h" };
	double s;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		s = -1;
		EXPECT(opt_time_s(good[i].text, good[i].unit, &s) && s == good[i].seconds, "'%s' is %g s", good[i].text, s);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		s = -1;
		EXPECT(!opt_time_s(bad[i], 1, &s) && s == -1, "'%s' is %g s", bad[i], s);
	}
	uint64_t whole = 7;
	EXPECT(!opt_seconds("soon", &whole) && !opt_seconds("1000000001", &whole) && !opt_seconds("1e30", &whole) && whole == 7, "%" PRIu64, whole);
	EXPECT(opt_seconds("1.1", &whole) && whole == 2, "%" PRIu64, whole);
	EXPECT(opt_seconds("1e9", &whole) && whole == 1000000000, "%" PRIu64, whole);
	EXPECT(opt_seconds("1.5h", &whole) && whole == 5400, "%" PRIu64, whole);
	EXPECT(opt_seconds("0", &whole) && whole == 0, "%" PRIu64, whole);
}

/* Lines of any length, plain and gzip in several members, by in_line against memchr on the whole. */
static void check_lines(void)
{
	struct buf text = { 0 };

	while (text.len < 2000000) {
		for (size_t n = expect_random(20) ? expect_random(200) : expect_random(700000); n > 0; n--)
			buf_add(&text, &(char) { (char)('a' + expect_random(26)) }, 1);
		buf_add_text(&text, expect_random(4) ? "\n" : "\r\n");
	}
	for (int gz = 0; gz < 2; gz++) {
		gzFile f = gzopen("lines", gz ? "wb1" : "wbT");
		for (size_t done = 0; done < text.len; ) {
			const size_t piece = 1 + expect_random(text.len - done);
			gzwrite(f, text.data + done, (unsigned)piece);
			done += piece;
			if (gz) {   /* a new member */
				gzclose(f);
				f = gzopen("lines", "ab1");
			}
		}
		gzclose(f);
		struct in *in = in_open("lines");
		struct slice rest = buf_slice(&text), wanted, line;
		uint64_t n = 0;
		while (in_line(in, &line)) {
			slice_cut(&rest, '\n', &wanted);
			wanted.n -= wanted.n > 0 && wanted.p[wanted.n - 1] == '\r';
			EXPECT(slice_same(line, wanted) && in->line == ++n, "line %llu", (unsigned long long)in->line);
		}
		EXPECT(rest.n == 0, "%zu bytes are left", rest.n);
		in_close(in);
	}
	buf_free(&text);
}

/* The first read gives one byte, the second a whole block: gzip is recognised after both. */
static void check_first_block(void)
{
	enum { BYTES = 1 + IN_BLOCK };
	unsigned char *random = malloc(BYTES), *packed = calloc(1, 2 * BYTES);
	uLongf n = 2 * BYTES;
	z_stream z = { 0 };
	int ends[2], size = 2 * BYTES;

	for (size_t i = 0; i < BYTES; i++)
		random[i] = (unsigned char)expect_random(256);   /* nothing to compress: more than a block of gzip */
	deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
	z.next_in = random, z.avail_in = BYTES, z.next_out = packed, z.avail_out = (uInt)n;
	deflate(&z, Z_FINISH);
	n = z.total_out;
	deflateEnd(&z);
	/* a socket that keeps messages apart: each is what one read gives */
	EXPECT(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0, "no socket");
	setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	if (fork() == 0) {
		const bool sent = write(ends[1], packed, 1) == 1 && write(ends[1], packed + 1, IN_BLOCK) == IN_BLOCK
			&& write(ends[1], packed + BYTES, n - BYTES) == (ssize_t)(n - BYTES);
		_exit(!sent);
	}
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	struct in *in = in_open("-");
	const struct slice all = in_all(in, 2 * BYTES);
	EXPECT(all.n == BYTES && memcmp(all.p, random, BYTES) == 0, "%zu bytes", all.n);
	in_close(in);
	int status = 1;
	wait(&status);
	EXPECT(status == 0, "the sender failed");
	free(random);
	free(packed);
}

static void check_sheet(void)
{
	static const char *const names[] = { "text", "number", "count", "nothing", "plain, with comma" };

	for (int csv = 0; csv < 2; csv++) {
		struct out *o = out_open("sheet", false);
		struct sheet *s = sheet_open(o, csv, names, 5);
		sheet_text(s, "say \"hi\"");
		sheet_number(s, 1.5e-7);
		sheet_count(s, 18446744073709551615u);
		sheet_missing(s);
		sheet_text(s, "");
		sheet_end(s);
		EXPECT(s->rows == 1, "%llu rows", (unsigned long long)s->rows);
		sheet_close(s);
		out_close(o);
		struct in *in = in_open("sheet");
		const struct slice all = in_all(in, 1000);
		EXPECT(slice_is(all, csv ? "text,number,count,nothing,\"plain, with comma\"\n\"say \"\"hi\"\"\",1.5e-7,18446744073709551615,-,-\n"
		                         : "text\tnumber\tcount\tnothing\tplain, with comma\nsay \"hi\"\t1.5e-7\t18446744073709551615\t-\t-\n"),
		       "%.*s", (int)all.n, all.p);
		in_close(in);
	}
}

int main(int argc, char **argv)
{
	static const struct check checks[] = {
		{ "buf", check_buf }, { "slice", check_slice }, { "digest", check_digest }, { "time", check_time }, { "lines", check_lines },
		{ "first-block", check_first_block },
		{ "sheet", check_sheet }, { 0 },
	};
	return expect_run(argc, argv, checks);
}
