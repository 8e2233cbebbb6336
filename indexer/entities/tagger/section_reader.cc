// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/section_reader.h"

namespace dateline::tagger {
namespace {

constexpr std::size_t kWord = sizeof(std::uint32_t);

}  // namespace

SectionReader::SectionReader(std::string_view section, std::uint32_t version) : rest_(section) {
  const std::string_view block = ReadBlock();
  sound_ = sound_ && block.size() == kWord && LoadAt<std::uint32_t>(block, 0) == version;
}

std::string_view SectionReader::ReadBlock() {
  sound_ =
      sound_ && rest_.size() >= kWord && rest_.size() - kWord >= LoadAt<std::uint32_t>(rest_, 0);
  if (!sound_) return {};
  const auto size = LoadAt<std::uint32_t>(rest_, 0);
  const std::string_view block = rest_.substr(kWord, size);
  rest_.remove_prefix(kWord + size);
  return block;
}

HashIndex SectionReader::ReadIndex() {
  const auto index = HashIndex::Parse(ReadBlock());
  sound_ = sound_ && index.has_value();
  return index.value_or(HashIndex());
}

}  // namespace dateline::tagger
