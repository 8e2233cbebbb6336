// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/message_parts.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <cstdint>
#include <limits>

namespace dateline::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr std::uint32_t kMostLength = std::numeric_limits<int>::max();
constexpr int kMostDepth = 100;                  // the parser's own limit
constexpr std::size_t kPackedBytesPerPart = 16;  // a byte becomes a number of up to eight

class PartCounter {
 public:
  PartCounter(CodedInputStream& input, std::size_t most) : input_(input), most_(most) {}

  // The fields of one message up to the limit of the input, or of one group up to the tag
  // `end_of_group`. `type` null: it is not known. False: not readable, or too many parts.
  bool CountFields(const Descriptor* type, int depth, std::uint32_t end_of_group) {
    if (depth > kMostDepth) return false;
    for (std::uint32_t tag = input_.ReadTag(); tag != 0; tag = input_.ReadTag()) {
      const auto wire_type = WireFormatLite::GetTagWireType(tag);
      if (wire_type == WireFormatLite::WIRETYPE_END_GROUP) return tag == end_of_group;
      const FieldDescriptor* const field =
          type == nullptr ? nullptr
                          : type->FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
      if (!CountField(field, tag, depth)) return false;
    }
    return end_of_group == 0 && input_.ConsumedEntireMessage();
  }

  const MessageParts& parts() const { return parts_; }

 private:
  bool Add(std::size_t parts) {
    parts_.count += parts;
    return parts_.count <= most_;
  }

  bool CountField(const FieldDescriptor* field, std::uint32_t tag, int depth) {
    const auto wire_type = WireFormatLite::GetTagWireType(tag);
    if (wire_type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED) return CountDelimited(field, depth);
    const bool known =
        field != nullptr && wire_type == WireFormatLite::WireTypeForFieldType(
                                             static_cast<WireFormatLite::FieldType>(field->type()));
    parts_.unknown |= !known;
    if ((!known || field->is_repeated()) && !Add(1)) return false;
    if (wire_type == WireFormatLite::WIRETYPE_START_GROUP) {
      const std::uint32_t end = WireFormatLite::MakeTag(WireFormatLite::GetTagFieldNumber(tag),
                                                        WireFormatLite::WIRETYPE_END_GROUP);
      return CountFields(nullptr, depth + 1, end);
    }
    return WireFormatLite::SkipField(&input_, tag);
  }

  bool CountDelimited(const FieldDescriptor* field, int depth) {
    std::uint32_t length = 0;
    if (!Add(1) || !input_.ReadVarint32(&length) || length > kMostLength) return false;
    if (field != nullptr && field->type() == FieldDescriptor::TYPE_MESSAGE) {
      const auto outer = input_.PushLimit(static_cast<int>(length));
      if (!CountFields(field->message_type(), depth + 1, 0)) return false;
      input_.PopLimit(outer);
      return true;
    }
    if (field != nullptr && field->is_packable()) {
      if (!Add(length / kPackedBytesPerPart)) return false;
    } else {
      parts_.unknown |= field == nullptr || (field->type() != FieldDescriptor::TYPE_STRING &&
                                             field->type() != FieldDescriptor::TYPE_BYTES);
    }
    return input_.Skip(static_cast<int>(length));
  }

  CodedInputStream& input_;
  const std::size_t most_;
  MessageParts parts_;
};

}  // namespace

MessageParts CountParts(google::protobuf::io::ZeroCopyInputStream& bytes, const Descriptor& type,
                        std::size_t most) {
  CodedInputStream input(&bytes);
  PartCounter counter(input, most);
  const bool readable = counter.CountFields(&type, 0, 0);
  MessageParts parts = counter.parts();
  parts.readable = readable;
  return parts;
}

}  // namespace dateline::rpc
