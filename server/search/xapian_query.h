// SPDX-License-Identifier: GPL-3.0-or-later
// From a resolved query to a Xapian query, for one segment. Internal to server/search.
#ifndef DATELINE_SERVER_SEARCH_XAPIAN_QUERY_H_
#define DATELINE_SERVER_SEARCH_XAPIAN_QUERY_H_

#include <xapian.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "core/index/segment.h"
#include "server/search/bitmap.h"
#include "server/search/phrase.h"
#include "server/search/resolved_query.h"
#include "server/search/search_context.h"

namespace dateline {

// Weight of a posting under impact-v1: qtf * idf * wdf / 127. qtf * idf travels as the query term's
// wqf, in thousandths, so that no statistic of the segment is needed and segments score alike.
class ImpactWeight : public Xapian::Weight {
 public:
  static constexpr double kWqfScale = 1000;
  explicit ImpactWeight(const SearchContext& context) : ticker_(context), context_(&context) {
    need_stat(WDF);
    need_stat(WDF_MAX);
    need_stat(WQF);
  }
  ImpactWeight* clone() const override { return new ImpactWeight(*context_); }
  std::string name() const override { return "dateline::ImpactWeight"; }
  void init(double factor) override;
  double get_sumpart(Xapian::termcount wdf, Xapian::termcount, Xapian::termcount) const override {
    ticker_.Tick();
    return per_impact_ * wdf;
  }
  double get_maxpart() const override;
  double get_sumextra(Xapian::termcount, Xapian::termcount) const override { return 0; }
  double get_maxextra() const override { return 0; }

 private:
  mutable Ticker ticker_;
  const SearchContext* context_;
  double per_impact_ = 0;
};

// Documents of a bitmap, without weight; ends the match at the deadline.
class BitmapSource : public Xapian::PostingSource {
 public:
  // The bitmap and the context must outlive the match.
  BitmapSource(const Bitmap& bitmap, const SearchContext& context)
      : bitmap_(bitmap), cursor_(bitmap), ticker_(context) {}
  void init(const Xapian::Database&) override { started_ = false; }
  Xapian::doccount get_termfreq_min() const override { return bitmap_.size(); }
  Xapian::doccount get_termfreq_est() const override { return bitmap_.size(); }
  Xapian::doccount get_termfreq_max() const override { return bitmap_.size(); }
  void next(double) override;
  void skip_to(Xapian::docid did, double) override;
  bool at_end() const override { return started_ && cursor_.done(); }
  Xapian::docid get_docid() const override { return cursor_.value(); }

 private:
  const Bitmap& bitmap_;
  BitmapCursor cursor_;
  Ticker ticker_;
  bool started_ = false;
};

// Documents that hold a phrase, without weight. Only `check`ed, by a query whose other parts hold
// its words.
class PhraseSource : public Xapian::PostingSource {
 public:
  // The segment and the context must outlive the match.
  PhraseSource(const QueryNode& phrase, const Segment& segment, const SearchContext& context)
      : matcher_(phrase), segment_(segment), ticker_(context) {}
  void init(const Xapian::Database&) override { doc_ = 0; }
  Xapian::doccount get_termfreq_min() const override { return 0; }
  // Of all rows: so that it is asked last.
  Xapian::doccount get_termfreq_est() const override { return rows(); }
  Xapian::doccount get_termfreq_max() const override { return rows(); }
  void next(double) override { Seek(doc_ + 1); }
  void skip_to(Xapian::docid did, double) override { Seek(std::max(did, doc_)); }
  bool check(Xapian::docid did, double) override;
  bool at_end() const override { return doc_ > rows(); }
  Xapian::docid get_docid() const override { return doc_; }

 private:
  Xapian::doccount rows() const { return static_cast<Xapian::doccount>(segment_.columns().rows()); }
  void Seek(Xapian::docid did);

  PhraseMatcher matcher_;
  const Segment& segment_;
  Ticker ticker_;
  Xapian::docid doc_ = 0;
};

// The query for a segment. Dates become `BitmapSource`s over bitmaps that `date_bitmap(node)`
// returns and keeps.
class QueryCompiler {
 public:
  using DateBitmaps = std::function<const Bitmap&(const QueryNode&)>;
  QueryCompiler(const ResolvedQuery& query, const Segment& segment, DateBitmaps date_bitmap,
                const SearchContext& context)
      : query_(query), segment_(segment), date_bitmap_(std::move(date_bitmap)), context_(context) {}
  Xapian::Query Compile(const QueryNode& node) const;

 private:
  Xapian::Query Term(const std::string& term, std::uint32_t count) const;
  Xapian::Query Phrase(const QueryNode& node) const;
  Xapian::Query Join(Xapian::Query::op op, const QueryNode& node) const;

  const ResolvedQuery& query_;
  const Segment& segment_;
  DateBitmaps date_bitmap_;
  const SearchContext& context_;
};

}  // namespace dateline

#endif  // DATELINE_SERVER_SEARCH_XAPIAN_QUERY_H_
