/*
 * A preload library that knows what a power failure would leave.
 *
 * Files below UNSYNCED_LIVE work as always. Beside them, below UNSYNCED_DURABLE, the library keeps
 * what has been synced: bytes of a file when the file is synced, names of a directory when the
 * directory is synced. Whoever kills the process takes the durable tree for the disk. What is there
 * when the process begins has to be in UNSYNCED_DURABLE too.
 *
 *   UNSYNCED_DURABLE/tree/...           names as synced, hard links to
 *   UNSYNCED_DURABLE/inodes/<inode>.<n> bytes as synced of the live file with that inode number;
 *                                       n tells files apart that had the same number one after the
 *                                       other
 *
 * Seen are the calls that the Java library makes through libc: write, pwrite, writev, ftruncate,
 * rename, unlink, rmdir, fsync, fdatasync. Mapped memory and copying inside the kernel are not.
 * Not for files with several links. Both directories have to be on one file system and absolute,
 * without symbolic links.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define BUCKETS 4096
#define PATH_BYTES (2 * PATH_MAX)

struct range {
  off_t from, to;
};

struct node {
  ino_t inode;
  unsigned number; /* the n-th file with this inode number */
  int dead;        /* its last name is gone */
  int foreign;     /* not below the live directory */
  struct range *dirty;
  size_t dirty_count, dirty_room;
  char *durable_directory; /* for directories: where in the durable tree, relative; or null */
  struct node *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct node *buckets[BUCKETS];
static char live[PATH_MAX], durable[PATH_MAX];
static size_t live_length;
static dev_t live_device;
static int active;

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static void complain(const char *what, const char *path) {
  dprintf(2, "unsynced: %s: %s (%s)\n", what, path, strerror(errno));
}

__attribute__((constructor)) static void begin(void) {
  const char *from = getenv("UNSYNCED_LIVE"), *to = getenv("UNSYNCED_DURABLE");
  struct stat stat_live;
  char path[PATH_BYTES];
  if (!from || !to || stat(from, &stat_live) != 0) return;
  snprintf(live, sizeof live, "%s", from);
  snprintf(durable, sizeof durable, "%s", to);
  live_length = strlen(live);
  live_device = stat_live.st_dev;
  mkdir(durable, 0700);
  snprintf(path, sizeof path, "%s/tree", durable);
  mkdir(path, 0700);
  snprintf(path, sizeof path, "%s/inodes", durable);
  mkdir(path, 0700);
  active = 1;
}

static int below_live(const char *path) {
  return strncmp(path, live, live_length) == 0 && (path[live_length] == '/' || !path[live_length]);
}

static int path_of(int fd, char *path) {
  char name[64];
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(name, path, PATH_MAX - 1);
  if (length < 0) return -1;
  path[length] = 0;
  return 0;
}

/* The node of an open file below the live directory, or null. Holding the lock. */
static struct node *node_of(int fd, const struct stat *status) {
  struct node **bucket = &buckets[status->st_ino % BUCKETS], *node;
  unsigned number = 0;
  for (node = *bucket; node; node = node->next) {
    if (node->inode != status->st_ino) continue;
    if (!node->dead) return node->foreign ? NULL : node;
    if (node->number >= number) number = node->number + 1;
  }
  char path[PATH_MAX];
  if (path_of(fd, path) != 0) return NULL;
  node = calloc(1, sizeof *node);
  if (!node) return NULL;
  node->inode = status->st_ino;
  node->number = number;
  node->foreign = !below_live(path);
  node->next = *bucket;
  *bucket = node;
  return node->foreign ? NULL : node;
}

static void mark(int fd, off_t from, off_t to) {
  struct stat status;
  int error = errno;
  if (active && to > from && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)
      && status.st_dev == live_device) {
    pthread_mutex_lock(&lock);
    struct node *node = node_of(fd, &status);
    if (node) {
      struct range *last = node->dirty_count ? &node->dirty[node->dirty_count - 1] : NULL;
      if (last && from >= last->from && from <= last->to) {
        if (to > last->to) last->to = to;
      } else {
        if (node->dirty_count == node->dirty_room) {
          node->dirty_room = node->dirty_room ? node->dirty_room * 2 : 8;
          node->dirty = realloc(node->dirty, node->dirty_room * sizeof *node->dirty);
        }
        node->dirty[node->dirty_count].from = from;
        node->dirty[node->dirty_count++].to = to;
      }
    }
    pthread_mutex_unlock(&lock);
  }
  errno = error;
}

static void inode_path(const struct node *node, char *path) {
  snprintf(path, PATH_BYTES, "%s/inodes/%llu.%u", durable, (unsigned long long)node->inode,
           node->number);
}

/* The real calls, for our own files. */
static ssize_t real_pwrite(int fd, const void *bytes, size_t count, off_t at) {
  REAL(pwrite);
  return real(fd, bytes, count, at);
}

static void copy_range(int from, int to, off_t at, off_t end) {
  static char buffer[1 << 20]; /* under the lock */
  while (at < end) {
    size_t wanted = end - at < (off_t)sizeof buffer ? (size_t)(end - at) : sizeof buffer;
    ssize_t read = pread(from, buffer, wanted, at);
    if (read <= 0) return;
    if (real_pwrite(to, buffer, read, at) != read) complain("cannot write", durable);
    at += read;
  }
}

static void sync_bytes(int fd, struct node *node, const struct stat *status) {
  char path[PATH_BYTES], name[64];
  inode_path(node, path);
  int to = open(path, O_WRONLY | O_CREAT, 0600);
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  int from = open(name, O_RDONLY);
  if (to < 0 || from < 0) {
    complain("cannot keep", path);
  } else {
    for (size_t i = 0; i < node->dirty_count; i++)
      copy_range(from, to, node->dirty[i].from, node->dirty[i].to);
    struct stat kept;
    if (fstat(to, &kept) == 0 && kept.st_size != status->st_size) {
      static int (*real)(int, off_t);
      if (!real) real = (int (*)(int, off_t))dlsym(RTLD_NEXT, "ftruncate");
      if (real(to, status->st_size) != 0) complain("cannot cut", path);
    }
    node->dirty_count = 0;
  }
  if (to >= 0) close(to);
  if (from >= 0) close(from);
}

static int real_rename(const char *from, const char *to) {
  REAL(rename);
  return real(from, to);
}

static int real_unlink(const char *path) {
  REAL(unlink);
  return real(path);
}

/* Removes a name of the durable tree with all below it. */
static void remove_all(const char *path) {
  struct stat status;
  if (lstat(path, &status) != 0) return;
  if (!S_ISDIR(status.st_mode)) {
    real_unlink(path);
    return;
  }
  DIR *directory = opendir(path);
  struct dirent *entry;
  char child[PATH_BYTES];
  while (directory && (entry = readdir(directory))) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    snprintf(child, sizeof child, "%s/%s", path, entry->d_name);
    remove_all(child);
  }
  if (directory) closedir(directory);
  static int (*real)(const char *);
  if (!real) real = (int (*)(const char *))dlsym(RTLD_NEXT, "rmdir");
  real(path);
}

static void keep_file(int fd, const struct stat *status, const char *name) {
  struct node *node = node_of(fd, status);
  char bytes[PATH_BYTES], made[PATH_BYTES];
  struct stat there, kept;
  if (!node) return;
  inode_path(node, bytes);
  if (stat(bytes, &kept) != 0) {
    int file = open(bytes, O_WRONLY | O_CREAT, 0600);
    if (file >= 0) close(file);
    if (stat(bytes, &kept) != 0) return;
  }
  if (lstat(name, &there) == 0 && there.st_ino == kept.st_ino) return;
  snprintf(made, sizeof made, "%s/linking", durable);
  real_unlink(made);
  if (link(bytes, made) != 0 || real_rename(made, name) != 0) complain("cannot name", name);
}

static void keep_directory(int fd, const struct stat *status, const char *name) {
  struct node *node = node_of(fd, status);
  struct stat there;
  if (!node) return;
  if (node->durable_directory && strcmp(node->durable_directory, name)) {
    remove_all(name);
    if (real_rename(node->durable_directory, name) != 0) complain("cannot move", name);
    free(node->durable_directory);
    node->durable_directory = NULL;
  } else if (lstat(name, &there) != 0) {
    mkdir(name, 0700);
  }
  if (!node->durable_directory) node->durable_directory = strdup(name);
}

static void sync_names(const char *directory) {
  char kept[PATH_BYTES], name[PATH_BYTES], child[PATH_BYTES];
  struct stat status;
  struct dirent *entry;
  snprintf(kept, sizeof kept, "%s/tree%s", durable, directory + live_length);
  if (stat(kept, &status) != 0) {
    complain("a directory is synced whose own name is not", directory);
    return;
  }
  DIR *entries = opendir(directory);
  while (entries && (entry = readdir(entries))) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    snprintf(child, sizeof child, "%s/%s", directory, entry->d_name);
    snprintf(name, sizeof name, "%s/%s", kept, entry->d_name);
    int fd = open(child, O_RDONLY | O_NOFOLLOW);
    if (fd < 0) continue;
    if (fstat(fd, &status) == 0) {
      if (S_ISDIR(status.st_mode)) keep_directory(fd, &status, name);
      if (S_ISREG(status.st_mode)) keep_file(fd, &status, name);
    }
    close(fd);
  }
  if (entries) closedir(entries);
  entries = opendir(kept);
  while (entries && (entry = readdir(entries))) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    snprintf(child, sizeof child, "%s/%s", directory, entry->d_name);
    snprintf(name, sizeof name, "%s/%s", kept, entry->d_name);
    if (lstat(child, &status) != 0) remove_all(name);
  }
  if (entries) closedir(entries);
}

static void synced(int fd) {
  struct stat status;
  char path[PATH_MAX];
  int error = errno;
  if (active && fstat(fd, &status) == 0 && status.st_dev == live_device) {
    pthread_mutex_lock(&lock);
    if (S_ISREG(status.st_mode)) {
      struct node *node = node_of(fd, &status);
      if (node) sync_bytes(fd, node, &status);
    } else if (S_ISDIR(status.st_mode) && path_of(fd, path) == 0 && below_live(path)) {
      sync_names(path);
    }
    pthread_mutex_unlock(&lock);
  }
  errno = error;
}

/* A name is about to go; its file, if it has no other, is no longer what its number stands for. */
static void forget(const char *path) {
  struct stat status;
  int error = errno;
  if (active && lstat(path, &status) == 0 && status.st_dev == live_device
      && (S_ISDIR(status.st_mode) || status.st_nlink == 1)) {
    pthread_mutex_lock(&lock);
    struct node *node = buckets[status.st_ino % BUCKETS];
    for (; node; node = node->next) {
      if (node->inode != status.st_ino || node->dead) continue;
      char bytes[PATH_BYTES], gone[PATH_BYTES];
      inode_path(node, bytes);
      snprintf(gone, sizeof gone, "%s/inodes/gone.%llu.%u", durable,
               (unsigned long long)node->inode, node->number);
      real_rename(bytes, gone);
      node->dead = 1;
    }
    pthread_mutex_unlock(&lock);
  }
  errno = error;
}

int fsync(int fd) {
  REAL(fsync);
  int result = real(fd);
  if (result == 0) synced(fd);
  return result;
}

int fdatasync(int fd) {
  REAL(fdatasync);
  int result = real(fd);
  if (result == 0) synced(fd);
  return result;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  REAL(pwrite);
  ssize_t written = real(fd, bytes, count, at);
  if (written > 0) mark(fd, at, at + written);
  return written;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  REAL(pwrite64);
  ssize_t written = real(fd, bytes, count, at);
  if (written > 0) mark(fd, at, at + written);
  return written;
}

static void mark_sequential(int fd, ssize_t written) {
  off_t end = lseek(fd, 0, SEEK_CUR);
  if (end >= written) mark(fd, end - written, end);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(write);
  ssize_t written = real(fd, bytes, count);
  if (written > 0 && active) {
    int error = errno;
    mark_sequential(fd, written);
    errno = error;
  }
  return written;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  ssize_t written = real(fd, parts, count);
  if (written > 0 && active) {
    int error = errno;
    mark_sequential(fd, written);
    errno = error;
  }
  return written;
}

int ftruncate(int fd, off_t length) {
  REAL(ftruncate);
  struct stat status;
  off_t before = fstat(fd, &status) == 0 ? status.st_size : 0;
  int result = real(fd, length);
  if (result == 0) mark(fd, length < before ? length : before, length < before ? before : length);
  return result;
}

int ftruncate64(int fd, off64_t length) {
  REAL(ftruncate64);
  struct stat status;
  off_t before = fstat(fd, &status) == 0 ? status.st_size : 0;
  int result = real(fd, length);
  if (result == 0) mark(fd, length < before ? length : before, length < before ? before : length);
  return result;
}

/* A directory takes along what is kept of it, also if it was there before this process. */
static void remember_directory(const char *path) {
  struct stat status, there;
  char name[PATH_BYTES];
  int error = errno, fd;
  if (active && below_live(path) && (fd = open(path, O_RDONLY | O_DIRECTORY)) >= 0) {
    pthread_mutex_lock(&lock);
    struct node *node = fstat(fd, &status) == 0 ? node_of(fd, &status) : NULL;
    snprintf(name, sizeof name, "%s/tree%s", durable, path + live_length);
    if (node && !node->durable_directory && lstat(name, &there) == 0)
      node->durable_directory = strdup(name);
    pthread_mutex_unlock(&lock);
    close(fd);
  }
  errno = error;
}

int rename(const char *from, const char *to) {
  remember_directory(from);
  forget(to);
  return real_rename(from, to);
}

int unlink(const char *path) {
  forget(path);
  return real_unlink(path);
}

int rmdir(const char *path) {
  REAL(rmdir);
  forget(path);
  return real(path);
}
