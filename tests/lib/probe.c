/* probe: see probe.h.  RFC 8446 sections 4 and 5, RFC 5246 section 7.4, RFC 8422. */
#include "probe.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { TLS13 = 0x0304, HELLO_MAX = 8192, FLIGHT_MAX = 1 << 16 };
enum { TYPE_ALERT = 21, TYPE_HANDSHAKE = 22, TYPE_DATA = 23 };
enum { SERVER_HELLO = 2, SERVER_KEY_EXCHANGE = 12, SERVER_HELLO_DONE = 14 };
enum { EXT_GROUPS = 10, EXT_POINTS = 11, EXT_SIGNATURES = 13, EXT_VERSIONS = 43, EXT_SHARES = 51 };

struct out {
    uint8_t bytes[HELLO_MAX];
    size_t n;
};

static void put(struct out *out, unsigned value, size_t width)
{
    while (width-- > 0)
        out->bytes[out->n++] = (uint8_t)(value >> (8 * width));
}

static void put_bytes(struct out *out, const uint8_t *bytes, size_t n)
{
    memcpy(out->bytes + out->n, bytes, n);
    out->n += n;
}

/* Leaves room for a length of WIDTH bytes; put_length() fills it in. */
static size_t open_length(struct out *out, size_t width)
{
    put(out, 0, width);
    return out->n;
}

static void close_length(struct out *out, size_t begin, size_t width)
{
    size_t end = out->n;
    out->n = begin - width;
    put(out, (unsigned)(end - begin), width);
    out->n = end;
}

static void put_numbers(struct out *out, const uint16_t *numbers, size_t n)
{
    size_t begin = open_length(out, 2);
    for (size_t i = 0; i < n; i++)
        put(out, numbers[i], 2);
    close_length(out, begin, 2);
}

/* Public values that any server takes: the base points of the curves (SEC 2,
 * RFC 7748), and 2 in the finite fields (RFC 7919). */
static const uint8_t share_p256[] = {
    4,    0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
    0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f,
    0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce,
    0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
};
static const uint8_t share_p384[] = {
    4,    0xaa, 0x87, 0xca, 0x22, 0xbe, 0x8b, 0x05, 0x37, 0x8e, 0xb1, 0xc7, 0x1e, 0xf3, 0x20, 0xad, 0x74,
    0x6e, 0x1d, 0x3b, 0x62, 0x8b, 0xa7, 0x9b, 0x98, 0x59, 0xf7, 0x41, 0xe0, 0x82, 0x54, 0x2a, 0x38, 0x55,
    0x02, 0xf2, 0x5d, 0xbf, 0x55, 0x29, 0x6c, 0x3a, 0x54, 0x5e, 0x38, 0x72, 0x76, 0x0a, 0xb7, 0x36, 0x17,
    0xde, 0x4a, 0x96, 0x26, 0x2c, 0x6f, 0x5d, 0x9e, 0x98, 0xbf, 0x92, 0x92, 0xdc, 0x29, 0xf8, 0xf4, 0x1d,
    0xbd, 0x28, 0x9a, 0x14, 0x7c, 0xe9, 0xda, 0x31, 0x13, 0xb5, 0xf0, 0xb8, 0xc0, 0x0a, 0x60, 0xb1, 0xce,
    0x1d, 0x7e, 0x81, 0x9d, 0x7a, 0x43, 0x1d, 0x7c, 0x90, 0xea, 0x0e, 0x5f,
};
static const uint8_t share_p521[] = {
    4,    0x00, 0xc6, 0x85, 0x8e, 0x06, 0xb7, 0x04, 0x04, 0xe9, 0xcd, 0x9e, 0x3e, 0xcb, 0x66, 0x23, 0x95, 0xb4, 0x42,
    0x9c, 0x64, 0x81, 0x39, 0x05, 0x3f, 0xb5, 0x21, 0xf8, 0x28, 0xaf, 0x60, 0x6b, 0x4d, 0x3d, 0xba, 0xa1, 0x4b, 0x5e,
    0x77, 0xef, 0xe7, 0x59, 0x28, 0xfe, 0x1d, 0xc1, 0x27, 0xa2, 0xff, 0xa8, 0xde, 0x33, 0x48, 0xb3, 0xc1, 0x85, 0x6a,
    0x42, 0x9b, 0xf9, 0x7e, 0x7e, 0x31, 0xc2, 0xe5, 0xbd, 0x66, 0x01, 0x18, 0x39, 0x29, 0x6a, 0x78, 0x9a, 0x3b, 0xc0,
    0x04, 0x5c, 0x8a, 0x5f, 0xb4, 0x2c, 0x7d, 0x1b, 0xd9, 0x98, 0xf5, 0x44, 0x49, 0x57, 0x9b, 0x44, 0x68, 0x17, 0xaf,
    0xbd, 0x17, 0x27, 0x3e, 0x66, 0x2c, 0x97, 0xee, 0x72, 0x99, 0x5e, 0xf4, 0x26, 0x40, 0xc5, 0x50, 0xb9, 0x01, 0x3f,
    0xad, 0x07, 0x61, 0x35, 0x3c, 0x70, 0x86, 0xa2, 0x72, 0xc2, 0x40, 0x88, 0xbe, 0x94, 0x76, 0x9f, 0xd1, 0x66, 0x50,
};
static const uint8_t share_x25519[32] = {9};
static const uint8_t share_x448[56] = {5};
static const uint8_t share_ffdhe2048[256] = {[255] = 2};
static const uint8_t share_ffdhe3072[384] = {[383] = 2};
static const uint8_t share_ffdhe4096[512] = {[511] = 2};

static const struct share {
    uint16_t group, n;
    const uint8_t *bytes;
} shares[] = {
    {23, sizeof(share_p256), share_p256},
    {24, sizeof(share_p384), share_p384},
    {25, sizeof(share_p521), share_p521},
    {29, sizeof(share_x25519), share_x25519},
    {30, sizeof(share_x448), share_x448},
    {256, sizeof(share_ffdhe2048), share_ffdhe2048},
    {257, sizeof(share_ffdhe3072), share_ffdhe3072},
    {258, sizeof(share_ffdhe4096), share_ffdhe4096},
};
enum { N_SHARES = sizeof(shares) / sizeof(shares[0]) };

static const struct share *share_find(uint16_t group)
{
    for (size_t i = 0; i < N_SHARES; i++)
        if (shares[i].group == group)
            return &shares[i];
    return NULL;
}

bool hello_has_share(uint16_t group)
{
    return share_find(group) != NULL;
}

static void put_shares(struct out *out, const struct hello *hello)
{
    size_t begin = open_length(out, 2), list = open_length(out, 2);
    for (size_t i = 0; i < hello->n_groups; i++) {
        const struct share *share = share_find(hello->groups[i]);
        if (!share)
            continue;
        put(out, share->group, 2);
        put(out, share->n, 2);
        put_bytes(out, share->bytes, share->n);
    }
    close_length(out, list, 2);
    close_length(out, begin, 2);
}

static void put_extensions(struct out *out, const struct hello *hello)
{
    static const uint16_t signatures[] = {
        0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401,
        0x0501, 0x0601, 0x0402, 0x0502, 0x0602, 0x0301, 0x0303, 0x0302, 0x0201, 0x0203, 0x0202,
    };
    size_t all = open_length(out, 2), begin;
    if (hello->n_groups) {
        put(out, EXT_GROUPS, 2);
        begin = open_length(out, 2);
        put_numbers(out, hello->groups, hello->n_groups);
        close_length(out, begin, 2);
        put(out, EXT_POINTS, 2);
        put(out, 0x00020100, 4);
    }
    if (hello->version >= 0x0303) {
        put(out, EXT_SIGNATURES, 2);
        begin = open_length(out, 2);
        put_numbers(out, signatures, sizeof(signatures) / sizeof(signatures[0]));
        close_length(out, begin, 2);
    }
    if (hello->version == TLS13) {
        put(out, EXT_VERSIONS, 2);
        put(out, 3, 2);
        put(out, 0x020304, 3);
        put(out, EXT_SHARES, 2);
        put_shares(out, hello);
    }
    close_length(out, all, 2);
}

static void build(struct out *out, const struct hello *hello)
{
    static const uint8_t random[32] = "what a peer can really negotiate";
    put(out, TYPE_HANDSHAKE, 1);
    put(out, hello->version == 0x0300 ? 0x0300 : 0x0301, 2);
    size_t record = open_length(out, 2);
    put(out, 1, 1);
    size_t message = open_length(out, 3);
    put(out, hello->version == TLS13 ? 0x0303 : hello->version, 2);
    put_bytes(out, random, sizeof(random));
    put(out, 0, 1); /* no session */
    put_numbers(out, hello->suites, hello->n_suites);
    put(out, 0x0100, 2); /* no compression */
    put_extensions(out, hello);
    close_length(out, message, 3);
    close_length(out, record, 2);
}

static bool write_all(int fd, const uint8_t *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, bytes, n);
        if (done <= 0)
            return false;
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}

/* 0: all there; -1: the other side closed, -2: time is over. */
static int read_all(int fd, uint8_t *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = read(fd, bytes, n);
        if (done <= 0)
            return done < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? -2 : -1;
        bytes += done;
        n -= (size_t)done;
    }
    return 0;
}

static unsigned number(const uint8_t *bytes, size_t width)
{
    unsigned value = 0;
    for (size_t i = 0; i < width; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* Extensions of a ServerHello: supported_versions and key_share alone count. */
static void read_extensions(const uint8_t *p, const uint8_t *end, struct answer *answer)
{
    while (end - p >= 4) {
        unsigned type = number(p, 2), n = number(p + 2, 2);
        p += 4;
        if (n > (size_t)(end - p))
            return;
        if (type == EXT_VERSIONS && n == 2)
            answer->version = (uint16_t)number(p, 2);
        if (type == EXT_SHARES && n >= 2)
            answer->group = (uint16_t)number(p, 2);
        p += n;
    }
}

/* The random of a HelloRetryRequest, RFC 8446 section 4.1.3: a group was
 * chosen for which no share was sent. */
static bool is_retry(const uint8_t *random)
{
    static const uint8_t retry[] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11};
    return memcmp(random, retry, sizeof(retry)) == 0;
}

static void read_server_hello(const uint8_t *p, size_t n, struct answer *answer)
{
    if (n < 38 || n < (size_t)38 + p[34])
        return;
    answer->accepted = is_retry(p + 2);
    const uint8_t *end = p + n;
    answer->version = (uint16_t)number(p, 2);
    p += 35 + p[34];
    answer->suite = (uint16_t)number(p, 2);
    p += 3;
    if (end - p >= 2)
        read_extensions(p + 2, end, answer);
}

/* The messages that are whole; true if the flight of TLS 1.2 and below is. */
static bool read_messages(const uint8_t *flight, size_t n, struct answer *answer)
{
    for (size_t at = 0; n - at >= 4;) {
        unsigned type = flight[at], length = number(flight + at + 1, 3);
        if (length > n - at - 4)
            return false;
        const uint8_t *body = flight + at + 4;
        if (type == SERVER_HELLO)
            read_server_hello(body, length, answer);
        if (type == SERVER_KEY_EXCHANGE && length >= 3 && body[0] == 3 && answer->suite >= 0xc000)
            answer->group = (uint16_t)number(body + 1, 2);
        if (type == SERVER_HELLO_DONE)
            return true;
        at += 4 + length;
    }
    return false;
}

struct answer hello_ask(int fd, const struct hello *hello)
{
    struct out out = {.n = 0};
    struct answer answer = {.alert = -1};
    static uint8_t flight[FLIGHT_MAX];
    uint8_t head[5], body[1 << 15];
    size_t n = 0;
    build(&out, hello);
    if (!write_all(fd, out.bytes, out.n))
        return answer;
    while (!answer.accepted) {
        int status = read_all(fd, head, sizeof(head));
        size_t length = number(head + 3, 2);
        if (status == 0 && (length > sizeof(body) || length > FLIGHT_MAX - n))
            status = -1;
        if (status == 0)
            status = read_all(fd, body, length);
        if (status || (head[0] == TYPE_ALERT && length == 2)) {
            answer.alert = status ? status : body[1];
            return answer;
        }
        if (head[0] == TYPE_HANDSHAKE) {
            memcpy(flight + n, body, length);
            n += length;
            answer.accepted = read_messages(flight, n, &answer) || answer.accepted;
        }
        /* After the ServerHello of TLS 1.3 the rest is encrypted. */
        answer.accepted = answer.accepted || (head[0] == TYPE_DATA && answer.version == TLS13);
    }
    return answer;
}
