// SPDX-License-Identifier: GPL-3.0-or-later
// A Xapian handle of a segment.
#ifndef DATELINE_CORE_INDEX_DATABASE_LEASE_H_
#define DATELINE_CORE_INDEX_DATABASE_LEASE_H_

#include <memory>

namespace Xapian {
class Database;
}

namespace dateline::index {

class Segment;

// What one thread holds; goes back to its segment, which must outlive it, on destruction.
class DatabaseLease {
 public:
  DatabaseLease(const Segment* segment, std::unique_ptr<Xapian::Database> database);
  ~DatabaseLease();
  DatabaseLease(DatabaseLease&&) noexcept;
  DatabaseLease& operator=(DatabaseLease&&) = delete;
  // Closes the handle, which is not used again: after an error of the database.
  void Discard();
  Xapian::Database& operator*() const { return *database_; }
  Xapian::Database* operator->() const { return database_.get(); }

 private:
  const Segment* segment_;
  std::unique_ptr<Xapian::Database> database_;
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_DATABASE_LEASE_H_
