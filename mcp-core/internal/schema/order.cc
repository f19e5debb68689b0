#include "schema/order.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "schema/number.hpp"

namespace mcp::schema {
namespace {

enum class Rank { null, boolean, number, string, array, object, other };

Rank rank_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return Rank::null;
    case Json::value_t::boolean:
      return Rank::boolean;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return Rank::number;
    case Json::value_t::string:
      return Rank::string;
    case Json::value_t::array:
      return Rank::array;
    case Json::value_t::object:
      return Rank::object;
    default:
      return Rank::other;
  }
}

std::weak_ordering compare_arrays(const Json::array_t& left, const Json::array_t& right) {
  if (left.size() != right.size()) return left.size() <=> right.size();
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto order = compare(left[i], right[i]);
    if (order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

/// Members come sorted by name, so that equal objects agree pair by pair.
std::weak_ordering compare_objects(const Json::object_t& left, const Json::object_t& right) {
  if (left.size() != right.size()) return left.size() <=> right.size();
  for (auto one = left.begin(), two = right.begin(); one != left.end(); ++one, ++two) {
    if (const int names = one->first.compare(two->first); names != 0) return names <=> 0;
    const auto order = compare(one->second, two->second);
    if (order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

}  // namespace

std::weak_ordering compare(const Json& left, const Json& right) {
  const Rank rank = rank_of(left);
  if (rank != rank_of(right)) return rank <=> rank_of(right);
  switch (rank) {
    case Rank::boolean:
      return left.get<bool>() <=> right.get<bool>();
    case Rank::number:
      return compare_numbers(left, right);
    case Rank::string:
      return left.get_ref<const std::string&>().compare(right.get_ref<const std::string&>()) <=> 0;
    case Rank::array:
      return compare_arrays(left.get_ref<const Json::array_t&>(),
                            right.get_ref<const Json::array_t&>());
    case Rank::object:
      return compare_objects(left.get_ref<const Json::object_t&>(),
                             right.get_ref<const Json::object_t&>());
    case Rank::null:
    case Rank::other:
      break;
  }
  return std::weak_ordering::equivalent;
}

std::optional<std::pair<std::size_t, std::size_t>> find_duplicate(const Json& array) {
  const auto& items = array.get_ref<const Json::array_t&>();
  std::vector<const Json*> sorted;
  sorted.reserve(items.size());
  for (const Json& item : items) sorted.push_back(&item);
  // Equal values keep their positions in order: the report does not depend on the library.
  std::sort(sorted.begin(), sorted.end(), [](const Json* left, const Json* right) {
    const auto order = compare(*left, *right);
    return order != 0 ? order < 0 : left < right;
  });
  const auto twin = std::adjacent_find(
      sorted.begin(), sorted.end(),
      [](const Json* left, const Json* right) { return compare(*left, *right) == 0; });
  if (twin == sorted.end()) return std::nullopt;
  const auto position = [&items](const Json* item) {
    return static_cast<std::size_t>(item - items.data());
  };
  return std::pair(position(twin[0]), position(twin[1]));
}

Extent extent_of(const Json& value, std::size_t max_depth) {
  Extent extent;
  std::vector<std::pair<const Json*, std::size_t>> open{{&value, 0}};
  while (!open.empty()) {
    const auto [current, depth] = open.back();
    open.pop_back();
    ++extent.weight;
    if (current->is_string()) extent.weight += current->get_ref<const std::string&>().size() / 64;
    if (!current->is_structured() || current->empty()) continue;
    if (depth >= max_depth) {
      extent.too_deep = true;
      return extent;
    }
    if (current->is_object()) {
      for (const auto& [name, child] : current->get_ref<const Json::object_t&>()) {
        extent.weight += name.size() / 64;
        open.emplace_back(&child, depth + 1);
      }
      continue;
    }
    for (const Json& child : *current) open.emplace_back(&child, depth + 1);
  }
  return extent;
}

}  // namespace mcp::schema
