// SPDX-License-Identifier: GPL-3.0-or-later
// The start of a file, as formats are recognised by it.
#ifndef DATELINE_CORE_READERS_FORMAT_SAMPLE_H_
#define DATELINE_CORE_READERS_FORMAT_SAMPLE_H_

#include <string>
#include <string_view>
#include <vector>

namespace dateline::readers {

// Views of the bytes that it was made of. Immutable.
class FormatSample {
 public:
  // `path`: of the file, "-" for stdin. `start`: the first bytes of its content in UTF-8, at least
  // some KB unless the content is shorter; `whole`: they are all of it.
  FormatSample(std::string_view path, std::string_view start, bool whole);

  // Lower-case name without folder and without .gz or .zst; "" for stdin.
  const std::string& name() const { return name_; }
  // With its dot: ".txt"; "" if there is none.
  std::string_view extension() const;
  // Without a byte order mark and white space at its start.
  std::string_view text() const { return text_; }
  // Lines that are not blank, without line ends and blanks at their ends; not the last one if the
  // content goes on after it.
  const std::vector<std::string_view>& lines() const { return lines_; }
  // The first of them; "" if there is none.
  std::string_view first_line() const { return lines_.empty() ? std::string_view() : lines_[0]; }

 private:
  std::string name_;
  std::string_view text_;
  std::vector<std::string_view> lines_;
};

std::string_view TrimBlanks(std::string_view text);
// ASCII letters only.
bool StartsWithFolded(std::string_view text, std::string_view lower_case_prefix);
bool HoldsFolded(std::string_view text, std::string_view lower_case_part);
// The share of `lines` for which `is` holds, of 1.
template <typename Predicate>
double ShareOf(const std::vector<std::string_view>& lines, const Predicate& is) {
  std::size_t found = 0;
  for (const std::string_view line : lines) found += is(line) ? 1 : 0;
  return lines.empty() ? 0 : static_cast<double>(found) / static_cast<double>(lines.size());
}

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_FORMAT_SAMPLE_H_
