// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/name_model.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <utility>

#include "core/errors/errors.h"
#include "indexer/entities/tagger/features.h"

namespace dateline::tagger {
namespace {

static_assert(kMaxTokenFeatures * 128 < 32768, "sums of weights must fit into 16 bits");

// An empty section is what an unbuilt lexicon or gazetteer is: it knows nothing.
template <typename View>
absl::StatusOr<View> ParseSection(std::string_view section, std::string_view what,
                                  const std::string& path) {
  if (section.empty()) return View();
  auto view = View::Parse(section);
  if (view.ok()) return view;
  return absl::DataLossError(fmt::format("name model {}: {}: {}; build it with deploy/build-models",
                                         path, what, errors::MessageOf(view.status())));
}

}  // namespace

NameModel::NameModel(std::shared_ptr<const index::MappedFile> file, ModelParts parts,
                     Lexicon lexicon, Gazetteer gazetteer)
    : file_(std::move(file)), parts_(std::move(parts)), lexicon_(lexicon), gazetteer_(gazetteer) {}

absl::StatusOr<std::shared_ptr<const NameModel>> NameModel::Open(const std::string& path) {
  auto file = index::MappedFile::Open(path);
  if (!file.ok()) {
    return absl::Status(file.status().code(),
                        fmt::format("name model {}: {}; install the file, or build it with "
                                    "deploy/build-models",
                                    path, errors::MessageOf(file.status())));
  }
  auto parts = DecodeModelFile((*file)->bytes(), path);
  if (!parts.ok()) return parts.status();
  auto lexicon = ParseSection<Lexicon>(parts->lexicon, "lexicon", path);
  if (!lexicon.ok()) return lexicon.status();
  auto gazetteer = ParseSection<Gazetteer>(parts->gazetteer, "gazetteer", path);
  if (!gazetteer.ok()) return gazetteer.status();
  return std::shared_ptr<const NameModel>(new NameModel(
      *std::move(file), *std::move(parts), *std::move(lexicon), *std::move(gazetteer)));
}

void NameModel::Prefetch(std::span<const std::uint32_t> features) const {
  const std::uint32_t count = parts_.rows();
  for (const std::uint32_t feature : features) {
    __builtin_prefetch(parts_.weights.data() + std::size_t{RowOf(feature, count)} * kNameLabels);
  }
}

LabelSums NameModel::Score(std::span<const std::uint32_t> features) const {
  const char* rows = parts_.weights.data();
  const std::uint32_t count = parts_.rows();
  Int16Lanes low{};
  Int16Lanes high{};
  for (const std::uint32_t feature : features) {
    const auto row = LoadLanes<Int8Lanes>(rows + std::size_t{RowOf(feature, count)} * kNameLabels);
    // Each byte into the upper half of its lane, then down with its sign.
    const Int8Lanes zero{};
    low += Int16Lanes(__builtin_shufflevector(zero, row, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21,
                                              6, 22, 7, 23)) >>
           8;
    high += Int16Lanes(__builtin_shufflevector(zero, row, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13,
                                               29, 14, 30, 15, 31)) >>
            8;
  }
  LabelSums sums;
  std::memcpy(sums.of.data(), &low, sizeof(low));
  std::memcpy(sums.of.data() + kNameLabels / 2, &high, sizeof(high));
  return sums;
}

}  // namespace dateline::tagger
