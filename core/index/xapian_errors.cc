// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/xapian_errors.h"

#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <new>
#include <stdexcept>
#include <string_view>

#include "core/errors/errors.h"
#include "core/index/files.h"

namespace dateline::index {
namespace {

// Of a system call that failed. Without one, what Xapian complains of is what it read.
bool FromSystem(const Xapian::Error& error) { return error.get_error_string() != nullptr; }

// Xapian keeps the error number to itself and shows its text.
bool IsAnyOf(const Xapian::Error& error, std::initializer_list<int> numbers) {
  const char* text = error.get_error_string();
  if (text == nullptr) return false;
  return std::any_of(numbers.begin(), numbers.end(), [found = std::string_view(text)](int number) {
    return found == strerror(number);
  });
}

bool ForWantOfSpace(const Xapian::Error& error) { return IsAnyOf(error, {ENOSPC, EDQUOT}); }

absl::Status Damaged(std::string_view type, std::string_view message) {
  return absl::DataLossError(fmt::format("damaged database ({}: {})", type, message));
}

}  // namespace

absl::Status RunXapian(const std::function<void()>& body) {
  try {
    body();
    return absl::OkStatus();
  } catch (const Xapian::DatabaseCorruptError& error) {
    return absl::DataLossError("damaged database: " + error.get_msg());
  } catch (const Xapian::DatabaseVersionError& error) {
    return absl::FailedPreconditionError("database of an unknown version: " + error.get_msg());
  } catch (const Xapian::DatabaseNotFoundError& error) {
    return absl::NotFoundError("no database: " + error.get_msg());
  } catch (const Xapian::DatabaseLockError& error) {
    return absl::FailedPreconditionError("locked database: " + error.get_msg());
  } catch (const Xapian::DatabaseError& error) {
    if (ForWantOfSpace(error)) return DiskFull("database: " + error.get_description());
    if (!FromSystem(error)) return absl::DataLossError("damaged database: " + error.get_msg());
    return absl::InternalError("database: " + error.get_description());
  } catch (const Xapian::SerialisationError& error) {
    return absl::DataLossError("damaged database: " + error.get_msg());
  } catch (const Xapian::DocNotFoundError& error) {
    return absl::NotFoundError("no document: " + error.get_msg());
  } catch (const Xapian::InvalidArgumentError& error) {
    return absl::InvalidArgumentError(error.get_msg());
  } catch (const Xapian::RangeError& error) {
    return absl::OutOfRangeError(error.get_msg());
  } catch (const Xapian::Error& error) {
    return absl::InternalError(error.get_description());
  } catch (const std::bad_alloc&) {
    return errors::OutOfMemory();
  }
}

absl::Status ReadXapian(const std::function<void()>& body) {
  try {
    body();
    return absl::OkStatus();
  } catch (const Xapian::InvalidArgumentError& error) {  // of the caller: a key that is too long
    return absl::InvalidArgumentError(error.get_msg());
  } catch (const Xapian::Error& error) {
    if (IsAnyOf(error, {EMFILE, ENFILE})) {
      return absl::InternalError("database: " + error.get_description() +
                                 "; raise the limit of open files (ulimit -n)");
    }
    if (IsAnyOf(error, {EACCES, EPERM, ENOMEM})) {
      return absl::InternalError("database: " + error.get_description());
    }
    return Damaged(error.get_type(), error.get_msg());
  } catch (const std::bad_alloc&) {
    return errors::OutOfMemory();
  } catch (const std::logic_error& error) {  // a length or a place that no string has
    return Damaged("logic error", error.what());
  }
}

}  // namespace dateline::index
