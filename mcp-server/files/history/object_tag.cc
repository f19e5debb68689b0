#include "history/object_tag.hpp"

#include "bytes/digest.hpp"
#include "file_identity.hpp"
#include "manage/tree.hpp"

namespace mcp::files {
namespace {

std::string tag_of_file(const Source& source) {
  return etag_of(reopen_regular(source.object, source.place.shown).get(), source.place.shown);
}

// Of a directory, the time shows only that something in it was changed, which its entries show.
std::string line_of_object(const TreeObject& object) {
  std::string line = object.path.text() + '\0' + std::to_string(object.status.st_mode);
  if (!S_ISDIR(object.status.st_mode)) {
    for (const auto number :
         {object.status.st_size, object.status.st_mtim.tv_sec, object.status.st_mtim.tv_nsec}) {
      line += ' ' + std::to_string(number);
    }
  }
  return line + '\0';
}

}  // namespace

std::string moved_tag(const Source& source) {
  if (!source.is_directory()) return tag_of_file(source);
  return "d-" + std::to_string(source.status.st_ino);
}

std::string content_tag(const Source& source, const std::stop_token& stop) {
  if (!source.is_directory()) return tag_of_file(source);
  Sha256 sha;
  TreeCount count({}, source.place.shown);
  visit_tree(open_content(source), source.place.shown, count, stop,
             [&](const TreeObject& object) { sha.update(line_of_object(object)); });
  return "t-" + to_hex(sha.finish());
}

}  // namespace mcp::files
