// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/name_model.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <utility>

#include "core/errors.h"
#include "indexer/entities/features.h"

namespace dateline {
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
                                         path, what, MessageOf(view.status())));
}

}  // namespace

NameModel::NameModel(std::shared_ptr<const MappedFile> file, ModelParts parts, Lexicon lexicon,
                     Gazetteer gazetteer)
    : file_(std::move(file)),
      parts_(std::move(parts)),
      lexicon_(std::move(lexicon)),
      gazetteer_(std::move(gazetteer)) {}

absl::StatusOr<std::shared_ptr<const NameModel>> NameModel::Open(const std::string& path) {
  auto file = MappedFile::Open(path);
  if (!file.ok()) {
    return absl::Status(file.status().code(),
                        fmt::format("name model {}: {}; install the file, or build it with "
                                    "deploy/build-models",
                                    path, MessageOf(file.status())));
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

LabelScores<std::int32_t> NameModel::Score(std::span<const std::uint32_t> features) const {
  const auto* rows = reinterpret_cast<const std::int8_t*>(parts_.weights.data());
  const std::uint32_t count = parts_.rows();
  std::array<std::int16_t, kNameLabels> sums{};
  for (const std::uint32_t feature : features) {
    const std::int8_t* row = rows + std::size_t{RowOf(feature, count)} * kNameLabels;
    for (std::size_t label = 0; label < kNameLabels; ++label) {
      sums[label] = static_cast<std::int16_t>(sums[label] + row[label]);
    }
  }
  LabelScores<std::int32_t> scores{};
  for (std::size_t label = 0; label < kNameLabels; ++label) scores[label] = sums[label];
  return scores;
}

}  // namespace dateline
