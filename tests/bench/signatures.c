/*
 * What verifying signatures costs with OpenSSL alone, for the benchmark to compare twohop with.
 *
 *   signatures KEY FILE    ends with 0 where every one is good, and with 1 where one is not
 *
 * KEY is a public key in PEM, read once. FILE holds, for each signature, the message that it is
 * over and the signature, each behind its length in four bytes, the least first. One context for
 * all of them, nothing printed: whoever verifies them does at least this.
 */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned char *load(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	unsigned char *bytes = NULL;

	if (file && fseek(file, 0, SEEK_END) == 0) {
		*size = (size_t)ftell(file);
		rewind(file);
		bytes = malloc(*size + 1);
		if (bytes && fread(bytes, 1, *size, file) != *size)
			bytes = NULL;
	}
	if (file)
		fclose(file);
	return bytes;
}

struct piece {
	const unsigned char *ptr;
	size_t len;
};

/* The next piece of [*at, end): false where there is none, or not all of it. */
static bool next_piece(const unsigned char **at, const unsigned char *end, struct piece *piece)
{
	const unsigned char *p = *at;

	if (end - p < 4)
		return false;
	piece->len = p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 | (size_t)p[3] << 24;
	piece->ptr = p + 4;
	if ((size_t)(end - piece->ptr) < piece->len)
		return false;
	*at = piece->ptr + piece->len;
	return true;
}

int main(int argc, char **argv)
{
	size_t size = 0, good = 0, all = 0;
	struct piece message, signature;

	if (argc != 3) {
		fprintf(stderr, "usage: signatures KEY FILE\n");
		return 64;
	}
	FILE *file = fopen(argv[1], "rb");
	EVP_PKEY *key = file ? PEM_read_PUBKEY(file, NULL, NULL, NULL) : NULL;
	const unsigned char *at = load(argv[2], &size), *end = at + size;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	if (!key || !at || !context) {
		fprintf(stderr, "signatures: cannot read %s\n", key ? argv[2] : argv[1]);
		return 66;
	}
	const char *digest = EVP_PKEY_is_a(key, "ED25519") ? NULL : "SHA256";
	while (next_piece(&at, end, &message) && next_piece(&at, end, &signature)) {
		all++;
		EVP_MD_CTX_reset(context);
		good += EVP_DigestVerifyInit_ex(context, NULL, digest, NULL, NULL, key, NULL) ==
				1 &&
			EVP_DigestVerify(context, signature.ptr, signature.len, message.ptr,
					 message.len) == 1;
	}
	return all > 0 && good == all && at == end ? 0 : 1;
}
