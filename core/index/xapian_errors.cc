// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/xapian_errors.h"

#include <xapian.h>

#include <new>

namespace dateline {

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
    return absl::InternalError("database: " + error.get_description());
  } catch (const Xapian::DocNotFoundError& error) {
    return absl::NotFoundError("no document: " + error.get_msg());
  } catch (const Xapian::InvalidArgumentError& error) {
    return absl::InvalidArgumentError(error.get_msg());
  } catch (const Xapian::RangeError& error) {
    return absl::OutOfRangeError(error.get_msg());
  } catch (const Xapian::Error& error) {
    return absl::InternalError(error.get_description());
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError("out of memory");
  }
}

}  // namespace dateline
