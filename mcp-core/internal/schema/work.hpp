#pragma once

#include <cstdint>

namespace mcp::schema {

/// The work that one validation may still do. A unit is about the check of one small subschema.
class Work {
 public:
  explicit Work(std::uint64_t units) : left_(units) {}

  /// False when fewer units are left; then none is left.
  bool spend(std::uint64_t units) {
    if (units > left_) {
      left_ = 0;
      return false;
    }
    left_ -= units;
    return true;
  }

  void exhaust() { left_ = 0; }

 private:
  std::uint64_t left_;
};

}  // namespace mcp::schema
