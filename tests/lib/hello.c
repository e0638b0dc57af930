/* hello: see hello.h. */
#include "hello.h"

#include <string.h>

enum { RECORD_ALERT = 21, RECORD_HANDSHAKE = 22, MESSAGE_CLIENT_HELLO = 1, MESSAGE_SIZE = 1 << 16 };
enum { EXTENSION_SERVER_NAME = 0, EXTENSION_GROUPS = 10, EXTENSION_VERSIONS = 43 };

/* Bytes not read yet; BAD once more was asked for than there is. */
struct reader {
    const unsigned char *p;
    size_t n;
    bool bad;
};

static unsigned take(struct reader *r, size_t bytes)
{
    unsigned value = 0;
    if (r->n < bytes) {
        r->bad = true;
        r->n = 0;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | r->p[i];
    r->p += bytes;
    r->n -= bytes;
    return value;
}

/* A vector with a length of BYTES bytes before it. */
static struct reader take_vector(struct reader *r, size_t bytes)
{
    size_t n = take(r, bytes);
    struct reader part = {r->p, n, false};
    if (r->n < n) {
        r->bad = true;
        part.n = 0;
        n = r->n;
    }
    r->p += n;
    r->n -= n;
    return part;
}

static size_t take_numbers(struct reader part, uint16_t *numbers)
{
    size_t n = 0;
    while (part.n >= 2 && n < HELLO_MAX)
        numbers[n++] = (uint16_t)take(&part, 2);
    return n;
}

static void read_name(struct reader data, struct hello *hello)
{
    struct reader names = take_vector(&data, 2);
    take(&names, 1);
    struct reader name = take_vector(&names, 2);
    size_t n = name.n < sizeof(hello->name) ? name.n : sizeof(hello->name) - 1;
    memcpy(hello->name, name.p, n);
    hello->name[n] = '\0';
}

static void read_extensions(struct reader extensions, struct hello *hello)
{
    while (extensions.n) {
        unsigned type = take(&extensions, 2);
        struct reader data = take_vector(&extensions, 2);
        if (type == EXTENSION_SERVER_NAME)
            read_name(data, hello);
        else if (type == EXTENSION_GROUPS)
            hello->n_groups = take_numbers(take_vector(&data, 2), hello->groups);
        else if (type == EXTENSION_VERSIONS)
            hello->n_versions = take_numbers(take_vector(&data, 1), hello->versions);
    }
}

static enum hello_state read_message(struct reader message, struct hello *hello)
{
    if (message.n < 4)
        return HELLO_PARTIAL;
    if (take(&message, 1) != MESSAGE_CLIENT_HELLO)
        return HELLO_BROKEN;
    struct reader body = take_vector(&message, 3);
    if (message.bad)
        return HELLO_PARTIAL;
    *hello = (struct hello){0};
    hello->legacy_version = take(&body, 2);
    for (int i = 0; i < 32; i++) /* the random bytes */
        take(&body, 1);
    take_vector(&body, 1); /* session */
    hello->n_suites = take_numbers(take_vector(&body, 2), hello->suites);
    take_vector(&body, 1); /* compression */
    if (body.n)
        read_extensions(take_vector(&body, 2), hello);
    return body.bad ? HELLO_BROKEN : HELLO_READ;
}

enum hello_state hello_read(const unsigned char *p, size_t n, struct hello *hello)
{
    static unsigned char message[MESSAGE_SIZE];
    size_t have = 0;
    struct reader records = {p, n, false};
    while (records.n >= 5) {
        if (take(&records, 1) != RECORD_HANDSHAKE)
            return HELLO_BROKEN;
        take(&records, 2);
        struct reader record = take_vector(&records, 2);
        if (records.bad)
            break;
        if (have + record.n > sizeof(message))
            return HELLO_BROKEN;
        memcpy(message + have, record.p, record.n);
        have += record.n;
    }
    return read_message((struct reader){message, have, false}, hello);
}

static void put(unsigned char **out, unsigned value, size_t bytes)
{
    while (bytes-- > 0)
        *(*out)++ = (unsigned char)(value >> 8 * bytes);
}

size_t hello_answer(unsigned version, unsigned suite, unsigned char *out)
{
    unsigned char *start = out;
    enum { BODY = 2 + 32 + 1 + 2 + 1 + 2 + 5, FINISHED = 20, VERIFY_DATA = 12 };
    put(&out, RECORD_HANDSHAKE, 1);
    put(&out, version, 2);
    put(&out, 4 + BODY, 2);
    put(&out, 2, 1);
    put(&out, BODY, 3);
    put(&out, version, 2);
    for (unsigned i = 0; i < 32; i++) /* no sentinel of RFC 8446 4.1.3 at the end */
        put(&out, 0x40 + i, 1);
    put(&out, 0, 1);
    put(&out, suite, 2);
    put(&out, 0, 1);
    put(&out, 5, 2); /* renegotiation_info, empty (RFC 5746) */
    put(&out, 0xff01, 2);
    put(&out, 1, 2);
    put(&out, 0, 1);
    put(&out, RECORD_HANDSHAKE, 1);
    put(&out, version, 2);
    put(&out, 4 + VERIFY_DATA, 2);
    put(&out, FINISHED, 1);
    put(&out, VERIFY_DATA, 3);
    memset(out, 0, VERIFY_DATA);
    return (size_t)(out + VERIFY_DATA - start);
}

int hello_alert(const unsigned char *p, size_t n)
{
    struct reader records = {p, n, false};
    while (records.n >= 5) {
        unsigned type = take(&records, 1);
        take(&records, 2);
        struct reader record = take_vector(&records, 2);
        if (!records.bad && type == RECORD_ALERT && record.n == 2)
            return record.p[1];
    }
    return -1;
}
