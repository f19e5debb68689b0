#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "file_error.hpp"
#include "mcp/describe.hpp"
#include "publication.hpp"

/// The arguments and results of the tools that issue tickets. A result has either `error`, or
/// everything else.
namespace mcp::files {

/// How to pass the bytes of a file by HTTP.
/// Source: SEP-2631 (draft), FileTransferDescriptor.
struct TransferDescriptor {
  std::string transport;
  std::string method;
  std::string url;
  std::string expires_at;  ///< RFC 3339, UTC.

  static Object<TransferDescriptor> describe();
};

struct AuthorizeUpload {
  std::string_view path;
  WriteMode mode = WriteMode::create;
  std::optional<std::string> if_match;
  bool create_parents = false;
  std::optional<std::uint64_t> size;
  std::optional<std::string> sha256;

  static Object<AuthorizeUpload> describe();
};

struct AuthorizeUploadResult {
  std::optional<std::string> path = {};
  std::optional<std::string> handle = {};
  std::optional<TransferDescriptor> upload = {};
  std::optional<std::uint64_t> max_size = {};
  std::optional<ErrorInfo> error = {};

  static Object<AuthorizeUploadResult> describe();
};

struct AuthorizeDownload {
  std::string_view path;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<AuthorizeDownload> describe();
};

struct AuthorizeDownloadResult {
  std::optional<std::string> path = {};
  std::optional<std::uint64_t> size = {};
  std::optional<std::string> etag = {};
  std::optional<std::string> sha256 = {};
  std::optional<TransferDescriptor> download = {};
  std::optional<ErrorInfo> error = {};

  static Object<AuthorizeDownloadResult> describe();
};

}  // namespace mcp::files
