// SPDX-License-Identifier: Apache-2.0
// Every limit of Dateline, with its unit. doc/operations.md, "Limits met first", tells which ones
// people meet in practice.
#ifndef DATELINE_CORE_LIMITS_H_
#define DATELINE_CORE_LIMITS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dateline::limits {

// Articles (bytes of UTF-8 unless said otherwise).
inline constexpr std::size_t kMaxIdBytes = 4096;
inline constexpr std::size_t kMaxIdTermBytes = 200;  // longer ids are hashed in the index
inline constexpr std::size_t kMaxHeadlineBytes = 1024;
inline constexpr std::size_t kMaxBodyBytes = 1U << 20U;
inline constexpr std::size_t kMaxNameBytes = 200;  // source, section, one author
inline constexpr std::size_t kMaxUrlBytes = 2048;
inline constexpr std::size_t kMaxAuthors = 32;
inline constexpr std::size_t kMaxEntities = 256;
inline constexpr std::size_t kMaxEntityNameBytes = 500;
inline constexpr std::size_t kMaxEntityIdBytes = 500;
inline constexpr std::size_t kMaxEntityUriBytes = 2048;
inline constexpr std::size_t kMaxExtraBytes = 64U << 10U;  // JSON text of what has no field
inline constexpr std::size_t kMaxExtraDepth = 16;
inline constexpr std::size_t kMaxProvenanceBytes = 1024;
inline constexpr std::size_t kMaxPubstatusBytes = 200;
inline constexpr std::size_t kMaxLanguageTagBytes = 35;
inline constexpr std::size_t kMaxArticleWarnings = 16;  // of one article
inline constexpr std::size_t kMaxStoredArticleBytes =
    8U << 20U;  // headline, body, entities and all the rest
inline constexpr std::int64_t kMinPublishSeconds = -62135596800;  // 0001-01-01T00:00:00Z
inline constexpr std::int64_t kMaxPublishSeconds = 253402300799;  // 9999-12-31T23:59:59Z
inline constexpr std::int32_t kMaxNanos = 999'999'999;            // of a Timestamp

// Text analysis.
inline constexpr std::size_t kMaxTokenBytes = 64;  // longer words are cut there
inline constexpr std::size_t kMaxTermBytes = 240;  // Xapian's own limit is 245

// Input files.
inline constexpr std::size_t kMaxLineBytes = 8U << 20U;
inline constexpr std::size_t kMaxPageBytes = 4U << 20U;
inline constexpr std::size_t kMaxJsonDepth = 32;
inline constexpr std::uint64_t kMaxExpandedBytes = 64ULL << 30U;
inline constexpr std::uint64_t kMaxExpansionRatio = 200;

// Queries.
inline constexpr std::size_t kMaxQueryBytes = 16U << 10U;
inline constexpr std::size_t kMaxQueryTerms = 1000;  // words and values that are looked for
inline constexpr std::size_t kMaxQueryDepth = 16;    // operators above the deepest word
inline constexpr std::size_t kMaxParentheses = 32;   // nested
inline constexpr std::size_t kMaxWildcards = 64;
inline constexpr std::size_t kMaxExpansion = 256;  // words or values that a wildcard stands for
inline constexpr std::size_t kMaxReadings = 1000;  // parts of a query that the answer explains

// Words that MATCH_MODE_MOST asks for: this part of them, rounded up.
inline constexpr std::size_t kMostNumerator = 2;
inline constexpr std::size_t kMostDenominator = 3;

// Pages, facets and filters of a search.
inline constexpr std::uint32_t kMaxPageSize = 100;
inline constexpr std::uint32_t kDefaultPageSize = 10;
inline constexpr std::uint32_t kMaxPageWindow = 10000;  // hits reachable by relevance
inline constexpr std::size_t kMaxFacets = 16;
inline constexpr std::size_t kMaxTermsBuckets = 1000;
inline constexpr std::size_t kMaxDateBuckets = 10000;
inline constexpr std::size_t kMaxBucketsPerRequest = 10000;  // sum over its facets
inline constexpr std::size_t kMaxDateRanges = 64;
inline constexpr std::size_t kMaxFilterValues = 1024;

// Entities in answers.
inline constexpr std::size_t kMaxRelatedEntities = 100;
inline constexpr std::size_t kMaxEntitySpellings = 50;
inline constexpr std::size_t kMaxOtherEntities = 10;  // that the same name may mean
inline constexpr std::size_t kMaxEntityChoices = 4;   // words of a query that name several entities
inline constexpr std::size_t kMaxSuggestions = 100;
inline constexpr std::size_t kMaxSuggestPrefixBytes = 200;

// Facets that search inside their values.
inline constexpr std::size_t kMaxFacetTextBytes = 200;
inline constexpr std::int32_t kMaxIntervalCount = 1000;
inline constexpr std::size_t kMaxNameChoices = 4;    // authors and sources that a query names
inline constexpr std::size_t kMaxBodySpans = 10000;  // marks of a whole article

// Snippets.
inline constexpr std::size_t kMaxSnippets = 5;
inline constexpr std::size_t kMinSnippetChars = 40;
inline constexpr std::size_t kMaxSnippetChars = 1000;

// Calls.
// The transport takes more than a search may have, so that the server itself can say what is too
// large. A request over the second limit is refused before it is queued: the queue holds small
// ones.
inline constexpr int kMaxSearchMessageBytes = 1 << 20;
inline constexpr std::size_t kMaxSearchRequestBytes = 64U << 10U;
// More than an article may have, for the same reason: what is between is rejected alone and its
// stream goes on.
inline constexpr int kMaxIngestMessageBytes = 16 << 20;
inline constexpr std::size_t kMaxSentArticleBytes = 3U << 20U;  // with everything, as it is sent
// Texts, messages and unknown fields in it, at all depths: two bytes that are sent become a hundred
// in memory.
inline constexpr std::size_t kMaxSentArticleParts = 50'000;
// The same in other requests. A search that has the bytes it may have never has more.
inline constexpr std::size_t kMaxRequestParts = kMaxSearchRequestBytes / 2;
inline constexpr std::size_t kMaxPlainRequestBytes = 64U << 10U;  // of requests without values
// Ids that are not found are sent back: the answer must fit too.
inline constexpr std::size_t kMaxDeleteBytes = 3U << 20U;
// Messages compressed by gzip: what is sent. Expanded they may have what others may.
inline constexpr std::size_t kMaxCompressedSearchBytes = 64U << 10U;
inline constexpr std::size_t kMaxCompressedIngestBytes = 256U << 10U;
inline constexpr std::size_t kMaxIngestStreams = 1024;   // at once; a quarter of them per caller
inline constexpr std::size_t kMaxUnsentOutcomes = 1000;  // of a stream whose client does not read
inline constexpr std::size_t kMaxUnsentOutcomeBytes = 1U << 20U;
inline constexpr std::size_t kRpcMemoryBytes = 256U << 20U;
inline constexpr std::size_t kMaxDeleteIds = 10000;
inline constexpr std::size_t kMaxWaitingRefreshes = 1000;    // a quarter per caller if others wait
inline constexpr std::chrono::seconds kDefaultDeadline{10};  // if the client did not give one
inline constexpr std::chrono::seconds kMaxDeadline{60};      // a later one is taken as this one
inline constexpr std::chrono::hours kMaxAdminDeadline{24};   // of what reads the whole index
inline constexpr std::size_t kMaxCallersKept = 4096;         // whose use of time is remembered
// Stock clients take messages of up to 4 MB.
inline constexpr std::size_t kMaxAnswerBytes = 3'500'000;  // of one answer, serialized
// Of answers that still wait for their callers: in memory, before and after serialization.
inline constexpr std::size_t kMaxAnswerBytesInFlight = 256U << 20U;
inline constexpr std::chrono::seconds kMaxAnswerWait{30};  // then a call with such an answer ends
inline constexpr std::size_t kMaxLoggedHeaderBytes = 128;  // of x-request-id
inline constexpr std::size_t kMaxLoggedQueryBytes = 256;
inline constexpr std::size_t kMaxSlowLinesPerSecond = 50;

// Keys. A derived key with its filter travels in the metadata of a call, of which gRPC takes 8 KiB.
inline constexpr std::size_t kMaxKeyBytes = 4096;  // of the text of one key
inline constexpr std::size_t kMaxKeyNameBytes = 100;
inline constexpr std::size_t kMaxKeyFileBytes = 64U << 20U;
// What is kept for keys with a filter. Besides, each call under way may hold one of its own.
inline constexpr std::size_t kMaxRestrictedSnapshots = 64;       // sets of filters
inline constexpr std::size_t kMaxRestrictedGenerations = 8;      // of each: current, or of pages
inline constexpr std::size_t kMaxRestrictedBytes = 128U << 20U;  // of all
inline constexpr std::chrono::milliseconds kFilePoll{1000};  // for files of keys and certificates
inline constexpr std::size_t kMaxPemBytes = 1U << 20U;       // of a certificate, its key or a CA

// The audit log. Of calls that were refused a part is kept: whoever may do nothing must not be able
// to fill a disk. Of deletes that ran all ids are.
inline constexpr std::size_t kMaxRefusedAuditLines = 20;     // per second; the rest is counted
inline constexpr std::size_t kMaxRefusedAuditIds = 20;       // per line
inline constexpr std::size_t kMaxRefusedAuditIdBytes = 100;  // of each

// Connections and descriptors of a process.
inline constexpr std::size_t kMaxConnections = 4096;       // fewer if there are few descriptors
inline constexpr std::size_t kMaxDescriptors = 1U << 20U;  // no more are asked of the system
// Log lines per second that come from gRPC, and bytes of each. What a peer sends may be in them.
inline constexpr std::size_t kMaxGrpcLogLines = 100;
inline constexpr std::size_t kMaxGrpcLogLineBytes = 500;
// Looking after the files of an index.
inline constexpr std::uint64_t kScrubBytesPerSecond = 10'000'000;  // that nobody asked for

}  // namespace dateline::limits

#endif  // DATELINE_CORE_LIMITS_H_
