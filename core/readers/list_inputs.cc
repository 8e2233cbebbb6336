// SPDX-License-Identifier: GPL-3.0-or-later
// Which files a list of paths means.
#include "core/readers/list_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace dateline::readers {
namespace {

namespace fs = std::filesystem;

// Whether an index was made in this folder: articles may lie next to its files.
bool IsIndex(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "segments", ignored) &&
         (fs::exists(folder / "CURRENT", ignored) || fs::exists(folder / "LOCK", ignored));
}

bool IsOfIndex(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  return name == "segments" || name == "scratch" || name == "CURRENT" || name == "LOCK" ||
         name == "xapian.stub" || name.starts_with("MANIFEST-") || name.ends_with(".tmp");
}

class Lister {
 public:
  InputList List(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      std::error_code error;
      if (path == "-") {
        list_.files.push_back({path, 0});
      } else if (fs::is_directory(path, error)) {
        root_ = fs::canonical(path, error);
        const std::size_t before = list_.files.size();
        const std::size_t errors_before = list_.errors.size();
        Walk(path);
        if (list_.files.size() == before && list_.errors.size() == errors_before) {
          list_.errors.push_back(absl::NotFoundError(
              fmt::format("{}: the folder holds no files; give another one", path)));
        }
      } else {
        AddFile(path, false);
      }
    }
    return std::move(list_);
  }

 private:
  void AddFile(const fs::path& path, bool found) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
      const bool dangling = fs::is_symlink(fs::symlink_status(path, error));
      list_.errors.push_back(absl::NotFoundError(fmt::format(
          "{}: {}", path.string(),
          dangling ? "the link points to nothing" : "there is no such file or folder")));
      return;
    }
    if (!fs::status_known(status)) {
      list_.errors.push_back(
          absl::PermissionDeniedError(fmt::format("{}: {}", path.string(), error.message())));
      return;
    }
    std::uintmax_t bytes = 0;
    if (fs::is_regular_file(status)) bytes = fs::file_size(path, error);
    list_.files.push_back({path.string(), error ? 0 : bytes, found});
  }

  // A folder from elsewhere must not name files that are nobody's to load. Links to nothing are
  // for AddFile to report.
  bool LeadsOut(const fs::path& link) {
    std::error_code error;
    const fs::path target = fs::canonical(link, error);
    if (error || *target.lexically_relative(root_).begin() != "..") return false;
    list_.errors.push_back(absl::InvalidArgumentError(
        fmt::format("{}: the link leads out of the folder; name the file itself", link.string())));
    return true;
  }

  void AddLink(const fs::path& link) {
    std::error_code error;
    const fs::file_status status = fs::status(link, error);
    const bool passed_over = fs::exists(status) && !fs::is_regular_file(status);
    if (!passed_over && !LeadsOut(link)) AddFile(link, true);
  }

  // Depth first, in name order. Links to folders are not followed: they may lead round in circles.
  void Walk(const fs::path& folder) {
    std::vector<fs::directory_entry> entries;
    std::error_code error;
    fs::directory_iterator it(folder, error);
    for (; !error && it != fs::directory_iterator(); it.increment(error)) entries.push_back(*it);
    if (error) {
      list_.errors.push_back(
          absl::PermissionDeniedError(fmt::format("{}: {}", folder.string(), error.message())));
    }
    if (IsIndex(folder)) std::erase_if(entries, IsOfIndex);
    const auto hidden = [](const fs::directory_entry& entry) {
      return entry.path().filename().native().starts_with('.');
    };
    std::sort(entries.begin(), entries.end());
    for (const fs::directory_entry& entry : entries) {
      if (hidden(entry)) {
        list_.hidden.push_back(entry.path().string());
        continue;
      }
      std::error_code ignored;
      const fs::file_type own = entry.symlink_status(ignored).type();
      if (own == fs::file_type::directory) {
        Walk(entry.path());
      } else if (own == fs::file_type::symlink) {
        AddLink(entry.path());
      } else if (own == fs::file_type::regular) {
        AddFile(entry.path(), true);
      }  // pipes, sockets and devices hold no articles
    }
  }

  InputList list_;
  fs::path root_;  // of the walk
};

}  // namespace

InputList ListInputs(const std::vector<std::string>& paths) { return Lister().List(paths); }

}  // namespace dateline::readers
