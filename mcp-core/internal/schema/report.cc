#include "schema/report.hpp"

#include <utility>

#include "schema/text.hpp"

namespace mcp::schema {
namespace {

constexpr std::size_t max_text_bytes = 1000;

}  // namespace

Complaint about(const Path* path, std::string predicate, Complaint::Kind kind) {
  return {kind, pointer_of(path), subject_of(path), std::move(predicate)};
}

Complaint about_part(const Path* path, std::string head, const std::string& tail) {
  if (path != nullptr) head += " in " + subject_of(path);
  return {Complaint::Kind::other, pointer_of(path), "", head + tail};
}

void Report::add(Complaint complaint) {
  if (full()) return;
  complaint.text = clip(complaint.text, max_text_bytes);
  complaints_.push_back(std::move(complaint));
}

}  // namespace mcp::schema
