// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/term_reader.h"

#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <optional>

#include "core/index/scoring_profile.h"

namespace dateline::search {
namespace {

// Units of a Ticker. To open a list of the database takes as long as some hundred postings, to find
// one in a cache or a column as a few; a union with another list passes over its containers.
constexpr std::size_t kOpenUnits = 128;
constexpr std::size_t kFindUnits = 16;
constexpr std::size_t kRowsPerUnit = 1024;
constexpr std::size_t kRowsPerLook = 8192;  // at the clock

// Takes postings from the database.
class PostingsSink {
 public:
  void Reserve(std::size_t size) {
    postings_->docs.reserve(size);
    postings_->impacts.reserve(size);
  }
  void Add(index::DocId doc, const Xapian::PostingIterator& it) {
    postings_->Add(doc, static_cast<std::uint8_t>(std::min(it.get_wdf(), index::kMaxImpact)));
  }
  SharedPostings postings() const { return postings_; }

 private:
  std::shared_ptr<Postings> postings_ = std::make_shared<Postings>();
};

// Takes the documents alone.
class DocsSink {
 public:
  void Reserve(std::size_t size) { docs_.reserve(size); }
  void Add(index::DocId doc, const Xapian::PostingIterator&) { docs_.push_back(doc); }
  std::vector<index::DocId>& docs() { return docs_; }

 private:
  std::vector<index::DocId> docs_;
};

// Gives `sink` the documents that hold `term`, in ascending order. Everything later uses them as
// places: a list that names others than those of the segment, or not in order, is damage.
template <typename Sink>
absl::Status ReadTerm(const index::Segment& segment, const std::string& term, Ticker& ticker,
                      Sink& sink) {
  if (!ticker.Tick(kOpenUnits)) return ticker.status();
  bool over = false;
  absl::Status status = segment.ReadDatabase([&](const Xapian::Database& database) {
    const index::DocId rows = segment.rows();
    sink.Reserve(std::min(database.get_termfreq(term), rows));
    index::DocId last = 0;
    const auto end = database.postlist_end(term);
    for (auto it = database.postlist_begin(term); it != end; ++it) {
      over = !ticker.Tick();
      if (over) return;
      const index::DocId doc = *it;
      if (doc <= last || doc > rows) {
        throw Xapian::DatabaseCorruptError("a list of documents is out of order");
      }
      sink.Add(doc, it);
      last = doc;
    }
  });
  return over ? ticker.status() : status;
}

// Documents of an entity, which are in the columns.
absl::StatusOr<std::vector<index::DocId>> EntityDocs(
    const index::Columns& columns, std::pair<article::Field, std::string_view> entity,
    Mentions mentions, Ticker& ticker) {
  std::vector<index::DocId> docs;
  const index::TermsColumn& column = columns.terms(entity.first);
  const std::size_t ordinal = column.Find(entity.second);
  if (ordinal == column.size()) return docs;
  docs.reserve(std::min<std::size_t>(index::ReadOnce(column.articles[ordinal]), columns.rows()));
  bool over = false;
  index::VisitPostings(column.docs[ordinal], [&](index::DocId doc, bool salient) {
    over = !ticker.Tick();
    if (over) return false;
    const bool wanted = doc <= columns.rows() && (salient || mentions == Mentions::kAll);
    if (wanted) docs.push_back(doc);
    return true;
  });
  if (over) return ticker.status();
  return docs;
}

// Those of an entity are in the columns, of other values in the database.
absl::StatusOr<std::vector<index::DocId>> ValueDocs(const index::Segment& segment,
                                                    const std::string& term, Mentions mentions,
                                                    Ticker& ticker) {
  if (const auto entity = article::ParseEntityTerm(term)) {
    return EntityDocs(segment.columns(), *entity, mentions, ticker);
  }
  DocsSink sink;
  if (absl::Status status = ReadTerm(segment, term, ticker, sink); !status.ok()) return status;
  return std::move(sink.docs());
}

}  // namespace

SharedBitmap TermReader::FindBitmap(std::size_t segment, std::string_view key) {
  return caches_.bitmaps.Find(this->segment(segment).serial(), key);
}

SharedBitmap TermReader::KeepBitmap(std::size_t segment, std::string_view key, Bitmap bitmap) {
  bitmap.Compress();
  SharedBitmap kept = std::make_shared<const Bitmap>(std::move(bitmap));
  caches_.bitmaps.Insert(this->segment(segment).serial(), key, kept);
  return kept;
}

absl::StatusOr<SharedPostings> TermReader::ReadPostings(std::size_t segment,
                                                        const std::string& term) {
  SharedPostings& known = decoded_[{segment, term}];
  if (known != nullptr) return known;
  const std::uint64_t serial = this->segment(segment).serial();
  if (known = caches_.postings.Find(serial, term); known != nullptr) return known;
  PostingsSink sink;
  absl::Status status = ReadTerm(this->segment(segment), term, ticker_, sink);
  if (!status.ok()) return status;
  caches_.postings.Insert(serial, term, sink.postings());
  return known = sink.postings();
}

absl::Status TermReader::CountList(std::size_t segment) {
  return ticker_.Tick(kFindUnits + rows(segment) / kRowsPerUnit) ? absl::OkStatus()
                                                                 : ticker_.status();
}

absl::StatusOr<SharedBitmap> TermReader::WordBitmap(std::size_t segment, const std::string& term) {
  if (absl::Status status = CountList(segment); !status.ok()) return status;
  if (SharedBitmap cached = FindBitmap(segment, term)) return cached;
  const absl::StatusOr<SharedPostings> postings = ReadPostings(segment, term);
  if (!postings.ok()) return postings.status();
  return KeepBitmap(segment, term, Bitmap((*postings)->docs));
}

absl::StatusOr<SharedBitmap> TermReader::PrefixBitmap(std::size_t segment,
                                                      const std::string& start) {
  if (absl::Status status = CountList(segment); !status.ok()) return status;
  const std::string key = fmt::format("prefix\x1f{}", start);
  if (SharedBitmap cached = FindBitmap(segment, key)) return cached;
  std::vector<char> held(std::size_t{rows(segment)} + 1, 0);
  bool over = false;
  absl::Status status = this->segment(segment).ReadDatabase([&](const Xapian::Database& database) {
    const auto end = database.allterms_end(start);
    for (auto term = database.allterms_begin(start); term != end && !over; ++term) {
      const auto last = database.postlist_end(*term);
      for (auto it = database.postlist_begin(*term); it != last && !over; ++it) {
        if (*it == 0 || *it >= held.size()) {
          throw Xapian::DatabaseCorruptError("a list names a document that is not there");
        }
        held[*it] = 1;
        over = !ticker_.Tick();
      }
      over = over || !ticker_.Tick(kFindUnits);
    }
  });
  if (over) return ticker_.status();
  if (!status.ok()) return status;
  std::vector<std::uint32_t> docs;
  for (std::uint32_t doc = 1; doc < held.size(); ++doc) {
    if (held[doc] != 0) docs.push_back(doc);
  }
  return KeepBitmap(segment, key, Bitmap(docs));
}

absl::StatusOr<SharedBitmap> TermReader::OneValueBitmap(std::size_t segment,
                                                        const std::string& term,
                                                        Mentions mentions) {
  if (absl::Status status = CountList(segment); !status.ok()) return status;
  const std::string key = mentions == Mentions::kSalient ? fmt::format("about\x1f{}", term) : term;
  if (SharedBitmap cached = FindBitmap(segment, key)) return cached;
  const auto docs = ValueDocs(this->segment(segment), term, mentions, ticker_);
  if (!docs.ok()) return docs.status();
  return KeepBitmap(segment, key, Bitmap(*docs));
}

absl::StatusOr<SharedBitmap> TermReader::ValueBitmap(std::size_t segment,
                                                     const ValueMatch& values) {
  if (values.terms.size() == 1) {
    return OneValueBitmap(segment, values.terms.front(), values.mentions);
  }
  Bitmap any;
  for (const std::string& term : values.terms) {
    const absl::StatusOr<SharedBitmap> one = OneValueBitmap(segment, term, values.mentions);
    if (!one.ok()) return one.status();
    any |= **one;
  }
  return std::make_shared<const Bitmap>(std::move(any));
}

absl::StatusOr<SharedBitmap> TermReader::DateBitmap(std::size_t segment, const DateMatch& date) {
  const DateTest test(date);
  const std::string key = fmt::format("date:{}..{}:{}..{}{}", test.start(), test.end(),
                                      test.first_day(), test.end_day(), test.certain() ? "c" : "");
  if (SharedBitmap cached = FindBitmap(segment, key)) return cached;
  const index::Columns& columns = this->segment(segment).columns();
  const std::span<const std::int64_t> seconds = columns.publish_seconds;
  const bool alike = columns.imprecise.empty() || test.IsSameForDays();
  const bool days = columns.all_imprecise;
  std::vector<std::uint32_t> ids;
  for (std::size_t row = 0; row < seconds.size(); ++row) {
    if (row % kRowsPerLook == 0 && !ticker_.Tick(kRowsPerLook)) return ticker_.status();
    const std::int64_t time = index::ReadOnce(seconds[row]);
    const bool day = !alike && (days || columns.is_imprecise(row));
    const bool inside = day ? test.HasDay(time) : test.HasMoment(time);
    if (inside) ids.push_back(static_cast<std::uint32_t>(row + 1));
  }
  Bitmap bitmap(ids);
  if (absl::Status status = CorrectSpans(columns, test, bitmap); !status.ok()) return status;
  return KeepBitmap(segment, key, std::move(bitmap));
}

// The rows of more than one day were taken for single ones.
absl::Status TermReader::CorrectSpans(const index::Columns& columns, const DateTest& test,
                                      Bitmap& bitmap) {
  if (columns.span_rows.empty()) return absl::OkStatus();
  std::vector<std::uint32_t> all;
  std::vector<std::uint32_t> inside;
  for (std::size_t i = 0; i < columns.span_rows.size(); ++i) {
    if (i % kRowsPerLook == 0 && !ticker_.Tick(kRowsPerLook)) return ticker_.status();
    const std::uint32_t row = index::ReadOnce(columns.span_rows[i]);
    if (row >= columns.rows()) continue;
    all.push_back(row + 1);
    const std::int64_t start = index::ReadOnce(columns.span_starts[i]);
    const std::int64_t end = index::ReadOnce(columns.span_ends[i]);
    if (test.HasSpan(start, end)) inside.push_back(row + 1);
  }
  // A damaged file may have them in any order.
  std::sort(all.begin(), all.end());
  std::sort(inside.begin(), inside.end());
  bitmap -= Bitmap(all);
  bitmap |= Bitmap(inside);
  return absl::OkStatus();
}

absl::StatusOr<SharedBitmap> TermReader::LanguageBitmap(std::size_t segment,
                                                        std::span<const text::Language> languages) {
  std::string key = "languages:";
  for (const text::Language language : languages) {
    key.append(text::LanguageCode(language)).append(",");
  }
  if (SharedBitmap cached = FindBitmap(segment, key)) return cached;
  const auto is_wanted = [&](std::string_view code) {
    return std::find(languages.begin(), languages.end(), text::AnalysisLanguage(code)) !=
           languages.end();
  };
  // Which articles see it does not matter here, so that it can be kept for every caller.
  const index::TermsColumn& column =
      this->segment(segment).columns().terms(article::Field::kLanguage);
  std::vector<char> wanted;
  for (std::size_t i = 0; i < column.size(); ++i) wanted.push_back(is_wanted(column.Value(i)));
  const bool wanted_without = is_wanted("");
  std::vector<std::uint32_t> docs;
  for (std::uint32_t row = 0; row < rows(segment); ++row) {
    if (row % kRowsPerLook == 0 && !ticker_.Tick(kRowsPerLook)) return ticker_.status();
    const auto ordinals = column.Ordinals(row);
    const std::size_t ordinal = ordinals.empty() ? wanted.size() : index::ReadOnce(ordinals[0]);
    if (ordinal < wanted.size() ? wanted[ordinal] != 0 : wanted_without) docs.push_back(row + 1);
  }
  return KeepBitmap(segment, key, Bitmap(docs));
}

}  // namespace dateline::search
