// SPDX-License-Identifier: GPL-3.0-or-later
// Repair of German and French text whose Latin-1 was taken for Mac OS Cyrillic ("Erzдhlung").
#ifndef DATELINE_INDEXER_TRAINING_MAC_CYRILLIC_H_
#define DATELINE_INDEXER_TRAINING_MAC_CYRILLIC_H_

#include <string>
#include <string_view>

namespace dateline::training {

// What a corpus' option says to have its tokens repaired.
inline constexpr std::string_view kRepairMacCyrillic = "repair=mac-cyrillic";

// `token` with its Cyrillic letters as the Latin ones they stand for; broken bytes are lost.
std::string RepairMacCyrillic(std::string_view token);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_MAC_CYRILLIC_H_
