/* server_truth: what `postlint show` says of servers, against real ones.
 *
 * Usage: server_truth plan FOLDER SEED COUNT
 *        server_truth ask FOLDER
 *        postlogd FILE (started by master(8))
 *
 * `plan` appends smtpd services to FOLDER/etc/master.cf and lists them in
 * FOLDER/services.  `ask` talks to each of them, once they run, and compares
 * with FOLDER/show.json.  server_truth.sh does the rest; the folder also has
 * the log of this Postfix and what its OpenSSL knows (FOLDER/suites, as
 * `openssl ciphers -V` prints it).
 *
 * Under the name postlogd it takes the place of postlogd(8), which can block
 * for good, and master(8) with it, when some programs log thousands of lines a
 * second: it waits until its own socket, which is full, takes a line. */
#include <arpa/inet.h>
#include <errno.h>
#include <jansson.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../lib/probe.h"
#include "../lib/servers.h"

enum { FIRST_PORT = 10001, LAST_PORT = 32000, WORKERS = 6, PATIENCE = 30, LINE_SIZE = 1024 };
enum { MAX_SUITES = 1024, MAX_GROUPS = 512, MAX_SERVICES = 4096 };

/* Suites of the library below TLS 1.3. */
struct suite {
    char name[64];
    uint16_t id, lowest;    /* the lowest version it is for */
    unsigned kind;          /* enum server_kind it needs; 0: none */
    bool is_ecdhe, is_dead; /* dead: needs a credential that Postfix never has */
};

struct service {
    char address[32];
    unsigned port;
    unsigned kinds;
    bool preempts;
    char name[128];
};

struct world {
    const char *folder;
    struct suite suites[MAX_SUITES];
    size_t n_suites;
    struct service services[MAX_SERVICES];
    size_t n_services;
    json_t *show;
};

static char *folder_file(const struct world *world, const char *name)
{
    static char path[4096];
    snprintf(path, sizeof(path), "%s/%s", world->folder, name);
    return path;
}

/* What stands at the end of the folder's name is in every banner. */
static const char *token(const struct world *world)
{
    const char *slash = strrchr(world->folder, '/');
    return slash ? slash + 1 : world->folder;
}

/* -------------------------------------------------------------- the log */

/* master/master_proto.h: MASTER_LISTEN_FD. */
enum { LISTEN_FD = 6 };

/* Errors alone are written: what peers do is no matter here. */
static int keep_log(const char *path)
{
    char line[LINE_SIZE * 4];
    FILE *log = fopen(path, "a");
    pid_t master = getppid();
    while (log && getppid() == master) {
        struct pollfd socket = {.fd = LISTEN_FD, .events = POLLIN};
        if (poll(&socket, 1, 500) <= 0)
            continue;
        ssize_t n = recv(LISTEN_FD, line, sizeof(line) - 1, MSG_DONTWAIT);
        line[n > 0 ? n : 0] = '\0';
        if (!strstr(line, "fatal: ") && !strstr(line, "panic: "))
            continue;
        fprintf(log, "%s\n", line);
        fflush(log);
    }
    return log ? 0 : 1;
}

/* -------------------------------------------------------------- plan */

static bool is_free(const char *address, unsigned port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool is = fd >= 0 && inet_pton(AF_INET, address, &to.sin_addr) == 1 &&
              bind(fd, (const struct sockaddr *)&to, sizeof(to)) == 0;
    if (fd >= 0)
        close(fd);
    return is;
}

/* An address of loopback that no other run has at this time: ports are shared
 * without an error otherwise. */
static void own_address(char *address, size_t size)
{
    unsigned long pid = (unsigned long)getpid();
    snprintf(address, size, "127.%lu.%lu.%lu", 64 + (pid >> 16 & 63), pid >> 8 & 255, 1 + (pid & 127));
}

static void write_service(FILE *master, FILE *list, const struct world *world, const char *address, unsigned port,
                          const struct server *server)
{
    bool preempts = text_contains(server->overrides, "tls_preempt_cipherlist=yes");
    fprintf(master, "%s:%u inet n - n - 1 smtpd\n", address, port);
    fprintf(master, "    -o { syslog_name = port%u }\n", port);
    fprintf(master, "    -o { smtpd_banner = %s-%u }\n", token(world), port);
    fprintf(master, "%.*s", TEXT_ARG(server->overrides));
    fprintf(list, "%s\t%u\t%u\t%d\t%.*s\n", address, port, server->kinds, preempts, TEXT_ARG(server->name));
}

static int plan(struct world *world, uint32_t seed, size_t count)
{
    FILE *master = fopen(folder_file(world, "etc/master.cf"), "a");
    FILE *list = fopen(folder_file(world, "services"), "w");
    struct arena *arena = arena_new();
    char address[32];
    unsigned port = FIRST_PORT;
    if (!master || !list)
        return 2;
    own_address(address, sizeof(address));
    for (size_t i = 0; i < servers_named() + count; i++, port++) {
        while (port < LAST_PORT && !is_free(address, port))
            port++;
        struct server server = server_make(arena, world->folder, seed, i);
        write_service(master, list, world, address, port, &server);
    }
    arena_free(arena);
    return fclose(master) || fclose(list) || port >= LAST_PORT ? 2 : 0;
}

/* -------------------------------------------------------------- what is known */

static uint16_t version_of(const char *name)
{
    return strcmp(name, "TLSv1.3") == 0 ? 0x0304 : strcmp(name, "TLSv1.2") == 0 ? 0x0303 : 0x0301;
}

/* A line of `openssl ciphers -V`: "0xC0,0x2C - NAME TLSv1.2 Kx=ECDH Au=ECDSA ...". */
static void add_suite(struct world *world, const char *line)
{
    struct suite suite = {0};
    unsigned high, low;
    char version[16], exchange[32], auth[32];
    /* NOLINTNEXTLINE(cert-err34-c): two hexadecimal digits, of openssl(1) */
    if (sscanf(line, " 0x%x,0x%x - %63s %15s Kx=%31s Au=%31s", &high, &low, suite.name, version, exchange, auth) != 6)
        return;
    suite.id = (uint16_t)(high << 8 | low);
    suite.lowest = version_of(version);
    suite.is_ecdhe = strcmp(exchange, "ECDH") == 0;
    suite.is_dead = strstr(exchange, "PSK") || strstr(exchange, "SRP") || strstr(auth, "PSK") || strstr(auth, "SRP");
    suite.kind = strcmp(auth, "RSA") == 0     ? SERVER_RSA
                 : strcmp(auth, "ECDSA") == 0 ? SERVER_ECDSA
                 : strcmp(auth, "DSS") == 0   ? SERVER_DSA
                                              : 0;
    if (suite.lowest < 0x0304 && world->n_suites < MAX_SUITES)
        world->suites[world->n_suites++] = suite;
}

static void add_service(struct world *world, char *line)
{
    struct service service = {0};
    int preempts;
    line[strcspn(line, "\n")] = '\0';
    /* NOLINTNEXTLINE(cert-err34-c): numbers of our own, from the table that server_truth.sh has written */
    if (sscanf(line, "%31s\t%u\t%u\t%d\t%127[^\t]", service.address, &service.port, &service.kinds, &preempts,
               service.name) != 5 ||
        world->n_services == MAX_SERVICES)
        return;
    service.preempts = preempts;
    world->services[world->n_services++] = service;
}

static bool read_world(struct world *world)
{
    char line[LINE_SIZE];
    FILE *file = fopen(folder_file(world, "suites"), "r");
    while (file && fgets(line, sizeof(line), file))
        add_suite(world, line);
    if (file)
        fclose(file);
    file = fopen(folder_file(world, "services"), "r");
    while (file && fgets(line, sizeof(line), file))
        add_service(world, line);
    if (file)
        fclose(file);
    world->show = json_load_file(folder_file(world, "show.json"), 0, NULL);
    return world->show && world->n_suites > 0 && world->n_services > 0;
}

static const struct suite *suite_of(const struct world *world, uint16_t id, const char *name)
{
    for (size_t i = 0; i < world->n_suites; i++)
        if (name ? strcmp(world->suites[i].name, name) == 0 : world->suites[i].id == id)
            return &world->suites[i];
    return NULL;
}

/* Numbers of supported groups (IANA, TLS parameters) and the names that
 * postlint has for them. */
static const struct {
    uint16_t number;
    const char *name;
} groups[] = {
    {23, "prime256v1"},
    {24, "secp384r1"},
    {25, "secp521r1"},
    {29, "X25519"},
    {30, "X448"},
    {26, "brainpoolP256r1"},
    {27, "brainpoolP384r1"},
    {28, "brainpoolP512r1"},
    {256, "ffdhe2048"},
    {257, "ffdhe3072"},
    {258, "ffdhe4096"},
    {259, "ffdhe6144"},
    {260, "ffdhe8192"},
    {1, "sect163k1"},
    {2, "sect163r1"},
    {3, "sect163r2"},
    {4, "sect193r1"},
    {5, "sect193r2"},
    {6, "sect233k1"},
    {7, "sect233r1"},
    {8, "sect239k1"},
    {9, "sect283k1"},
    {10, "sect283r1"},
    {11, "sect409k1"},
    {12, "sect409r1"},
    {13, "sect571k1"},
    {14, "sect571r1"},
    {15, "secp160k1"},
    {16, "secp160r1"},
    {17, "secp160r2"},
    {18, "secp192k1"},
    {19, "prime192v1"},
    {20, "secp224k1"},
    {21, "secp224r1"},
    {22, "secp256k1"},
    {31, "brainpoolP256r1tls13"},
    {32, "brainpoolP384r1tls13"},
    {33, "brainpoolP512r1tls13"},
    {4587, "SecP256r1MLKEM768"},
    {4588, "X25519MLKEM768"},
    {4589, "SecP384r1MLKEM1024"},
};
enum { N_GROUPS = sizeof(groups) / sizeof(groups[0]) };

static const char *group_name(uint16_t number)
{
    for (size_t i = 0; i < N_GROUPS; i++)
        if (groups[i].number == number)
            return groups[i].name;
    return "(unknown)";
}

/* -------------------------------------------------------------- a service that runs */

/* One service under test, and what was found wrong. */
struct probe {
    const struct world *world;
    const struct service *service;
    const json_t *show; /* what postlint says of it */
    char wrong[4096];
};

static void wrong(struct probe *probe, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void wrong(struct probe *probe, const char *format, ...)
{
    size_t n = strlen(probe->wrong);
    va_list arguments;
    va_start(arguments, format);
    n += (size_t)snprintf(probe->wrong + n, sizeof(probe->wrong) - n, "    ");
    if (n < sizeof(probe->wrong))
        n += (size_t)vsnprintf(probe->wrong + n, sizeof(probe->wrong) - n, format, arguments);
    va_end(arguments);
    if (n + 1 < sizeof(probe->wrong))
        memcpy(probe->wrong + n, "\n", 2);
}

/* True if a process of the service has ended with a fatal error. */
static bool has_died(const struct probe *probe)
{
    char line[LINE_SIZE], tag[32];
    bool died = false;
    FILE *log = fopen(folder_file(probe->world, "log"), "r");
    snprintf(tag, sizeof(tag), " port%u/smtpd[", probe->service->port);
    while (log && !died && fgets(line, sizeof(line), log))
        died = strstr(line, tag) && (strstr(line, "]: fatal: ") || strstr(line, "]: panic: "));
    if (log)
        fclose(log);
    return died;
}

static int dial(const struct probe *probe)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)probe->service->port)};
    struct timeval patience = {.tv_sec = PATIENCE};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, probe->service->address, &to.sin_addr);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
        close(fd);
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    return fd;
}

/* A whole reply, lines and all; empty if there is none. */
static void reply(int fd, char *text, size_t size)
{
    size_t n = 0, line = 0;
    while (n + 1 < size) {
        if (read(fd, text + n, 1) != 1)
            break;
        if (text[n++] != '\n')
            continue;
        if (n - line >= 4 && text[line + 3] == ' ') {
            text[n] = '\0';
            return;
        }
        line = n;
    }
    text[0] = '\0';
}

static void command(int fd, const char *line, char *text, size_t size)
{
    if (write(fd, line, strlen(line)) < 0)
        text[0] = '\0';
    else
        reply(fd, text, size);
}

/* Waits for the banner, which must be that of this service and this run.
 * False if the daemon dies instead. */
static bool greeted(const struct probe *probe, int fd)
{
    struct timeval tick = {.tv_usec = 300000}, patience = {.tv_sec = PATIENCE};
    char text[LINE_SIZE], want[128], first;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tick, sizeof(tick));
    for (int i = 0; recv(fd, &first, 1, MSG_PEEK) != 1; i++)
        if (has_died(probe) || i > 3 * PATIENCE)
            return false;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    reply(fd, text, sizeof(text));
    snprintf(want, sizeof(want), "220 %s-%u\r\n", token(probe->world), probe->service->port);
    return strcmp(text, want) == 0;
}

static bool is_wrapper(const struct probe *probe)
{
    return json_is_true(json_object_get(json_object_get(probe->show, "tls"), "wrapper"));
}

/* The answer to HELLO on a new connection. */
static struct answer ask(const struct probe *probe, const struct hello *hello)
{
    struct answer answer = {.alert = -1};
    char text[LINE_SIZE] = "";
    int fd = dial(probe);
    bool ready = fd >= 0;
    if (ready && !is_wrapper(probe)) {
        ready = greeted(probe, fd);
        if (ready)
            command(fd, "STARTTLS\r\n", text, sizeof(text));
        ready = ready && strncmp(text, "220", 3) == 0;
    }
    if (ready)
        answer = hello_ask(fd, hello);
    if (fd >= 0)
        close(fd);
    return answer;
}

/* -------------------------------------------------------------- comparisons */

static const json_t *said(const struct probe *probe, const char *field)
{
    return json_object_get(json_object_get(probe->show, "tls"), field);
}

static bool says_version(const struct probe *probe, uint16_t version)
{
    static const char *const names[] = {"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
    const json_t *list = said(probe, "protocols");
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), names[version - 0x0300]) == 0)
            return true;
    return false;
}

/* Suites that postlint says the service negotiates in VERSION, less those for
 * a kind of certificate that is not there. */
static size_t expected_suites(struct probe *probe, uint16_t version, uint16_t *ids)
{
    const json_t *list = said(probe, "ciphers");
    size_t n = 0;
    for (size_t i = 0; i < json_array_size(list) && says_version(probe, version); i++) {
        const char *name = json_string_value(json_array_get(list, i));
        const struct suite *suite = suite_of(probe->world, 0, name);
        if (!suite)
            wrong(probe, "postlint names %s, which the library does not have", name);
        else if (suite->is_dead)
            wrong(probe, "postlint names %s, for which there is no credential", name);
        else if (suite->lowest <= version && (!suite->kind || (suite->kind & probe->service->kinds)))
            ids[n++] = suite->id;
    }
    return n;
}

static bool contains(const uint16_t *numbers, size_t n, uint16_t number)
{
    for (size_t i = 0; i < n; i++)
        if (numbers[i] == number)
            return true;
    return false;
}

/* Every number that a suite of TLS 1.2 or below ever had, and more. */
static size_t all_suites(uint16_t *ids, const uint16_t *without, size_t n_without)
{
    static const uint16_t ranges[][2] = {{0x0001, 0x00c7}, {0xc001, 0xc0b4}, {0xcc13, 0xcc15}, {0xcca8, 0xccae}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        for (uint16_t id = ranges[i][0]; id <= ranges[i][1]; id++)
            if (!contains(without, n_without, id))
                ids[n++] = id;
    return n;
}

static size_t all_groups(uint16_t *numbers, const uint16_t *without, size_t n_without)
{
    size_t n = 0;
    for (size_t i = 0; i < N_GROUPS; i++)
        if (!contains(without, n_without, groups[i].number))
            numbers[n++] = groups[i].number;
    return n;
}

/* Offers all that is left until the server refuses. */
static size_t observed_suites(const struct probe *probe, uint16_t version, uint16_t *ids)
{
    uint16_t offered[MAX_SUITES], numbers[MAX_GROUPS];
    struct hello hello = {.version = version, .suites = offered, .groups = numbers};
    hello.n_groups = all_groups(numbers, NULL, 0);
    for (size_t n = 0; n < MAX_SUITES; n++) {
        hello.n_suites = all_suites(offered, ids, n);
        struct answer answer = ask(probe, &hello);
        if (!answer.accepted || answer.version != version)
            return n;
        ids[n] = answer.suite;
    }
    return 0;
}

/* A server can also fail with the suite that it chose: what is left of EXPECTED
 * is offered once more, one by one.  How many are taken after all. */
static size_t observed_alone(const struct probe *probe, uint16_t version, const uint16_t *expected, size_t n_expected,
                             uint16_t *observed, size_t n_observed)
{
    uint16_t numbers[MAX_GROUPS] = {0};
    size_t n = n_observed;
    for (size_t i = 0; i < n_expected; i++) {
        struct hello hello = {version, &expected[i], 1, numbers, all_groups(numbers, NULL, 0)};
        if (contains(observed, n_observed, expected[i]))
            continue;
        struct answer answer = ask(probe, &hello);
        if (answer.accepted && answer.version == version)
            observed[n++] = answer.suite;
    }
    return n - n_observed;
}

static const char *suite_name(const struct probe *probe, uint16_t id)
{
    static char number[8];
    const struct suite *suite = suite_of(probe->world, id, NULL);
    snprintf(number, sizeof(number), "0x%04x", id);
    return suite ? suite->name : number;
}

/* What is in IDS and not in OTHERS: the first of them, and how many. */
static void report_suites(struct probe *probe, uint16_t version, const char *does, const uint16_t *ids, size_t n,
                          const uint16_t *others, size_t n_others)
{
    size_t found = 0, first = 0;
    for (size_t i = n; i-- > 0;) {
        if (contains(others, n_others, ids[i]))
            continue;
        found++;
        first = i;
    }
    if (found)
        wrong(probe, "%04x: the server %s %s and %zu more", version, does, suite_name(probe, ids[first]), found - 1);
}

static void compare_suites(struct probe *probe, uint16_t version)
{
    uint16_t expected[MAX_SUITES], observed[MAX_SUITES];
    size_t n_expected = expected_suites(probe, version, expected), n_observed;
    n_observed = observed_suites(probe, version, observed);
    n_observed += observed_alone(probe, version, expected, n_expected, observed, n_observed);
    report_suites(probe, version, "takes", observed, n_observed, expected, n_expected);
    report_suites(probe, version, "refuses", expected, n_expected, observed, n_observed);
    bool ordered = n_expected == n_observed && probe->service->preempts;
    for (size_t i = 0; i < n_observed && ordered; i++) {
        if (expected[i] == observed[i])
            continue;
        wrong(probe, "%04x: the server prefers %s at place %zu", version, suite_name(probe, observed[i]), i + 1);
        return;
    }
}

static void compare_tls13(struct probe *probe)
{
    static const uint16_t suites[] = {0x1301, 0x1302, 0x1303, 0x1304, 0x1305};
    uint16_t numbers[MAX_GROUPS] = {0};
    struct hello hello = {0x0304, suites, 5, numbers, all_groups(numbers, NULL, 0)};
    bool expected = says_version(probe, 0x0304) && probe->service->kinds & (SERVER_RSA | SERVER_ECDSA);
    bool observed = ask(probe, &hello).accepted;
    if (expected != observed)
        wrong(probe, "the server %s TLS 1.3", observed ? "speaks" : "does not speak");
}

static void compare_ssl3(struct probe *probe)
{
    uint16_t suites[MAX_SUITES];
    struct hello hello = {.version = 0x0300, .suites = suites, .n_suites = all_suites(suites, NULL, 0)};
    if (ask(probe, &hello).accepted != says_version(probe, 0x0300))
        wrong(probe, "the server and postlint differ on SSLv3");
}

static bool says_group(const struct probe *probe, uint16_t number)
{
    const json_t *list = said(probe, "groups");
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), group_name(number)) == 0)
            return true;
    return false;
}

/* The suites that need a group: those of TLS 1.3, or what ECDHE is for below. */
static size_t group_suites(const struct world *world, uint16_t version, uint16_t *ids)
{
    size_t n = 0;
    for (uint16_t id = 0x1301; version == 0x0304 && id <= 0x1303; id++)
        ids[n++] = id;
    for (size_t i = 0; i < world->n_suites && version < 0x0304; i++)
        if (world->suites[i].is_ecdhe)
            ids[n++] = world->suites[i].id;
    return n;
}

/* The group that the server chooses of NUMBERS; 0: none. */
static uint16_t chosen_group(const struct probe *probe, uint16_t version, const uint16_t *numbers, size_t n)
{
    uint16_t suites[MAX_SUITES];
    struct hello hello = {version, suites, group_suites(probe->world, version, suites), numbers, n};
    struct answer answer = ask(probe, &hello);
    return answer.accepted && answer.version == version ? answer.group : 0;
}

/* Up to TLS 1.2 an ECDSA certificate needs its own curve to be offered too,
 * and a server that goes by its own order may then prefer that. */
static bool takes_group(const struct probe *probe, uint16_t version, uint16_t number)
{
    const uint16_t both[] = {number, 23};
    if (chosen_group(probe, version, both, 1) == number)
        return true;
    uint16_t chosen = version < 0x0304 ? chosen_group(probe, version, both, 2) : 0;
    return chosen == number || (chosen == 23 && probe->service->preempts && says_group(probe, 23));
}

/* None of the groups that postlint does not name. */
static void compare_other_groups(struct probe *probe, uint16_t version)
{
    uint16_t numbers[MAX_GROUPS] = {0};
    size_t n = 0;
    for (size_t i = 0; i < N_GROUPS; i++)
        if (!says_group(probe, groups[i].number))
            numbers[n++] = groups[i].number;
    uint16_t chosen = chosen_group(probe, version, numbers, n);
    if (chosen)
        wrong(probe, "%04x: the server takes the group %s (%u)", version, group_name(chosen), chosen);
}

static void compare_groups(struct probe *probe)
{
    if (!json_is_array(said(probe, "groups")))
        wrong(probe, "postlint does not know the groups");
    for (uint16_t version = 0x0301; version <= 0x0304; version++)
        compare_other_groups(probe, version);
    if (!(probe->service->kinds & (SERVER_RSA | SERVER_ECDSA)))
        return; /* without a certificate TLS 1.3 is not there to be seen */
    for (size_t i = 0; i < N_GROUPS; i++) {
        uint16_t version = 0x0304;
        if (!says_group(probe, groups[i].number))
            continue;
        while (version > 0x0300 && !takes_group(probe, version, groups[i].number))
            version--;
        if (version == 0x0300)
            wrong(probe, "the server refuses the group %s", groups[i].name);
    }
}

static void compare_bool(struct probe *probe, const char *what, const json_t *expected, bool observed)
{
    if (!json_is_boolean(expected))
        wrong(probe, "%s: postlint does not know, it is %s", what, observed ? "true" : "false");
    else if (json_is_true(expected) != observed)
        wrong(probe, "%s: it is %s", what, observed ? "true" : "false");
}

/* -------------------------------------------------------------- logins */

/* The SASL security options, and what the mechanisms of server_truth.sh can do
 * (saslpluginviewer -s). */
enum {
    NO_PLAINTEXT = 1 << 0,
    NO_ACTIVE = 1 << 1,
    NO_DICTIONARY = 1 << 2,
    FORWARD_SECRECY = 1 << 3,
    NO_ANONYMOUS = 1 << 4,
    MUTUAL_AUTH = 1 << 5
};
static const struct {
    const char *name;
    unsigned flag;
} sasl_options[] = {
    {"noplaintext", NO_PLAINTEXT},        {"noactive", NO_ACTIVE},       {"nodictionary", NO_DICTIONARY},
    {"forward_secrecy", FORWARD_SECRECY}, {"noanonymous", NO_ANONYMOUS}, {"mutual_auth", MUTUAL_AUTH},
};
static const struct {
    const char *name;
    unsigned flags;
} mechanisms[] = {
    {"PLAIN", NO_ANONYMOUS},
    {"LOGIN", NO_ANONYMOUS},
    {"ANONYMOUS", NO_PLAINTEXT},
    {"CRAM-MD5", NO_ANONYMOUS | NO_PLAINTEXT},
    {"DIGEST-MD5", NO_ANONYMOUS | NO_PLAINTEXT | MUTUAL_AUTH},
    {"SCRAM-SHA-1", NO_ANONYMOUS | NO_PLAINTEXT | NO_ACTIVE | MUTUAL_AUTH},
};
enum { N_MECHANISMS = sizeof(mechanisms) / sizeof(mechanisms[0]) };

/* Bits of those that can do what the options ask for. */
static unsigned expected_mechanisms(const json_t *place)
{
    unsigned wanted = 0, expected = 0;
    size_t n = json_array_size(json_object_get(place, "options"));
    for (size_t i = 0; i < n; i++) {
        const char *word = json_string_value(json_array_get(json_object_get(place, "options"), i));
        for (size_t o = 0; o < sizeof(sasl_options) / sizeof(sasl_options[0]); o++)
            wanted |= strcmp(word, sasl_options[o].name) == 0 ? sasl_options[o].flag : 0;
    }
    for (size_t i = 0; i < N_MECHANISMS; i++)
        if (json_is_true(json_object_get(place, "offered")) && (wanted & ~mechanisms[i].flags) == 0)
            expected |= 1U << i;
    return expected;
}

/* Bits of those in the reply to EHLO. */
static unsigned announced_mechanisms(struct probe *probe, const char *ehlo)
{
    char words[LINE_SIZE] = "", *rest = words;
    unsigned announced = 0;
    const char *line = strstr(ehlo, "AUTH ");
    if (line)
        snprintf(words, sizeof(words), "%.*s", (int)strcspn(line + 5, "\r\n"), line + 5);
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        size_t i = 0;
        while (i < N_MECHANISMS && strcmp(mechanisms[i].name, word) != 0)
            i++;
        if (i == N_MECHANISMS)
            wrong(probe, "an unknown mechanism: %s", word);
        announced |= i < N_MECHANISMS ? 1U << i : 0;
    }
    return announced;
}

static void compare_logins(struct probe *probe, const char *place, const char *ehlo)
{
    const json_t *says = json_object_get(json_object_get(probe->show, "sasl"), place);
    unsigned expected = expected_mechanisms(says), announced = announced_mechanisms(probe, ehlo);
    if (says && (json_is_null(json_object_get(says, "offered")) || json_is_null(json_object_get(says, "options"))))
        wrong(probe, "%s: postlint does not know the logins", place);
    for (size_t i = 0; i < N_MECHANISMS; i++)
        if ((expected ^ announced) >> i & 1)
            wrong(probe, "%s: AUTH %s is %s", place, mechanisms[i].name, announced >> i & 1 ? "there" : "missing");
}

/* What a whole session inside TLS says, with a client of OpenSSL that takes
 * everything its library has. */
static void ask_inside(const struct probe *probe, const char *option, char *text, size_t size)
{
    char line[LINE_SIZE];
    const struct service *service = probe->service;
    snprintf(line, sizeof(line),
             "printf 'EHLO probe.invalid\\r\\nQUIT\\r\\n' | OPENSSL_CONF=/dev/null timeout %d openssl s_client -quiet "
             "-connect %s:%u %s %s -cipher ALL:COMPLEMENTOFALL:@SECLEVEL=0 -groups X25519:P-256:X448:P-521:P-384:"
             "brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:secp256k1:secp224r1:prime192v1:sect233k1:sect283k1:"
             "sect571r1:ffdhe2048:ffdhe3072 2>/dev/null",
             PATIENCE, service->address, service->port, is_wrapper(probe) ? "" : "-starttls smtp", option);
    FILE *client = popen(line, "r"); /* NOLINT(cert-env33-c): words of our own alone */
    size_t n = client ? fread(text, 1, size - 1, client) : 0;
    text[n] = '\0';
    if (client)
        pclose(client);
}

/* After STARTTLS.  A server without a group for TLS 1.3 refuses a client that
 * speaks it.  One that demands the client's certificate says nothing more than
 * that it misses it. */
static void compare_inside(struct probe *probe)
{
    char text[LINE_SIZE * 4];
    if (json_array_size(said(probe, "protocols")) == 0 && !(probe->service->kinds & SERVER_UNKNOWN))
        return;
    ask_inside(probe, "", text, sizeof(text));
    if (text[0] == '\0')
        ask_inside(probe, "-no_tls1_3", text, sizeof(text));
    if (strstr(text, "421 4.7.1 "))
        return;
    if (!strstr(text, "250-mx.example.org\r\n") && !has_died(probe))
        wrong(probe, "no answer inside TLS");
    compare_logins(probe, "in_tls", text);
}

/* What is said in clear text.  False if no one answers. */
static bool compare_clear(struct probe *probe)
{
    char ehlo[LINE_SIZE * 4] = "", mail[LINE_SIZE] = "";
    int fd = dial(probe);
    bool answers = fd >= 0 && greeted(probe, fd);
    if (answers) {
        command(fd, "EHLO probe.invalid\r\n", ehlo, sizeof(ehlo));
        command(fd, "MAIL FROM:<>\r\n", mail, sizeof(mail));
    } else if (!has_died(probe)) {
        wrong(probe, "no answer");
    }
    if (fd >= 0)
        close(fd);
    const json_t *tls = json_object_get(probe->show, "tls");
    bool offers = strstr(ehlo, "STARTTLS\r\n") != NULL;
    compare_bool(probe, "auth_in_clear", json_object_get(probe->show, "auth_in_clear"), strstr(ehlo, "AUTH ") != NULL);
    compare_logins(probe, "in_clear", ehlo);
    if (json_is_null(tls) == offers)
        wrong(probe, "the server %s STARTTLS", offers ? "offers" : "does not offer");
    if (offers) {
        const char *level = strncmp(mail, "530", 3) == 0 ? "encrypt" : "may";
        const char *says = json_string_value(said(probe, "level"));
        if (!says || strcmp(says, level) != 0)
            wrong(probe, "the server's level is %s", level);
    }
    return offers;
}

static const json_t *show_of(const struct world *world, const struct service *service)
{
    char id[64];
    size_t i;
    json_t *entry;
    snprintf(id, sizeof(id), "%s:%u/inet", service->address, service->port);
    json_t *services = json_object_get(json_array_get(json_object_get(world->show, "configurations"), 0), "services");
    json_array_foreach(services, i,
                       entry) if (strcmp(json_string_value(json_object_get(entry, "service")), id) == 0) return entry;
    return NULL;
}

static void compare(struct probe *probe)
{
    bool offers = is_wrapper(probe) || compare_clear(probe);
    if (!offers || probe->service->kinds & SERVER_UNREADABLE)
        return;
    if (probe->service->kinds & SERVER_UNKNOWN) {
        if (!json_is_null(said(probe, "ciphers")) || !json_is_null(said(probe, "protocols")))
            wrong(probe, "postlint says what it cannot know");
        compare_inside(probe);
        return;
    }
    compare_ssl3(probe);
    for (uint16_t version = 0x0301; version <= 0x0303; version++)
        compare_suites(probe, version);
    compare_tls13(probe);
    compare_groups(probe);
    compare_inside(probe); /* last: where the daemon dies of it, the master waits a minute */
}

static bool passes(const struct world *world, const struct service *service)
{
    struct probe probe = {.world = world, .service = service, .show = show_of(world, service)};
    if (!probe.show)
        wrong(&probe, "postlint does not show it");
    else
        compare(&probe);
    if (probe.wrong[0])
        printf("--- %s (port %u)\n%s", service->name, service->port, probe.wrong);
    fflush(stdout);
    return probe.wrong[0] == '\0';
}

/* -------------------------------------------------------------- all of them */

/* A worker: every WORKERSth service from the FIRST on; says how many failed. */
static void work(const struct world *world, size_t first, int out)
{
    unsigned failed = 0;
    for (size_t i = first; i < world->n_services; i += WORKERS)
        failed += !passes(world, &world->services[i]);
    _exit(write(out, &failed, sizeof(failed)) != (ssize_t)sizeof(failed));
}

static int ask_all(const struct world *world)
{
    int ends[2];
    unsigned failed, total = 0, heard = 0;
    if (pipe(ends) != 0)
        return 2;
    for (size_t w = 0; w < WORKERS; w++)
        if (fork() == 0)
            work(world, w, ends[1]);
    close(ends[1]);
    for (; read(ends[0], &failed, sizeof(failed)) == (ssize_t)sizeof(failed); heard++)
        total += failed;
    while (wait(NULL) > 0 || errno == EINTR)
        continue;
    if (heard != WORKERS) {
        fprintf(stderr, "a worker was lost\n");
        return 2;
    }
    printf("%zu passed, %u failed\n", world->n_services - total, total);
    return total != 0;
}

int main(int argc, char **argv)
{
    static struct world world;
    const char *name = strrchr(argv[0], '/');
    if (strcmp(name ? name + 1 : argv[0], "postlogd") == 0)
        return keep_log(argv[argc - 1]);
    if (argc < 3)
        return 2;
    world.folder = argv[2];
    if (strcmp(argv[1], "plan") == 0 && argc == 5)
        return plan(&world, (uint32_t)strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10));
    if (strcmp(argv[1], "ask") != 0 || argc != 3)
        return 2;
    if (!read_world(&world)) {
        fprintf(stderr, "%s: no services, suites or show.json\n", world.folder);
        return 2;
    }
    return ask_all(&world);
}
