#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "schema/path.hpp"
#include "schema/types.hpp"

namespace mcp::schema {

/// Why a part of the value does not match; `sentence` makes the message.
struct Complaint {
  enum class Kind {
    type,    ///< It is of another type.
    choice,  ///< It is not among the listed values.
    other,
  };

  Kind kind = Kind::other;
  std::string path;
  std::string subject;  ///< Empty when `text` is a sentence of its own.
  std::string text;
  TypeSet wanted = 0;  ///< Of kind `type`.

  std::string sentence() const { return subject.empty() ? text : subject + " " + text; }
};

/// A complaint about the value at `path`: its subject, followed by `predicate`.
Complaint about(const Path* path, std::string predicate,
                Complaint::Kind kind = Complaint::Kind::other);

/// A complaint about a part that the value at `path` lacks, or has and must not have. `head` names
/// the part; `tail` follows the name of the value.
Complaint about_part(const Path* path, std::string head, const std::string& tail = "");

/// Collects up to `max_complaints` complaints.
class Report {
 public:
  explicit Report(std::size_t max_complaints) : max_complaints_(max_complaints) {}

  bool full() const { return complaints_.size() >= max_complaints_; }
  void add(Complaint complaint);
  const std::vector<Complaint>& complaints() const { return complaints_; }

 private:
  std::size_t max_complaints_;
  std::vector<Complaint> complaints_;
};

}  // namespace mcp::schema
