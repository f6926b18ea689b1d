// A JSON-RPC daemon as small as can be, so that a thousand of them fit beside the node that is measured: answers every POST with the same
// result, over connections that it keeps. Usage: tiny-daemon PORT FILE; the first 8 bytes of FILE count the calls of all daemons.
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#define MAX 64
static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 38\r\n\r\n{\"jsonrpc\":\"2.0\",\"result\":1.5,\"id\":1}\n";
int main(int argc, char **argv) {
    if (argc < 3) return 2;
    int counter = open(argv[2], O_RDWR), one = 1, n = 1, s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    long *calls = mmap(0, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED, counter, 0);
    if (calls == MAP_FAILED || bind(s, (void *)&a, sizeof a) || listen(s, 16)) return 1;
    struct pollfd p[MAX] = {{.fd = s, .events = POLLIN}};
    char b[65536];
    for (;;) {
        poll(p, n, -1);
        if ((p[0].revents & POLLIN) && n < MAX) {
            int c = accept(s, 0, 0);
            setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            p[n++] = (struct pollfd){.fd = c, .events = POLLIN};
        }
        for (int i = 1; i < n; i++) {
            if (!(p[i].revents & (POLLIN | POLLHUP | POLLERR))) continue;
            p[i].revents = 0;
            long got = 0, r, need = -1;
            while ((r = read(p[i].fd, b + got, sizeof b - 1 - got)) > 0) {
                b[got += r] = 0;
                char *end = strstr(b, "\r\n\r\n");
                if (end && need < 0) {
                    char *l = strcasestr(b, "content-length:");
                    need = end + 4 - b + (l && l < end ? atol(l + 15) : 0);
                }
                if (need >= 0 && got >= need) break;
            }
            if (r > 0) __atomic_fetch_add(calls, 1, __ATOMIC_RELAXED);
            if (r <= 0 || write(p[i].fd, reply, sizeof reply - 1) < 0) {
                close(p[i].fd);
                p[i--] = p[--n];
            }
        }
    }
}
