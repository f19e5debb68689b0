#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace mcp::bridge {

/// A fixed number of places. Any thread; must outlive the places that were taken.
class Places {
 public:
  explicit Places(std::size_t most) : most_(most) {}

  /// A taken place; free again when this is destroyed.
  class Place {
   public:
    explicit Place(Places& places) : places_(&places) {}
    Place(Place&& other) noexcept : places_(std::exchange(other.places_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (places_) --places_->taken_;
    }

   private:
    Places* places_;
  };

  /// Empty when all places are taken.
  std::optional<Place> take() {
    if (taken_++ < most_) return std::make_optional<Place>(*this);
    --taken_;
    return std::nullopt;
  }

 private:
  const std::size_t most_;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace mcp::bridge
