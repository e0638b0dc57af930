/* client_truth: what the clients of a real Postfix say in their TLS handshake,
 * against what `show` says of them.  Run by client_truth.sh.
 *
 *   client_truth listen DIR SEED COUNT CIPHERS
 *       writes main.cf and master.cf with COUNT routes into DIR, listens for
 *       their deliveries and notes in DIR/seen what comes.  Ends by SIGTERM.
 *   client_truth compare DIR SEED COUNT CIPHERS SHOW.json SHOW.txt
 *       compares.  Exit 1 on a difference.
 *
 * CIPHERS: what `openssl ciphers -V` prints.  Each route has two ports; both
 * note the hello, one then answers with TLS 1.0 and the other with TLS 1.1,
 * as a hello below TLS 1.3 does not say how old a version may be. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../lib/hello.h"
#include "../lib/routes.h"

enum {
    PROBES = 2,
    ROUTES_MAX = 400,
    PEERS_MAX = 256,
    PEER_BYTES = 1 << 15,
    PATIENCE = 300,       /* ms that a client in wrapper mode has to speak first */
    LISTEN_LIMIT = 150000 /* ms; nobody is left behind when the script is killed */
};
static const unsigned probe_versions[PROBES] = {0x0301, 0x0302};

/* What OpenSSL calls a suite, and whether it is for TLS 1.2 alone. */
struct suite {
    unsigned id;
    bool is_old; /* can be used below TLS 1.2 */
    char name[64];
};

struct truth {
    const char *directory;
    uint32_t seed;
    size_t n_routes;
    struct suite suites[HELLO_MAX];
    size_t n_suites;
    unsigned ports[ROUTES_MAX][PROBES];
    int sockets[ROUTES_MAX][PROBES];
    FILE *seen;
};
static struct truth truth;

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "client_truth: %s: %s: %s\n", what, name, strerror(errno));
    exit(2);
}

static FILE *open_in(const char *name, const char *mode)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", truth.directory, name);
    FILE *file = fopen(path, mode);
    if (!file)
        fail("cannot open", path);
    return file;
}

static void load_suites(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[512], version[32];
    if (!file)
        fail("cannot open", path);
    while (fgets(line, sizeof(line), file) && truth.n_suites < HELLO_MAX) {
        struct suite *suite = &truth.suites[truth.n_suites];
        char *end;
        unsigned long high = strtoul(line, &end, 16), low = strtoul(*end == ',' ? end + 1 : end, &end, 16);
        if (sscanf(end, " - %63s %31s", suite->name, version) != 2)
            continue;
        suite->id = (unsigned)(high << 8 | low);
        suite->is_old = strcmp(version, "SSLv3") == 0 || strcmp(version, "TLSv1") == 0;
        truth.n_suites++;
    }
    fclose(file);
}

static const struct suite *suite_find(unsigned id)
{
    for (size_t i = 0; i < truth.n_suites; i++)
        if (truth.suites[i].id == id)
            return &truth.suites[i];
    return NULL;
}

/* The routes: their configuration. */

static void open_ports(void)
{
    for (size_t i = 0; i < truth.n_routes; i++)
        for (size_t probe = 0; probe < PROBES; probe++) {
            struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
            socklen_t size = sizeof(address);
            int fd = socket(AF_INET, SOCK_STREAM, 0);
            if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, 16) != 0 ||
                getsockname(fd, (struct sockaddr *)&address, &size) != 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
                fail("cannot listen", "127.0.0.1");
            truth.sockets[i][probe] = fd;
            truth.ports[i][probe] = ntohs(address.sin_port);
        }
}

static void write_main(void)
{
    FILE *file = open_in("main.cf", "w");
    fprintf(file,
            "compatibility_level = 3.6\n"
            "queue_directory = %s/queue\n"
            "data_directory = %s/data\n"
            "maillog_file = %s/log/maillog\n"
            "maillog_file_prefixes = %s/log\n"
            "inet_interfaces = loopback-only\n"
            "inet_protocols = ipv4\n"
            "tlsproxy_client_security_level = may\n"
            "myhostname = client.test\n"
            "mydestination =\n"
            "alias_maps =\n"
            "local_recipient_maps =\n"
            "transport_maps = texthash:%s/transport\n"
            "minimal_backoff_time = 1h\n"
            "maximal_backoff_time = 2h\n"
            "smtp_helo_timeout = 20s\n"
            "lmtp_lhlo_timeout = 20s\n"
            "smtp_starttls_timeout = 20s\n"
            "lmtp_starttls_timeout = 20s\n",
            truth.directory, truth.directory, truth.directory, truth.directory, truth.directory);
    fclose(file);
}

static void write_master(struct arena *arena)
{
    struct buf out = buf_new(arena);
    buf_str(&out, "pickup unix n - n 60 1 pickup\n"
                  "cleanup unix n - n - 0 cleanup\n"
                  "qmgr unix n - n 300 1 qmgr\n"
                  "rewrite unix - - n - - trivial-rewrite\n"
                  "bounce unix - - n - 0 bounce\n"
                  "defer unix - - n - 0 bounce\n"
                  "trace unix - - n - 0 bounce\n"
                  "error unix - - n - - error\n"
                  "retry unix - - n - - error\n"
                  "tlsmgr unix - - n 1000? 1 tlsmgr\n"
                  "tlsproxy unix - - n - 0 tlsproxy\n"
                  "postlog unix-dgram n - n - 1 postlogd\n");
    for (size_t i = 0; i < truth.n_routes; i++) {
        struct route route = route_make(arena, truth.seed, i);
        route_print(&route, i, truth.ports[i], &out);
    }
    FILE *file = open_in("master.cf", "w");
    fwrite(out.p, 1, out.n, file);
    fclose(file);
}

static void write_policy(struct arena *arena, const struct route *route, size_t number)
{
    struct buf out = buf_new(arena);
    route_print_policy(route, number, truth.ports[number], &out);
    FILE *file = open_in(text_printf(arena, "policy-r%zu", number).p, "w");
    fwrite(out.p, 1, out.n, file);
    fclose(file);
}

static void write_tables(struct arena *arena)
{
    FILE *transport = open_in("transport", "w"), *ports = open_in("ports", "w"), *to = open_in("recipients", "w");
    for (size_t i = 0; i < truth.n_routes; i++) {
        struct route route = route_make(arena, truth.seed, i);
        if (route.policy)
            write_policy(arena, &route, i);
        for (size_t probe = 0; probe < PROBES; probe++) {
            /* lmtp(8) looks up what stands after "inet:". */
            fprintf(transport, "r%zu-%zu.test r%zu:%s[127.0.0.1]:%u\n", i, probe, i,
                    strcmp(route.daemon, "lmtp") == 0 ? "inet:" : "", truth.ports[i][probe]);
            fprintf(ports, "%u\n", truth.ports[i][probe]);
            fprintf(to, "x@r%zu-%zu.test\n", i, probe);
        }
    }
    fclose(transport);
    fclose(ports);
    fclose(to);
}

/* The listener. */

enum peer_state { PEER_FREE, PEER_SILENT, PEER_TALKS, PEER_TLS, PEER_ANSWERED };

struct peer {
    enum peer_state state;
    int fd;
    size_t route, probe;
    long since; /* ms */
    bool is_direct;
    size_t n;
    unsigned char bytes[PEER_BYTES];
};
static struct peer peers[PEERS_MAX];

static long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void note(const struct peer *peer, const char *what)
{
    fprintf(truth.seen, "%zu %zu %s\n", peer->route, peer->probe, what);
}

static void say(struct peer *peer, const char *text)
{
    size_t n = strlen(text);
    if (send(peer->fd, text, n, MSG_NOSIGNAL) != (ssize_t)n)
        peer->n = 0; /* it has gone; the next read sees that */
}

static void drop(struct peer *peer)
{
    fflush(truth.seen);
    close(peer->fd);
    peer->state = PEER_FREE;
}

static void note_hello(const struct peer *peer, const struct hello *hello)
{
    fprintf(truth.seen, "%zu %zu hello %s %u %s", peer->route, peer->probe, peer->is_direct ? "direct" : "starttls",
            hello->legacy_version, hello->name[0] ? hello->name : "-");
    fprintf(truth.seen, " v");
    for (size_t i = 0; i < hello->n_versions; i++)
        fprintf(truth.seen, " %u", hello->versions[i]);
    fprintf(truth.seen, " s");
    for (size_t i = 0; i < hello->n_suites; i++)
        fprintf(truth.seen, " %u", hello->suites[i]);
    fprintf(truth.seen, " g");
    for (size_t i = 0; i < hello->n_groups; i++)
        fprintf(truth.seen, " %u", hello->groups[i]);
    fprintf(truth.seen, "\n");
}

/* Answers with the version that this port is for, where the hello leaves that
 * open and offers a suite that is old enough. */
static void answer(struct peer *peer, const struct hello *hello)
{
    unsigned version = probe_versions[peer->probe];
    const struct suite *suite = NULL;
    for (size_t i = 0; i < hello->n_suites && !suite; i++) {
        suite = suite_find(hello->suites[i]);
        suite = suite && suite->is_old ? suite : NULL;
    }
    if (hello->n_versions || hello->legacy_version <= version || !suite) {
        drop(peer);
        return;
    }
    unsigned char out[HELLO_ANSWER];
    size_t n = hello_answer(version, suite->id, out);
    peer->n = 0;
    peer->state = PEER_ANSWERED;
    if (send(peer->fd, out, n, MSG_NOSIGNAL) != (ssize_t)n)
        drop(peer);
}

static void peer_tls(struct peer *peer)
{
    struct hello hello;
    enum hello_state state = hello_read(peer->bytes, peer->n, &hello);
    if (state == HELLO_PARTIAL)
        return;
    if (state == HELLO_READ)
        note_hello(peer, &hello);
    else
        note(peer, hello_alert(peer->bytes, peer->n) >= 0 ? "alert" : "broken");
    if (state == HELLO_READ)
        answer(peer, &hello);
    else
        drop(peer);
}

static void peer_line(struct peer *peer, const char *line)
{
    if (strncasecmp(line, "EHLO", 4) == 0 || strncasecmp(line, "LHLO", 4) == 0) {
        say(peer, "250-listener.test\r\n250-STARTTLS\r\n250 8BITMIME\r\n");
    } else if (strncasecmp(line, "STARTTLS", 8) == 0) {
        note(peer, "starttls");
        peer->state = PEER_TLS;
        say(peer, "220 go on\r\n");
    } else if (strncasecmp(line, "MAIL", 4) == 0) {
        note(peer, "clear");
        say(peer, "450 4.0.0 enough seen\r\n");
    } else {
        say(peer, strncasecmp(line, "QUIT", 4) == 0 ? "221 bye\r\n" : "250 ok\r\n");
    }
}

static void peer_talk(struct peer *peer)
{
    unsigned char *end;
    while (peer->state == PEER_TALKS && (end = memchr(peer->bytes, '\n', peer->n)) != NULL) {
        char line[1024];
        size_t used = (size_t)(end + 1 - peer->bytes), n = used < sizeof(line) ? used : sizeof(line) - 1;
        memcpy(line, peer->bytes, n);
        line[n] = '\0';
        peer->n -= used;
        memmove(peer->bytes, end + 1, peer->n);
        peer_line(peer, line);
    }
}

static void peer_read(struct peer *peer)
{
    ssize_t got = read(peer->fd, peer->bytes + peer->n, sizeof(peer->bytes) - peer->n);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        if (peer->state == PEER_ANSWERED)
            note(peer, "answer 0");
        drop(peer);
        return;
    }
    peer->n += (size_t)got;
    if ((peer->state == PEER_SILENT || peer->state == PEER_TALKS) && peer->bytes[0] == 22) {
        peer->is_direct = true;
        peer->state = PEER_TLS;
    }
    if (peer->state == PEER_TLS) {
        peer_tls(peer);
    } else if (peer->state == PEER_ANSWERED) {
        int alert = hello_alert(peer->bytes, peer->n);
        if (alert < 0)
            return;
        fprintf(truth.seen, "%zu %zu answer %d\n", peer->route, peer->probe, alert);
        drop(peer);
    } else {
        peer_talk(peer);
    }
}

static void peer_accept(size_t route, size_t probe)
{
    int fd = accept(truth.sockets[route][probe], NULL, NULL);
    size_t i = 0;
    while (i < PEERS_MAX && peers[i].state != PEER_FREE)
        i++;
    if (fd < 0)
        return;
    if (i == PEERS_MAX || fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
        close(fd);
        return;
    }
    struct peer *peer = &peers[i];
    peer->state = PEER_SILENT;
    peer->fd = fd;
    peer->route = route;
    peer->probe = probe;
    peer->since = now();
    peer->is_direct = false;
    peer->n = 0;
    note(peer, "connect");
}

static volatile sig_atomic_t is_over;

static void on_signal(int number)
{
    (void)number;
    is_over = 1;
}

static size_t fill(struct pollfd *polls)
{
    size_t n = 0;
    for (size_t i = 0; i < truth.n_routes; i++)
        for (size_t probe = 0; probe < PROBES; probe++)
            polls[n++] = (struct pollfd){.fd = truth.sockets[i][probe], .events = POLLIN};
    for (size_t i = 0; i < PEERS_MAX; i++)
        polls[n++] = (struct pollfd){.fd = peers[i].state == PEER_FREE ? -1 : peers[i].fd, .events = POLLIN};
    return n;
}

static void serve(void)
{
    static struct pollfd polls[ROUTES_MAX * PROBES + PEERS_MAX];
    long start = now();
    pid_t parent = getppid();
    while (!is_over && now() - start < LISTEN_LIMIT && getppid() == parent) {
        size_t n = fill(polls), first_peer = n - PEERS_MAX;
        poll(polls, n, 100);
        for (size_t i = 0; i < PEERS_MAX; i++)
            if (peers[i].state != PEER_FREE && polls[first_peer + i].revents)
                peer_read(&peers[i]);
        for (size_t i = 0; i < first_peer; i++)
            if (polls[i].revents)
                peer_accept(i / PROBES, i % PROBES);
        for (size_t i = 0; i < PEERS_MAX; i++) {
            if (peers[i].state != PEER_SILENT || now() - peers[i].since < PATIENCE)
                continue;
            peers[i].state = PEER_TALKS;
            say(&peers[i], "220 listener.test ESMTP\r\n");
        }
        fflush(truth.seen);
    }
}

static int listen_run(void)
{
    struct arena *arena = arena_new();
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    open_ports();
    write_main();
    write_master(arena);
    write_tables(arena);
    arena_free(arena);
    truth.seen = open_in("seen", "w");
    fclose(open_in("ready", "w"));
    serve();
    fclose(truth.seen);
    return 0;
}

/* The comparison. */

struct observed {
    bool connect, starttls, clear, direct, hello, broken;
    struct hello said;   /* by the first port */
    int answers[PROBES]; /* -1: not asked */
};

static void read_numbers(char *text, struct hello *hello)
{
    uint16_t *list = NULL;
    size_t *n = NULL;
    for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n")) {
        if (word[0] == 'v' || word[0] == 's' || word[0] == 'g') {
            list = word[0] == 'v' ? hello->versions : word[0] == 's' ? hello->suites : hello->groups;
            n = word[0] == 'v' ? &hello->n_versions : word[0] == 's' ? &hello->n_suites : &hello->n_groups;
        } else if (list && *n < HELLO_MAX) {
            list[(*n)++] = (uint16_t)strtoul(word, NULL, 10);
        }
    }
}

static void read_seen_line(char *line, struct observed *all)
{
    char *rest;
    size_t route = strtoul(line, &rest, 10), probe = strtoul(rest, &rest, 10);
    char what[32], how[16], name[256];
    int used = 0;
    if (sscanf(rest, " %31s%n", what, &used) != 1 || route >= truth.n_routes || probe >= PROBES)
        return;
    rest += used;
    struct observed *o = &all[route];
    o->connect = true;
    o->starttls = o->starttls || strcmp(what, "starttls") == 0;
    o->clear = o->clear || strcmp(what, "clear") == 0;
    o->broken = o->broken || strcmp(what, "broken") == 0;
    if (strcmp(what, "answer") == 0)
        o->answers[probe] = (int)strtol(rest, NULL, 10);
    if (strcmp(what, "hello") != 0 || o->hello)
        return;
    o->hello = true;
    if (sscanf(rest, " %15s%n", how, &used) != 1)
        return;
    o->direct = strcmp(how, "direct") == 0;
    o->said.legacy_version = (unsigned)strtoul(rest + used, &rest, 10);
    if (sscanf(rest, " %255s%n", name, &used) == 1)
        read_numbers(rest + used, &o->said);
}

static struct observed *read_seen(void)
{
    struct observed *all = calloc(truth.n_routes, sizeof(struct observed));
    FILE *file = open_in("seen", "r");
    char *line = NULL;
    size_t size = 0;
    if (!all)
        fail("cannot compare", "no memory");
    for (size_t i = 0; i < truth.n_routes; i++)
        for (size_t probe = 0; probe < PROBES; probe++)
            all[i].answers[probe] = -1;
    while (getline(&line, &size, file) > 0)
        read_seen_line(line, all);
    free(line);
    fclose(file);
    return all;
}

static const char *version_of(unsigned number)
{
    static const struct {
        unsigned number;
        const char *name;
    } names[] = {{0x300, "SSLv3"}, {0x301, "TLSv1"}, {0x302, "TLSv1.1"}, {0x303, "TLSv1.2"}, {0x304, "TLSv1.3"}};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (names[i].number == number)
            return names[i].name;
    return NULL;
}

static void add_word(struct buf *out, const char *word)
{
    buf_printf(out, "%s%s", out->n ? " " : "", word);
}

/* A version that is offered without a suite for it leads nowhere. */
static bool hello_can(const struct observed *o, unsigned version)
{
    for (size_t i = 0; i < o->said.n_suites; i++) {
        const struct suite *suite = suite_find(o->said.suites[i]);
        bool is_13 = o->said.suites[i] >> 8 == 0x13;
        if (version == 0x304 ? is_13 : suite && !is_13 && (version == 0x303 || suite->is_old))
            return true;
    }
    return false;
}

static bool hello_has(const struct observed *o, unsigned version)
{
    if (!hello_can(o, version))
        return false;
    if (!o->said.n_versions && o->said.legacy_version == version)
        return true;
    for (size_t i = 0; i < o->said.n_versions; i++)
        if (o->said.versions[i] == version)
            return true;
    for (size_t probe = 0; probe < PROBES; probe++)
        if (!o->said.n_versions && probe_versions[probe] == version && o->answers[probe] == ALERT_UNEXPECTED_MESSAGE)
            return true;
    return false;
}

/* The versions taken, oldest first; what else the client said to a probe. */
static struct text observed_versions(struct arena *arena, const struct observed *o)
{
    struct buf out = buf_new(arena);
    for (unsigned version = 0x300; version <= 0x304; version++)
        if (hello_has(o, version))
            add_word(&out, version_of(version));
    for (size_t probe = 0; probe < PROBES; probe++)
        if (o->answers[probe] != -1 && o->answers[probe] != ALERT_UNEXPECTED_MESSAGE &&
            o->answers[probe] != ALERT_PROTOCOL_VERSION)
            buf_printf(&out, " (alert %d)", o->answers[probe]);
    return buf_done(&out);
}

/* Below TLS 1.3 and without the signals that are no suites. */
static struct text observed_suites(struct arena *arena, const struct observed *o)
{
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < o->said.n_suites; i++) {
        unsigned id = o->said.suites[i];
        const struct suite *suite = suite_find(id);
        if (id == 0x00ff || id == 0x5600 || id >> 8 == 0x13)
            continue;
        add_word(&out, suite ? suite->name : text_printf(arena, "0x%04x", id).p);
    }
    return buf_done(&out);
}

static struct text observed_groups(struct arena *arena, const struct observed *o)
{
    static const struct {
        unsigned id;
        const char *name;
    } names[] = {{19, "prime192v1"}, {21, "secp224r1"},       {23, "prime256v1"},      {24, "secp384r1"},
                 {22, "secp256k1"},  {26, "brainpoolP256r1"}, {25, "secp521r1"},       {29, "X25519"},
                 {30, "X448"},       {256, "ffdhe2048"},      {257, "ffdhe3072"},      {258, "ffdhe4096"},
                 {259, "ffdhe6144"}, {260, "ffdhe8192"},      {4588, "X25519MLKEM768"}};
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < o->said.n_groups; i++) {
        const char *name = NULL;
        for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
            if (names[k].id == o->said.groups[i])
                name = names[k].name;
        add_word(&out, name ? name : text_printf(arena, "%u", o->said.groups[i]).p);
    }
    return buf_done(&out);
}

static struct text words_of(struct arena *arena, const json_t *array)
{
    struct buf out = buf_new(arena);
    if (!json_is_array(array))
        return TEXT("unknown");
    for (size_t i = 0; i < json_array_size(array); i++)
        add_word(&out, json_string_value(json_array_get(array, i)));
    return buf_done(&out);
}

/* What `show` says of one route. */
struct claim {
    struct text level; /* of the table: also "invalid" */
    const json_t *tls; /* NULL: TLS is never tried, or the program dies */
    bool is_missing, is_error, is_wrapper;
};

/* The level, as a word or with ", wrapper" or a number of policies after it. */
static struct text table_level(struct arena *arena, const char *table, const char *service, bool *is_wrapper)
{
    for (const char *line = table; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        char name[64], role[32], level[32], more[32];
        int n = sscanf(line, " %63s %31s %31[a-z-]%31[a-z, ]", name, role, level, more);
        if (n < 3 || strcmp(name, service) != 0)
            continue;
        *is_wrapper = n == 4 && strncmp(more, ", wrapper", 9) == 0;
        return text_printf(arena, "%s", level);
    }
    return TEXT("");
}

static const json_t *find_named(const json_t *array, const char *member, const char *name)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *item = json_array_get(array, i);
        const char *value = json_string_value(json_object_get(item, member));
        if (value && strcmp(value, name) == 0)
            return item;
    }
    return NULL;
}

static struct claim claim_of(struct arena *arena, const json_t *services, const char *table, const struct route *route,
                             size_t number)
{
    struct claim claim = {0};
    struct text id = text_printf(arena, "r%zu/unix", number);
    const json_t *service = find_named(services, "service", id.p);
    const json_t *tls = json_object_get(service, "tls");
    claim.level = table_level(arena, table, id.p, &claim.is_wrapper);
    claim.is_missing = !service || !tls;
    claim.tls = json_is_object(tls) ? tls : NULL;
    if (claim.tls && json_is_true(json_object_get(tls, "wrapper")) != claim.is_wrapper)
        claim.is_missing = true; /* the two formats do not agree */
    if (!route->policy)
        return claim;
    struct text key = route_policy_key(arena, number, truth.ports[number]);
    const json_t *entry = find_named(json_object_get(service, "policies"), "key", key.p);
    const char *level = json_string_value(json_object_get(entry, "level"));
    claim.is_missing = !entry;
    claim.is_error = json_is_string(json_object_get(entry, "error"));
    claim.level = text_from(level);
    claim.tls = level && strcmp(level, "none") != 0 ? entry : NULL;
    return claim;
}

static void expect(struct buf *out, const char *what, struct text want, struct text got)
{
    if (text_eq(want, got))
        return;
    buf_printf(out, "    %s: postlint: %.*s\n    %*s  Postfix:  %.*s\n", what, TEXT_ARG(want), (int)strlen(what), "",
               TEXT_ARG(got));
}

static struct text observed_way(const struct observed *o)
{
    if (o->broken)
        return TEXT("a hello that cannot be read");
    if (o->hello)
        return o->direct ? TEXT("TLS from the start") : TEXT("STARTTLS");
    return o->clear ? TEXT("in clear") : TEXT("nothing sent");
}

static struct text claimed_way(const struct claim *claim)
{
    bool has_tls = claim->tls && !claim->is_error;
    if (has_tls && json_array_size(json_object_get(claim->tls, "protocols")))
        return claim->is_wrapper ? TEXT("TLS from the start") : TEXT("STARTTLS");
    bool is_optional = text_is(claim->level, "none") || text_is(claim->level, "may") || text_is(claim->level, "dane");
    if (!claim->tls && is_optional && !claim->is_wrapper)
        return TEXT("in clear");
    return TEXT("nothing sent");
}

/* Differences of one route, as lines; empty if all is the same. */
static struct text compare_one(struct arena *arena, const struct claim *claim, const struct observed *o)
{
    struct buf out = buf_new(arena);
    if (claim->is_missing) {
        buf_str(&out, "    show does not have it\n");
        return buf_done(&out);
    }
    expect(&out, "way", claimed_way(claim), observed_way(o));
    if (!o->hello || !claim->tls)
        return buf_done(&out);
    expect(&out, "protocols", words_of(arena, json_object_get(claim->tls, "protocols")), observed_versions(arena, o));
    expect(&out, "ciphers", words_of(arena, json_object_get(claim->tls, "ciphers")), observed_suites(arena, o));
    const json_t *groups = json_object_get(claim->tls, "groups");
    if (json_is_array(groups))
        expect(&out, "groups", words_of(arena, groups), observed_groups(arena, o));
    return buf_done(&out);
}

static char *slurp(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;
    if (!file || getdelim(&text, &size, '\0', file) < 0)
        fail("cannot read", path);
    fclose(file);
    return text;
}

static void read_ports(void)
{
    FILE *file = open_in("ports", "r");
    char line[32];
    for (size_t i = 0; i < truth.n_routes; i++)
        for (size_t probe = 0; probe < PROBES; probe++)
            truth.ports[i][probe] = fgets(line, sizeof(line), file) ? (unsigned)strtoul(line, NULL, 10) : 0;
    fclose(file);
}

static int compare_run(const char *json, const char *table)
{
    json_error_t error;
    json_t *root = json_load_file(json, 0, &error);
    const json_t *conf = json_array_get(json_object_get(root, "configurations"), 0);
    char *text = slurp(table);
    unsigned passed = 0, failed = 0;
    read_ports();
    struct observed *all = read_seen();
    for (size_t i = 0; i < truth.n_routes; i++) {
        struct arena *arena = arena_new();
        struct route route = route_make(arena, truth.seed, i);
        struct claim claim = claim_of(arena, json_object_get(conf, "services"), text, &route, i);
        struct text differences = compare_one(arena, &claim, &all[i]);
        if (differences.n)
            printf("FAIL r%zu: %s\n%.*s", i, route.label, TEXT_ARG(differences));
        passed += differences.n == 0;
        failed += differences.n != 0;
        arena_free(arena);
    }
    printf("%u passed, %u failed\n", passed, failed);
    free(all);
    free(text);
    json_decref(root);
    return failed != 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "named") == 0) {
        printf("%zu\n", routes_named());
        return 0;
    }
    if (argc < 6)
        return 2;
    truth.directory = argv[2];
    truth.seed = (uint32_t)strtoul(argv[3], NULL, 10);
    truth.n_routes = strtoul(argv[4], NULL, 10);
    if (truth.n_routes == 0 || truth.n_routes > ROUTES_MAX)
        return 2;
    load_suites(argv[5]);
    if (strcmp(argv[1], "listen") == 0)
        return listen_run();
    return strcmp(argv[1], "compare") == 0 && argc == 8 ? compare_run(argv[6], argv[7]) : 2;
}
