// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/field_table.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

#include "core/article/url.h"
#include "core/limits.h"
#include "core/text/fold.h"
#include "core/text/language_tag.h"

namespace dateline::article {
namespace {

std::string Hash(std::string_view text) {
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string TermStart(Field field) { return std::string(Row(field).prefix) + ':'; }

}  // namespace

const FieldRow* FindField(std::string_view name) {
  const auto found =
      std::find_if(kFieldTable.begin(), kFieldTable.end(), [name](const FieldRow& row) {
        return row.name == name || (!row.alias.empty() && row.alias == name);
      });
  return found == kFieldTable.end() ? nullptr : &*found;
}

std::string ListFields(bool (*is_listed)(const FieldRow&)) {
  std::string names;
  for (const FieldRow& row : kFieldTable) {
    if (!is_listed(row)) continue;
    if (!names.empty()) names += ", ";
    names += row.name;
    if (!row.alias.empty()) names += fmt::format(" (or {})", row.alias);
  }
  return names;
}

std::string ExactTerm(Field field, std::string_view value) {
  const std::string folded =
      field == Field::kLanguage ? text::FoldName(text::LanguageBase(value)) : text::FoldName(value);
  std::string term = TermStart(field);
  // A hash cannot be mistaken for a value: no folded value holds a control character.
  term += term.size() + folded.size() <= limits::kMaxTermBytes ? folded : "\x1f" + Hash(folded);
  return term;
}

std::string EntityTerm(Field field, std::string_view key) { return TermStart(field).append(key); }

std::optional<std::pair<Field, std::string_view>> ParseEntityTerm(std::string_view term) {
  for (const FieldRow& row : kFieldTable) {
    if (!IsEntityField(row.field) || !term.starts_with(row.prefix)) continue;
    if (term.substr(row.prefix.size()).starts_with(':')) {
      return std::pair(row.field, term.substr(row.prefix.size() + 1));
    }
  }
  return std::nullopt;
}

std::string IdTerm(std::string_view id) {
  const bool plain =
      id.size() <= limits::kMaxIdTermBytes && id.find('\0') == std::string_view::npos;
  return "Q" + (plain ? std::string(id) : "\x1f" + Hash(id));
}

std::string UrlTerm(std::string_view url) { return TermStart(Field::kUrl) + Hash(UrlKey(url)); }

}  // namespace dateline::article
