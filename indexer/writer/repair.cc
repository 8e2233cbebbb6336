// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/writer/repair.h"

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "core/index/segment.h"
#include "core/index/tombstones.h"
#include "indexer/segments/commit_manifest.h"
#include "indexer/segments/file_names.h"
#include "indexer/segments/scratch_database.h"
#include "indexer/segments/segment_writer.h"
#include "indexer/writer/index_folder.h"

namespace dateline::writer {
namespace {

using Entries = std::vector<segments::FolderEntry>;
using Type = segments::FolderEntry::Type;

// Of articles that are added anew to one segment: what is kept in memory meanwhile.
constexpr std::size_t kChunkArticles = 20000;
constexpr std::size_t kChunkBytes = 64U << 20U;
constexpr std::size_t kScratchArticles = 300;

index::SegmentEntry EntryOfStem(const segments::SegmentFileName& name) {
  const std::string stem = segments::SegmentStem(name.number, name.epoch);
  index::SegmentEntry entry;
  entry.number = name.number;
  entry.database.name = stem + ".glass";
  entry.columns.name = stem + ".columns";
  entry.articles.name = stem + ".articles";
  entry.words.name = stem + ".words";
  return entry;
}

// The file names of segments in a text, in order, whatever else stands in it.
std::vector<std::string> NamesIn(std::string_view text) {
  constexpr std::string_view kFolder = "segments/";
  std::vector<std::string> names;
  for (auto at = text.find(kFolder); at != std::string_view::npos; at = text.find(kFolder, at)) {
    at += kFolder.size();
    names.emplace_back(text.substr(at, text.find('"', at) - at));
  }
  return names;
}

std::string IdIn(const std::string& text) {
  constexpr std::string_view kMember = "\"index_id\":\"";
  constexpr std::size_t kDigits = 32;
  const auto at = text.find(kMember);
  const std::string id = at == std::string::npos ? "" : text.substr(at + kMember.size(), kDigits);
  const bool good =
      id.size() == kDigits && id.find_first_not_of("0123456789abcdef") == std::string::npos;
  return good ? id : segments::RandomHex(kDigits / 2);
}

// The manifest without its last line, whose checksum does not fit.
absl::StatusOr<index::Manifest> ParseUnsealed(const std::string& text) {
  return index::ParseManifest(index::SealManifest(text.substr(0, text.rfind("\nchecksum "))));
}

// What is wrong with a file; "": nothing. Not OK: it could not be found out.
absl::StatusOr<std::string> ProblemOf(const std::string& folder, const index::FileEntry& file) {
  absl::Status status = index::CheckFile(folder, file);
  if (status.ok()) return std::string();
  if (absl::IsPermissionDenied(status) || absl::IsResourceExhausted(status)) return status;
  if (file.checksum.empty()) return fmt::format("{}: the manifest is lost", file.name);
  return absl::IsDataLoss(status) ? errors::MessageOf(status)
                                  : fmt::format("{}: {}", file.name, errors::MessageOf(status));
}

}  // namespace

// A segment of the manifest, on its way to the next.
struct Repair::Part {
  index::SegmentEntry entry;
  index::SegmentView view;  // of a whole one
  // Of a damaged one.
  std::unique_ptr<segments::Salvage> salvage;
  std::vector<index::DocId> dead;  // ascending
  bool database_whole = false;
  std::size_t damaged = 0;         // its place in the report
  std::vector<index::DocId> kept;  // ascending
  bool whole() const { return salvage == nullptr; }
};

Repair::Repair(const std::string& folder) : files_(folder) {}
Repair::~Repair() = default;

std::uint64_t RepairReport::saved() const {
  std::uint64_t sum = 0;
  for (const DamagedSegment& segment : segments) sum += segment.saved;
  return sum;
}

std::uint64_t RepairReport::lost() const {
  std::uint64_t sum = 0;
  for (const DamagedSegment& segment : segments) sum += segment.lost.size();
  return sum;
}

bool Repair::TakeManifest(const std::string& name) {
  const auto text = index::ReadWholeFile(files_.Path(name));
  if (!text.ok()) return false;
  auto manifest = index::ParseManifest(*text);
  sealed_ = manifest.ok();
  if (!sealed_) {
    manifest = ParseUnsealed(*text);
    if (!manifest.ok()) return false;
    report_.problems.push_back(fmt::format(
        "{}: its checksum does not fit; what it says is compared with the files", name));
  }
  manifest_ = *std::move(manifest);
  return true;
}

// The segments whose files a manifest that cannot be read names, or all that there are.
void Repair::TakeSegmentFiles(const std::string& text) {
  manifest_.index_id = IdIn(text);
  std::vector<std::string> names = NamesIn(text);
  const auto listed = files_.List("segments");
  const Entries there = listed.ok() ? *listed : Entries{};
  // A text that was cut short may have named more.
  if (names.empty() || text.rfind("\nchecksum ") == std::string::npos) {
    for (const segments::FolderEntry& entry : there) names.push_back(entry.name);
  }
  std::vector<std::string> stems;
  for (const std::string& name : names) {
    const auto parsed = segments::ParseSegmentFileName(name);
    if (!parsed || segments::IsTemporaryName(name)) continue;
    const index::SegmentEntry entry = EntryOfStem(*parsed);
    if (std::find(stems.begin(), stems.end(), entry.articles.name) != stems.end()) continue;
    stems.push_back(entry.articles.name);
    manifest_.segments.push_back(entry);
  }
  for (index::SegmentEntry& entry : manifest_.segments) {
    std::uint64_t newest = 0;
    for (const segments::FolderEntry& file : there) {
      const auto parsed = segments::ParseSegmentFileName(file.name);
      if (!parsed || segments::IsTemporaryName(file.name) || parsed->extension != "dead") continue;
      if (EntryOfStem(*parsed).articles.name != entry.articles.name) continue;
      if (parsed->generation <= newest) continue;
      newest = parsed->generation;
      entry.tombstones.name = "segments/" + file.name;
    }
    manifest_.generation = std::max(manifest_.generation, newest);
  }
}

absl::Status Repair::ChooseManifest() {
  auto current = index::ReadCurrentManifest(files_.folder());
  if (current.ok()) {
    manifest_ = *std::move(current);
    return absl::OkStatus();
  }
  if (!absl::IsDataLoss(current.status()) && !absl::IsNotFound(current.status()))
    return current.status();
  report_.problems.push_back(absl::IsNotFound(current.status())
                                 ? "the file CURRENT is missing"
                                 : errors::MessageOf(current.status()));
  const auto entries = files_.List("");
  if (!entries.ok()) return entries.status();
  // Newest first; what CURRENT names before all others, if that can be read.
  std::map<std::pair<std::uint64_t, std::string>, std::string, std::greater<>> names;
  for (const segments::FolderEntry& entry : *entries) {
    const auto generation = segments::ManifestGeneration(entry.name);
    if (entry.type == Type::kFile && generation && !segments::IsTemporaryName(entry.name))
      names[{*generation, entry.name}] = entry.name;
  }
  std::vector<std::string> candidates;
  if (const auto text = index::ReadWholeFile(files_.Path("CURRENT")); text.ok()) {
    if (const auto name = index::ManifestNamedBy(*text)) candidates.push_back(*name);
  }
  for (const auto& [key, name] : names) candidates.push_back(name);
  std::string unreadable;
  for (const std::string& name : candidates) {
    if (TakeManifest(name)) return absl::OkStatus();
    const auto text = index::ReadWholeFile(files_.Path(name));
    if (!text.ok()) continue;
    unreadable = *text;
    report_.problems.push_back(fmt::format("{}: it cannot be read", name));
    break;  // an older one would bring back the past
  }
  report_.problems.emplace_back(
      "no manifest can be read: all articles of the files are added anew, and some that were "
      "deleted or replaced lately may be among them");
  TakeSegmentFiles(unreadable);
  return absl::OkStatus();
}

absl::Status Repair::InspectSegment(const index::SegmentEntry& entry) {
  Part part;
  part.entry = entry;
  DamagedSegment damage{.number = entry.number};
  const std::string& folder = files_.folder();
  bool tombstones_whole = true;
  for (const index::FileEntry& file : index::FilesOf(entry)) {
    const auto problem = ProblemOf(folder, file);
    if (!problem.ok()) return problem.status();
    if (file.name == entry.database.name) part.database_whole = problem->empty();
    if (file.name == entry.tombstones.name) tombstones_whole = problem->empty();
    if (!problem->empty()) damage.problems.push_back(*problem);
  }
  if (!entry.tombstones.name.empty()) {
    const auto bytes = index::ReadWholeFile(folder + "/" + entry.tombstones.name);
    // Without a manifest there is no checksum to compare with.
    const bool try_it = bytes.ok() && (tombstones_whole || entry.tombstones.checksum.empty());
    auto dead = try_it ? index::ParseTombstones(
                             *bytes, entry.rows > 0 ? entry.rows
                                                    : std::numeric_limits<std::uint32_t>::max())
                       : absl::StatusOr<std::vector<index::DocId>>(absl::DataLossError(""));
    if (dead.ok()) part.dead = *dead;
    if (!dead.ok()) damage.may_return = entry.dead;
    if (!dead.ok() && damage.problems.empty())
      damage.problems.push_back(fmt::format("{}: it cannot be read", entry.tombstones.name));
  }
  if (damage.problems.empty()) {
    auto segment = index::Segment::Open(folder, entry);
    if (segment.ok()) {
      part.view.segment = *std::move(segment);
      part.view.live = static_cast<std::uint32_t>(entry.rows - part.dead.size());
      part.entry.dead = static_cast<std::uint32_t>(part.dead.size());
    } else {
      damage.problems.push_back(errors::MessageOf(segment.status()));
    }
  }
  if (damage.problems.empty()) {
    ++report_.whole_segments;
    report_.whole_articles += part.view.live;
    part.view.dead = std::make_shared<const std::vector<index::DocId>>(part.dead);
  } else {
    part.salvage = segments::Salvage::Read(folder, entry);
    if (part.database_whole) part.salvage->NameLost(folder, entry);
    part.damaged = report_.segments.size();
    report_.segments.push_back(std::move(damage));
  }
  parts_.push_back(std::move(part));
  return absl::OkStatus();
}

absl::Status Repair::InspectSegments() {
  for (index::SegmentEntry entry : manifest_.segments) {
    const std::string base = entry.database.name.substr(entry.database.name.rfind('/') + 1);
    const auto name = segments::ParseSegmentFileName(base);
    if (!sealed_ && name) entry.number = name->number;
    if (absl::Status status = InspectSegment(entry); !status.ok()) return status;
  }
  Decide();
  return absl::OkStatus();
}

bool Repair::IsElsewhere(const std::string& id) const {
  return std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) {
    return part.whole() && part.view.segment->FindArticle(id, *part.view.dead).has_value();
  });
}

// Of several versions of an article one is kept: that of a whole segment, which was written while
// the damaged one was left out or is what replaced it; else the latest.
void Repair::Decide() {
  absl::flat_hash_set<std::string> taken;
  for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
    if (part->whole()) continue;
    DamagedSegment& damage = report_.segments[part->damaged];
    const std::vector<segments::SalvagedRow>& rows = part->salvage->rows();
    for (std::size_t row = rows.size(); row-- > 0;) {
      const auto doc = static_cast<index::DocId>(row + 1);
      const segments::SalvagedRow& found = rows[row];
      if (std::binary_search(part->dead.begin(), part->dead.end(), doc)) continue;
      if (!found.id.empty() && (taken.contains(found.id) || IsElsewhere(found.id))) continue;
      if (found.whole) {
        taken.insert(found.id);
        part->kept.push_back(doc);
        continue;
      }
      damage.lost.push_back(
          found.id.empty() ? fmt::format("row {} of segment {}", doc, damage.number) : found.id);
    }
    std::reverse(part->kept.begin(), part->kept.end());
    std::reverse(damage.lost.begin(), damage.lost.end());
    damage.saved = part->kept.size();
  }
}

absl::StatusOr<std::unique_ptr<Repair>> Repair::Inspect(const std::string& folder) {
  std::unique_ptr<Repair> repair(new Repair(folder));
  absl::Status status = CheckFolder(repair->files_);
  if (!status.ok() && !absl::IsDataLoss(status)) return status;
  if (status.ok()) {
    // An empty folder is not an index.
    status = index::ReadCurrentManifest(folder).status();
    if (!status.ok()) return status;
  }
  status = repair->ChooseManifest();
  if (status.ok()) status = repair->InspectSegments();
  if (!status.ok()) return status;
  repair->report_.generation = repair->manifest_.generation;
  return repair;
}

std::uint32_t Repair::HighestNumber() const {
  std::uint32_t highest = 0;
  const auto there = files_.List("segments");
  for (const segments::FolderEntry& entry : there.ok() ? *there : Entries{}) {
    if (const auto name = segments::ParseSegmentFileName(entry.name))
      highest = std::max(highest, name->number);
  }
  return highest;
}

absl::Status Repair::Rewrite(const Part& part, index::Manifest& next,
                             std::vector<std::string>& made) {
  text::Analyzer analyzer;
  std::vector<std::unique_ptr<segments::ScratchDatabase>> chunk;
  std::size_t articles = 0;
  std::size_t bytes = 0;
  std::uint64_t folders = 0;
  const std::string prefix = segments::ScratchPrefix(next.epoch, part.entry.number);
  const auto publish = [&]() -> absl::Status {
    if (chunk.empty()) return absl::OkStatus();
    if (absl::Status status = chunk.back()->Finish(); !status.ok()) return status;
    std::vector<segments::ScratchDatabase*> databases;
    for (const auto& database : chunk) databases.push_back(database.get());
    auto entry =
        segments::SegmentPublisher(files_).Publish(databases, {next.next_segment++, next.epoch});
    if (!entry.ok()) return entry.status();
    for (const index::FileEntry& file : index::FilesOf(*entry)) made.push_back(file.name);
    next.segments.push_back(*std::move(entry));
    chunk.clear();
    articles = bytes = 0;
    return absl::OkStatus();
  };
  for (const index::DocId doc : part.kept) {
    const auto article = part.salvage->ReadArticle(part.salvage->rows()[doc - 1]);
    if (!article.ok()) return article.status();
    if (chunk.empty() || chunk.back()->rows() == kScratchArticles) {
      if (absl::Status status = chunk.empty() ? absl::OkStatus() : chunk.back()->Finish();
          !status.ok()) {
        return status;
      }
      auto database = segments::ScratchDatabase::Create(
          files_, fmt::format("{}.{}", prefix, folders++), next.profile);
      if (!database.ok()) return database.status();
      chunk.push_back(*std::move(database));
    }
    if (absl::Status status = chunk.back()->Add(*article, analyzer); !status.ok()) return status;
    bytes += article->ByteSizeLong();
    if (++articles < kChunkArticles && bytes < kChunkBytes) continue;
    if (absl::Status status = publish(); !status.ok()) return status;
  }
  return publish();
}

absl::Status Repair::Apply() {
  if (!report_.damaged()) return absl::OkStatus();
  if (absl::Status status = CreateFolders(files_); !status.ok()) return status;
  index::Manifest next = manifest_;
  next.segments.clear();
  next.epoch = segments::RandomHex(8);
  const auto entries = files_.List("");
  if (!entries.ok()) return entries.status();
  for (const segments::FolderEntry& entry : *entries) {
    next.generation =
        std::max(next.generation, segments::ManifestGeneration(entry.name).value_or(0));
  }
  ++next.generation;
  next.next_segment = std::max(next.next_segment, HighestNumber() + 1);
  std::vector<std::string> made;
  absl::Status status;
  for (const Part& part : parts_) {
    if (part.whole()) {
      next.segments.push_back(part.entry);
    } else if (status = Rewrite(part, next, made); !status.ok()) {
      break;
    }
  }
  if (status.ok()) status = segments::CommitManifest(files_, next, true);
  const auto current = index::ReadCurrentManifest(files_.folder());
  if (!status.ok() && (!current.ok() || current->epoch != next.epoch)) {
    for (const std::string& name : made) (void)files_.RemoveFile(name);
    (void)files_.RemoveFile(segments::ManifestName(next));
  }
  return status;
}

}  // namespace dateline::writer
