#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

/// The ranges of bytes in HTTP headers. Spec: RFC 9110 section 14.
namespace mcp::files {

/// Bytes of a file, of which there is at least one.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  std::uint64_t size() const { return last - first + 1; }
  bool operator==(const ByteRange&) const = default;
};

/// The file has none of the bytes that a range names (416).
struct Unsatisfiable {
  bool operator==(const Unsatisfiable&) const = default;
};

/// The whole file is wanted.
struct WholeFile {
  bool operator==(const WholeFile&) const = default;
};

using WantedBytes = std::variant<WholeFile, ByteRange, Unsatisfiable>;

/// The bytes that the value of `Range` names in a file of `size` bytes. As the specification
/// allows, several ranges and values that are not valid mean the whole file.
WantedBytes wanted_bytes(std::string_view range, std::uint64_t size);

/// The part of a file that a PUT contains.
struct SentRange {
  ByteRange bytes;
  std::optional<std::uint64_t> total = {};  ///< Empty: not known yet (`*`).

  bool operator==(const SentRange&) const = default;
};

/// The value of `Content-Range`: `bytes 0-99/200` or `bytes 0-99/*`. Empty: it is not valid.
std::optional<SentRange> sent_range(std::string_view content_range);

}  // namespace mcp::files
