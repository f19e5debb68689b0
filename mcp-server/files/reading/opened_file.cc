#include "reading/opened_file.hpp"

#include <fcntl.h>

#include <utility>

#include "file_error.hpp"
#include "file_identity.hpp"

namespace mcp::files {

OpenedFile::OpenedFile(const Workspace& workspace, Place place) : place_(std::move(place)) {
  if (!place_.root) throw FileError("E_IS_DIR", "`.` is a directory", "name a file inside it");
  const Descriptor found = workspace.open(place_, O_PATH);
  file_ = reopen_regular(found, shown());
  status_ = status_of(file_.get(), shown());
}

std::string OpenedFile::read(std::uint64_t offset, std::size_t count) const {
  return read_at(file_.get(), offset, count, shown());
}

std::string OpenedFile::etag() const {
  return etag_of(file_.get(), shown());
}

}  // namespace mcp::files
