/* Makes the disk fail on demand: while the file named by FAULT holds "sync", syncing a
   database fails with EIO; while it holds "full", growing one fails with ENOSPC. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int wanted(const char *mode, int fd) {
  char link[64], path[512], text[16] = {0};
  const char *switch_file = getenv("FAULT");
  if (!switch_file) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  if (!strstr(path, ".db")) return 0;
  int file = open(switch_file, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t (*real_read)(int, void *, size_t) = dlsym(RTLD_NEXT, "read");
  if (real_read(file, text, sizeof text - 1) < 0) text[0] = 0;
  close(file);
  return strncmp(text, mode, strlen(mode)) == 0;
}

int fsync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
  if (wanted("sync", fd)) { errno = EIO; return -1; }
  return real(fd);
}

int fdatasync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
  if (wanted("sync", fd)) { errno = EIO; return -1; }
  return real(fd);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  if (wanted("full", fd)) { errno = ENOSPC; return -1; }
  return real(fd, bytes, count, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  return pwrite64(fd, bytes, count, at);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  if (wanted("full", fd)) { errno = ENOSPC; return -1; }
  return real(fd, bytes, count);
}
