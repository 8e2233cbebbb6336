// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded before libc: counts the calls that change files below one folder, and kills the
// process before one of them, lets it fail, or records them all. Environment:
//   SHIM_FOLDER  the folder, absolute          SHIM_ACKS  a file outside whose writes are recorded
//   SHIM_KILL    n: SIGKILL before call n      SHIM_LOG   records each call with its data
//   SHIM_FAIL    n: call n fails with SHIM_ERRNO; SHIM_LASTING=1: it and all later ones of its kind
//   SHIM_SHORT   n: call n, if a write, writes half of its bytes (and reports so)
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>

namespace {

std::string Setting(const char* name) {
  const char* text = getenv(name);
  return text == nullptr ? "" : text;
}
long Number(const char* name) { return atol(Setting(name).c_str()); }

// The next definition of a function after ours.
template <typename Function>
Function* Real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

struct Shim {
  std::recursive_mutex mutex;  // one call at a time, so that the record has the true order
  std::string folder = Setting("SHIM_FOLDER");
  std::string acks = Setting("SHIM_ACKS");
  long kill_at = Number("SHIM_KILL");
  long fail_at = Number("SHIM_FAIL");
  long short_at = Number("SHIM_SHORT");
  bool lasting = Number("SHIM_LASTING") != 0;
  int error = static_cast<int>(Number("SHIM_ERRNO"));
  FILE* log = Setting("SHIM_LOG").empty() ? nullptr : fopen(Setting("SHIM_LOG").c_str(), "we");
  long calls = 0;
  std::string failed_kind;

  bool Covers(const std::string& path) const {
    return !folder.empty() && path.starts_with(folder) &&
           (path.size() == folder.size() || path[folder.size()] == '/');
  }
  // Counts a call; whether it is to fail (errno is set).
  bool Fails(const char* kind) {
    ++calls;
    if (calls == kill_at) kill(getpid(), SIGKILL);
    const bool first = calls == fail_at;
    if (first) failed_kind = kind;
    if (!first && !(lasting && !failed_kind.empty() && failed_kind == kind)) return false;
    errno = error;
    return true;
  }
  void Log(char kind, std::uint64_t a, std::uint64_t b, const std::string& data) {
    if (log == nullptr) return;
    fprintf(log, "%c %llu %llu %zu\n", kind, static_cast<unsigned long long>(a),
            static_cast<unsigned long long>(b), data.size());
    fwrite(data.data(), 1, data.size(), log);
    fflush(log);
  }
};

Shim& TheShim() {
  static auto* shim = new Shim();  // outlives every destructor
  return *shim;
}
using Lock = std::lock_guard<std::recursive_mutex>;

std::string PathOf(int fd) {
  std::array<char, PATH_MAX> target{};
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t size = readlink(link.c_str(), target.data(), target.size());
  return size < 0 ? "" : std::string(target.data(), static_cast<std::size_t>(size));
}
std::string PathAt(int folder, const char* path) {
  if (*path == '/') return path;
  const std::string base = folder == AT_FDCWD ? "." : PathOf(folder);
  if (base != ".") return base + "/" + path;
  std::array<char, PATH_MAX> here{};
  return getcwd(here.data(), here.size()) == nullptr ? path : std::string(here.data()) + "/" + path;
}
std::uint64_t Inode(int fd) {
  struct stat about {};
  return fstat(fd, &about) == 0 ? about.st_ino : 0;
}

using OpenAt = int(int, const char*, int, ...);

int OpenFile(int folder, const char* name, int flags, mode_t mode) {
  static auto* const real = Real<OpenAt>("openat");
  Shim& shim = TheShim();
  const std::string path = PathAt(folder, name);
  if ((flags & (O_CREAT | O_TRUNC)) == 0 || !shim.Covers(path)) {
    return real(folder, name, flags, mode);
  }
  const Lock lock(shim.mutex);
  const bool existed = access(path.c_str(), F_OK) == 0;
  if (shim.Fails("open")) return -1;
  const int fd = real(folder, name, flags, mode);
  if (fd >= 0 && !existed) shim.Log('C', Inode(fd), 0, path);
  if (fd >= 0 && existed && (flags & O_TRUNC) != 0) shim.Log('T', Inode(fd), 0, "");
  return fd;
}

// `offset` < 0: at the descriptor's own offset.
ssize_t WriteFile(int fd, const void* bytes, std::size_t count, off_t offset) {
  static auto* const real = Real<ssize_t(int, const void*, std::size_t)>("write");
  static auto* const real_at = Real<ssize_t(int, const void*, std::size_t, off_t)>("pwrite");
  Shim& shim = TheShim();
  const auto call = [&](std::size_t some) {
    return offset < 0 ? real(fd, bytes, some) : real_at(fd, bytes, some, offset);
  };
  const std::string path = shim.folder.empty() ? "" : PathOf(fd);
  const std::string data(static_cast<const char*>(bytes), path == shim.acks ? count : 0);
  if (!shim.acks.empty() && path == shim.acks) {
    const Lock lock(shim.mutex);
    shim.Log('A', 0, 0, data);
    return call(count);
  }
  if (!shim.Covers(path)) return call(count);
  const Lock lock(shim.mutex);
  if (shim.Fails("write")) return -1;
  if (shim.calls == shim.short_at) count = (count + 1) / 2;
  const off_t at = offset < 0 ? lseek(fd, 0, SEEK_CUR) : offset;
  const ssize_t written = call(count);
  if (written > 0) {
    shim.Log('W', Inode(fd), static_cast<std::uint64_t>(at),
             {static_cast<const char*>(bytes), static_cast<std::size_t>(written)});
  }
  return written;
}

int SyncFile(const char* name, int fd) {
  auto* const real = Real<int(int)>(name);
  Shim& shim = TheShim();
  const std::string path = PathOf(fd);
  struct stat about {};
  if (fstat(fd, &about) != 0) return -1;
  const bool parent = S_ISDIR(about.st_mode) && shim.folder.starts_with(path + "/");
  if (!shim.Covers(path) && !parent) return real(fd);
  const Lock lock(shim.mutex);
  if (shim.Fails("sync")) return -1;
  const int result = real(fd);
  if (result == 0) shim.Log(S_ISDIR(about.st_mode) ? 'D' : 'S', about.st_ino, 0, path);
  return result;
}

// A change of one entry of a folder; `data` is what the record holds.
template <typename Call>
int ChangeEntry(const char* kind, char letter, const std::string& path, const std::string& data,
                Call call) {
  Shim& shim = TheShim();
  if (!shim.Covers(path)) return call();
  const Lock lock(shim.mutex);
  if (shim.Fails(kind)) return -1;
  const int result = call();
  if (result == 0) shim.Log(letter, 0, 0, data);
  return result;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return OpenFile(AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return OpenFile(AT_FDCWD, path, flags, mode);
}
ssize_t write(int fd, const void* bytes, size_t count) { return WriteFile(fd, bytes, count, -1); }
ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset) {
  return WriteFile(fd, bytes, count, offset);
}
ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t offset) {
  return WriteFile(fd, bytes, count, offset);
}
int fsync(int fd) { return SyncFile("fsync", fd); }
int fdatasync(int fd) { return SyncFile("fdatasync", fd); }
int rename(const char* from, const char* to) noexcept {
  static auto* const real = Real<int(const char*, const char*)>("rename");
  return ChangeEntry("rename", 'R', PathAt(AT_FDCWD, to),
                     PathAt(AT_FDCWD, from) + '\n' + PathAt(AT_FDCWD, to),
                     [&] { return real(from, to); });
}
int unlink(const char* path) noexcept {
  static auto* const real = Real<int(const char*)>("unlink");
  const std::string full = PathAt(AT_FDCWD, path);
  return ChangeEntry("unlink", 'U', full, full, [&] { return real(path); });
}
int remove(const char* path) noexcept {
  static auto* const real = Real<int(const char*)>("remove");
  const std::string full = PathAt(AT_FDCWD, path);
  return ChangeEntry("unlink", 'U', full, full, [&] { return real(path); });
}
int unlinkat(int folder, const char* path, int flags) noexcept {
  static auto* const real = Real<int(int, const char*, int)>("unlinkat");
  const std::string full = PathAt(folder, path);
  return ChangeEntry("unlink", 'U', full, full, [&] { return real(folder, path, flags); });
}
int rmdir(const char* path) noexcept {
  static auto* const real = Real<int(const char*)>("rmdir");
  const std::string full = PathAt(AT_FDCWD, path);
  return ChangeEntry("unlink", 'U', full, full, [&] { return real(path); });
}
int mkdir(const char* path, mode_t mode) noexcept {
  static auto* const real = Real<int(const char*, mode_t)>("mkdir");
  const std::string full = PathAt(AT_FDCWD, path);
  return ChangeEntry("mkdir", 'M', full, full, [&] { return real(path, mode); });
}
int ftruncate(int fd, off_t size) noexcept {
  static auto* const real = Real<int(int, off_t)>("ftruncate");
  Shim& shim = TheShim();
  if (!shim.Covers(PathOf(fd))) return real(fd, size);
  const Lock lock(shim.mutex);
  if (shim.Fails("truncate")) return -1;
  const int result = real(fd, size);
  if (result == 0) shim.Log('T', Inode(fd), static_cast<std::uint64_t>(size), "");
  return result;
}

}  // extern "C"

namespace {
// How many calls there were, for a test that fails each of them.
struct TellCalls {
  ~TellCalls() {
    Shim& shim = TheShim();
    const std::string path = Setting("SHIM_COUNT");
    if (path.empty()) return;
    if (FILE* file = fopen(path.c_str(), "we")) {
      fprintf(file, "%ld\n", shim.calls);
      fclose(file);
    }
  }
} tell_calls;
}  // namespace
