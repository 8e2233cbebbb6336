// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/xapian_errors.h"

#include <xapian.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>

#include "core/errors/errors.h"
#include "core/index/files.h"

namespace dateline::index {
namespace {

// Of a system call that failed. Without one, what Xapian complains of is what it read.
bool FromSystem(const Xapian::Error& error) { return error.get_error_string() != nullptr; }

// Xapian keeps the error number to itself and shows its text.
bool ForWantOfSpace(const Xapian::Error& error) {
  const char* text = error.get_error_string();
  if (text == nullptr) return false;
  const std::string_view found = text;
  return found == strerror(ENOSPC) || found == strerror(EDQUOT);
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

}  // namespace dateline::index
