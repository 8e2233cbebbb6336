// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/compressed.h"

#include <fmt/format.h>
#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/errors/errors.h"
#include "core/rpc/internal_function.h"
#include "core/rpc/message_parts.h"

namespace dateline::rpc {
namespace {

constexpr std::uint8_t kMagic[] = {0x1f, 0x8b};
constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr std::size_t kStep = 32U << 10U;

using Slices = std::vector<grpc::Slice>;

std::size_t TotalBytes(const Slices& slices) {
  std::size_t bytes = 0;
  for (const grpc::Slice& slice : slices) bytes += slice.size();
  return bytes;
}

bool IsGzip(const Slices& slices) {
  std::size_t seen = 0;
  for (const grpc::Slice& slice : slices) {
    for (std::size_t i = 0; i < slice.size(); ++i) {
      if (slice.begin()[i] != kMagic[seen]) return false;
      if (++seen == sizeof kMagic) return true;
    }
  }
  return false;
}

absl::Status TooLarge(const std::string& what) {
  return errors::MakeError(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUEST_TOO_LARGE,
                           what);
}

absl::Status Broken() {
  return errors::MakeError(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_MESSAGE,
                           "the compressed message is damaged: it is not one whole gzip stream");
}

absl::Status Unreadable() {
  return errors::MakeError(
      absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_MESSAGE,
      "the message cannot be read as the request of this method; its texts must be UTF-8");
}

// One inflater per message.
class Inflater {
 public:
  Inflater() { ready_ = inflateInit2(&stream_, kGzipOnly) == Z_OK; }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool ready() const { return ready_; }
  bool ended() const { return ended_; }

  // Appends what `input` expands to. Stops when `output` has more than `most` bytes, after a step.
  absl::Status Add(const grpc::Slice& input, std::size_t most, std::string& output) {
    stream_.next_in = const_cast<Bytef*>(input.begin());
    stream_.avail_in = static_cast<uInt>(input.size());
    while (stream_.avail_in > 0 || full_) {
      if (ended_) return Broken();  // bytes after the end
      stream_.next_out = step_.data();
      stream_.avail_out = static_cast<uInt>(step_.size());
      const int result = inflate(&stream_, Z_NO_FLUSH);
      full_ = stream_.avail_out == 0;
      output.append(reinterpret_cast<const char*>(step_.data()), step_.size() - stream_.avail_out);
      if (result == Z_MEM_ERROR) return errors::OutOfMemory();
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return Broken();
      ended_ = result == Z_STREAM_END;
      if (output.size() > most) {
        return TooLarge(fmt::format(
            "the compressed request expands to more than {} bytes; leave out values", most));
      }
      if (ended_) full_ = false;
    }
    return absl::OkStatus();
  }

 private:
  z_stream stream_{};
  std::vector<Bytef> step_ = std::vector<Bytef>(kStep);
  bool ready_ = false;
  bool ended_ = false;
  bool full_ = false;  // there may be more than the output had room for
};

// nullopt: the message is not compressed.
absl::Status Inflate(const Slices& slices, const CompressedLimits& limits,
                     std::optional<std::string>& expanded) {
  if (!IsGzip(slices)) return absl::OkStatus();
  const std::size_t bytes = TotalBytes(slices);
  if (bytes > limits.compressed) {
    return TooLarge(
        fmt::format("the compressed request has {} bytes, and at most {} are taken; "
                    "send it without compression, or leave out values",
                    bytes, limits.compressed));
  }
  Inflater inflater;
  if (!inflater.ready()) return errors::OutOfMemory();
  std::string output;
  for (const grpc::Slice& slice : slices) {
    if (absl::Status status = inflater.Add(slice, limits.expanded, output); !status.ok())
      return status;
  }
  if (!inflater.ended()) return Broken();
  expanded = std::move(output);
  return absl::OkStatus();
}

// Takes the text over: what was expanded may be large, and is not held twice.
grpc_slice SliceOf(std::string text) {
  auto* owned = new std::string(std::move(text));
  return grpc_slice_new_with_user_data(
      owned->data(), owned->size(), [](void* held) { delete static_cast<std::string*>(held); },
      owned);
}

absl::Status SlicesOf(grpc_byte_buffer* message, Slices& slices) {
  grpc_byte_buffer_reader reader;
  if (grpc_byte_buffer_reader_init(&reader, message) == 0) return Broken();
  grpc_slice next;
  while (grpc_byte_buffer_reader_next(&reader, &next) != 0) {
    slices.emplace_back(next, grpc::Slice::STEAL_REF);
  }
  grpc_byte_buffer_reader_destroy(&reader);
  return absl::OkStatus();
}

void Replace(grpc_byte_buffer*& message, grpc_slice whole) {
  grpc_byte_buffer_destroy(message);
  message = grpc_raw_byte_buffer_create(&whole, 1);
  grpc_slice_unref(whole);
}

absl::Status Measure(const Slices& slices, const google::protobuf::Descriptor& type,
                     const RequestLimits& limits, bool& unknown) {
  const std::size_t bytes = TotalBytes(slices);
  if (bytes > limits.bytes) {
    return TooLarge(fmt::format(
        "the request has {} bytes; at most {} are allowed: send it in parts", bytes, limits.bytes));
  }
  grpc::ByteBuffer buffer(slices.data(), slices.size());
  grpc::ProtoBufferReader reader(&buffer);
  const MessageParts parts = CountParts(reader, type, limits.parts);
  if (parts.count > limits.parts) {
    return errors::MakeError(
        absl::StatusCode::kInvalidArgument, limits.too_many,
        fmt::format("the request has more than {} values; send it in parts", limits.parts));
  }
  unknown = parts.unknown;
  return parts.readable ? absl::OkStatus() : Unreadable();
}

}  // namespace

absl::Status Expand(grpc::ByteBuffer& message, const CompressedLimits& limits) {
  Slices slices;
  if (!message.Dump(&slices).ok()) return Broken();
  std::optional<std::string> expanded;
  if (absl::Status status = Inflate(slices, limits, expanded); !status.ok()) return status;
  if (expanded) {
    slices.clear();  // the compressed form goes with the message
    const grpc::Slice slice(SliceOf(*std::move(expanded)), grpc::Slice::STEAL_REF);
    message = grpc::ByteBuffer(&slice, 1);
  }
  return absl::OkStatus();
}

absl::Status Expand(grpc_byte_buffer*& message, const CompressedLimits& limits) {
  if (message == nullptr) return absl::OkStatus();
  Slices slices;
  if (absl::Status status = SlicesOf(message, slices); !status.ok()) return status;
  std::optional<std::string> expanded;
  if (absl::Status status = Inflate(slices, limits, expanded); !status.ok()) return status;
  if (expanded) Replace(message, SliceOf(*std::move(expanded)));
  return absl::OkStatus();
}

absl::Status Prepare(grpc_byte_buffer*& message, const google::protobuf::Descriptor& type,
                     const CompressedLimits& compressed, const RequestLimits& limits,
                     bool& unknown) {
  if (message == nullptr) return absl::OkStatus();  // gRPC says so itself
  absl::Status status = Expand(message, compressed);
  if (status.ok()) {
    Slices slices;
    status = SlicesOf(message, slices);
    if (status.ok()) status = Measure(slices, type, limits, unknown);
  }
  if (!status.ok()) Replace(message, grpc_empty_slice());
  return status;
}

std::string BeginningOf(const grpc::ByteBuffer& message, std::size_t most) {
  Slices slices;
  std::string output;
  if (!message.Dump(&slices).ok()) return output;
  if (IsGzip(slices)) {
    Inflater inflater;
    for (std::size_t i = 0; inflater.ready() && i < slices.size(); ++i) {
      if (!inflater.Add(slices[i], most, output).ok()) break;
    }
  } else {
    for (std::size_t i = 0; i < slices.size() && output.size() < most; ++i) {
      output.append(reinterpret_cast<const char*>(slices[i].begin()), slices[i].size());
    }
  }
  output.resize(std::min(output.size(), most));
  return output;
}

bool Compresses(grpc_call* call) {
  using Algorithm = grpc_compression_algorithm (*)(grpc_call*);
  static const auto algorithm = reinterpret_cast<Algorithm>(
      InternalFunction("_Z45grpc_call_test_only_get_compression_algorithmP9grpc_call"));
  return algorithm != nullptr && algorithm(call) == GRPC_COMPRESS_GZIP;
}

grpc::Status RefusalOf(const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) return status;
  return ToGrpcStatus(Unreadable());
}

}  // namespace dateline::rpc
