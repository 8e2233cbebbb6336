// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes in place of a row file: DATA_LOSS, or rows that lie in the file; whatever a row holds,
// reading an article out of it ends in an article or an error.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "core/index/row_file.h"
#include "core/index/stored_article.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/quick_index.h"
#include "tests/support/test_index.h"

namespace {

constexpr std::string_view kName = "rows";

void CheckRows(std::string_view bytes, std::size_t rows) {
  static const dateline::test_support::TempFolder folder;
  WriteAnew(folder.path() + "/" + std::string(kName), bytes);
  const dateline::index::FileEntry entry{std::string(kName), bytes.size(), ""};
  const auto file = dateline::index::RowFile::Open(folder.path(), entry, rows);
  if (!file.ok()) {
    FUZZ_CHECK(absl::IsDataLoss(file.status()));
    return;
  }
  const dateline::index::RowsView& view = (*file)->view();
  FUZZ_CHECK(view.size() == rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string_view found = view.Row(row);
    FUZZ_CHECK(found.size() <= bytes.size());
    const auto checked = view.CheckedRow(row);
    if (checked) {
      FUZZ_CHECK(*checked == found);
      std::uint32_t checksum = 0;
      std::memcpy(&checksum, found.data() + found.size(), sizeof checksum);
      FUZZ_CHECK(checksum == dateline::index::RowChecksum(found));
    }
    if (!dateline::index::IdOfRow(found).empty())
      FUZZ_CHECK(dateline::index::IdOfRow(found).size() < found.size());
    (void)dateline::index::DecompressArticle(found);
    const dateline::index::WordRow words(found, found.size() / 8);
    FUZZ_CHECK(words.Find(0, words.size(), 7) <= words.size());
  }
}

void Append(std::string& bytes, std::uint64_t number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

// A file that is framed well around `body`; the ends are the given numbers, right or wrong.
std::string Framed(std::string_view body, const std::vector<std::uint64_t>& ends) {
  std::string bytes(dateline::index::kRowFileMagic);
  bytes.append(body);
  bytes.resize((bytes.size() + 7) / 8 * 8);
  for (const std::uint64_t end : ends) Append(bytes, end);
  Append(bytes, ends.size());
  return bytes;
}

}  // namespace

// Input: number of rows, then the file; and: number of rows, an end of 2 bytes for each, the rows.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t rows = data[0] % 16U;
  input.remove_prefix(1);
  CheckRows(input, rows);
  std::vector<std::uint64_t> ends;
  while (ends.size() < rows && input.size() >= 2) {
    const auto high = static_cast<unsigned char>(input[1]);
    // The highest ones stand for ends far outside of the file.
    ends.push_back(high == 0xFF ? ~std::uint64_t{0} - static_cast<unsigned char>(input[0])
                                : static_cast<unsigned char>(input[0]) + 256U * high);
    input.remove_prefix(2);
  }
  CheckRows(Framed(input, ends), ends.size());
  return 0;
}
