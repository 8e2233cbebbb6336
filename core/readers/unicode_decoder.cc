// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/unicode_decoder.h"

#include <unicode/ucnv.h>

#include <array>

namespace dateline::readers {
namespace {

const char* NameOf(UnicodeForm form) {
  switch (form) {
    case UnicodeForm::kUtf16Le:
      return "UTF-16LE";
    case UnicodeForm::kUtf16Be:
      return "UTF-16BE";
    case UnicodeForm::kUtf32Le:
      return "UTF-32LE";
    case UnicodeForm::kUtf32Be:
      return "UTF-32BE";
    case UnicodeForm::kUtf8:
      break;
  }
  return "UTF-8";
}

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter OpenConverter(const char* name) {
  UErrorCode error = U_ZERO_ERROR;
  return Converter(ucnv_open(name, &error));
}

}  // namespace

struct UnicodeDecoder::Converters {
  explicit Converters(const char* name) : from(OpenConverter(name)), to(OpenConverter("UTF-8")) {}

  Converter from;
  Converter to;
  std::array<UChar, 4096> pivot{};  // UTF-16 on its way, kept between blocks
  UChar* pivot_source = pivot.data();
  UChar* pivot_target = pivot.data();
  bool begun = false;
};

UnicodeForm FormOf(std::string_view start) {
  if (start.starts_with(std::string_view("\xff\xfe\0\0", 4))) return UnicodeForm::kUtf32Le;
  if (start.starts_with(std::string_view("\0\0\xfe\xff", 4))) return UnicodeForm::kUtf32Be;
  if (start.starts_with("\xff\xfe")) return UnicodeForm::kUtf16Le;
  if (start.starts_with("\xfe\xff")) return UnicodeForm::kUtf16Be;
  if (start.size() < 4) return UnicodeForm::kUtf8;
  // Without a mark: the first letters of text that is ASCII there (RFC 4627, section 3).
  const auto zero = [&](std::size_t at) { return start[at] == '\0'; };
  if (!zero(0) && zero(1) && zero(2) && zero(3)) return UnicodeForm::kUtf32Le;
  if (zero(0) && zero(1) && zero(2) && !zero(3)) return UnicodeForm::kUtf32Be;
  if (!zero(0) && zero(1) && !zero(2) && zero(3)) return UnicodeForm::kUtf16Le;
  if (zero(0) && !zero(1) && zero(2) && !zero(3)) return UnicodeForm::kUtf16Be;
  return UnicodeForm::kUtf8;
}

UnicodeDecoder::UnicodeDecoder(UnicodeForm form) {
  if (form == UnicodeForm::kUtf8) return;
  converters_ = std::make_unique<Converters>(NameOf(form));
}

UnicodeDecoder::~UnicodeDecoder() = default;

std::string_view UnicodeDecoder::Decode(std::string_view bytes) {
  return converters_ == nullptr ? bytes : Convert(bytes, false);
}

std::string_view UnicodeDecoder::Finish() {
  return converters_ == nullptr ? std::string_view() : Convert("", true);
}

std::string_view UnicodeDecoder::Convert(std::string_view bytes, bool flush) {
  Converters& all = *converters_;
  std::array<char, 8192> room{};
  out_.clear();
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  for (;;) {
    UErrorCode error = U_ZERO_ERROR;
    char* target = room.data();
    ucnv_convertEx(all.to.get(), all.from.get(), &target, room.data() + room.size(), &source, end,
                   all.pivot.data(), &all.pivot_source, &all.pivot_target,
                   all.pivot.data() + all.pivot.size(), !all.begun, flush, &error);
    all.begun = true;
    out_.append(room.data(), static_cast<std::size_t>(target - room.data()));
    if (error == U_TRUNCATED_CHAR_FOUND) out_ += "\uFFFD";  // the input ends inside one
    if (error != U_BUFFER_OVERFLOW_ERROR) break;
  }
  return out_;
}

}  // namespace dateline::readers
