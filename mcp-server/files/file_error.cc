#include "file_error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace mcp::files {
namespace {

struct Meaning {
  int number;
  const char* code;
  const char* what;
  const char* fix;
  bool retryable;
};

constexpr std::array meanings = {
    Meaning{ENOENT, "E_NOT_FOUND", "does not exist", "check the path with list_directory", false},
    Meaning{ENOTDIR, "E_NOT_DIR", "has a parent that is not a directory",
            "choose another directory", false},
    Meaning{EISDIR, "E_IS_DIR", "is a directory", "name a file inside it", false},
    Meaning{ELOOP, "E_SYMLINK", "leads through a symbolic link",
            "use the path that the link points to, if it is inside the workspace", false},
    Meaning{EXDEV, "E_XDEV", "leaves the workspace or crosses into another file system",
            "use a path inside the workspace", false},
    Meaning{ENAMETOOLONG, "E_NAME_TOO_LONG", "has a name that is too long",
            "use names of at most 255 bytes", false},
    Meaning{EACCES, "E_ACCESS", "may not be accessed", "ask for permission, or use another path",
            false},
    Meaning{EPERM, "E_ACCESS", "may not be changed", "ask for permission, or use another path",
            false},
    Meaning{EEXIST, "E_EXISTS", "exists already", "use mode \"overwrite\", or another path", false},
    Meaning{ENOSPC, "E_NO_SPACE", "does not fit: the disk is full", "free space, then try again",
            true},
    Meaning{EDQUOT, "E_NO_SPACE", "does not fit: the disk quota is used up",
            "free space, then try again", true},
    Meaning{EFBIG, "E_TOO_LARGE", "is larger than this system allows", "write less", false},
    Meaning{EROFS, "E_READ_ONLY", "is on a read-only file system", "use another place", false},
    Meaning{ENOMEM, "E_BUSY", "cannot be used: the system has no memory left", "try again later",
            true},
    Meaning{EMFILE, "E_BUSY", "cannot be opened: too many files are open", "try again", true},
    Meaning{ENFILE, "E_BUSY", "cannot be opened: too many files are open", "try again", true},
    Meaning{EAGAIN, "E_BUSY", "is being changed by others", "try again", true},
    Meaning{ETXTBSY, "E_BUSY", "is a program that is running", "try again later", true},
    Meaning{ENXIO, "E_NOT_REGULAR", "is not a regular file", "name a regular file", false},
};

}  // namespace

Object<ErrorInfo> ErrorInfo::describe() {
  return Object<ErrorInfo>()
      .required("code", &ErrorInfo::code, "E_ and what kind of error it is")
      .required("message", &ErrorInfo::message, "What is wrong")
      .required("fix", &ErrorInfo::fix, "What to do")
      .required("retryable", &ErrorInfo::retryable, "The same call may succeed later")
      .optional("expected", &ErrorInfo::expected, "What would have been right",
                Keyword{"type", "object"}, Keyword{"additionalProperties", true});
}

FileError FileError::within(const std::string& before, const std::string& after) const {
  FileError error(info_.code, before + info_.message + after, info_.fix);
  error.info_.retryable = info_.retryable;
  error.info_.expected = info_.expected;
  return error;
}

CallToolResult FileError::to_result() const {
  CallToolResult result =
      tool_error(info_.code + ": " + info_.message + ". Fix: " + info_.fix + '.');
  result.structured = Json{{"error", encode(info_)}};
  return result;
}

FileError system_error(int error_number, std::string_view path) {
  const std::string name = '`' + std::string(path) + "` ";
  const auto meaning = std::ranges::find(meanings, error_number, &Meaning::number);
  if (meaning == meanings.end()) {
    return FileError("E_IO", name + "failed: " + std::strerror(error_number),
                     "look at the disk, then try again");
  }
  FileError error(meaning->code, name + meaning->what, meaning->fix);
  return meaning->retryable ? std::move(error).retryable() : error;
}

}  // namespace mcp::files
