#pragma once

// Only valijson_assertions.cc includes this file.

#include <valijson/internal/adapter.hpp>
#include <valijson/internal/basic_adapter.hpp>
#include <valijson/internal/frozen_value.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

#include "mcp/json.hpp"
#include "schema/number.hpp"
#include "schema/order.hpp"

namespace mcp::schema {

// valijson's own nlohmann adapter says that 1.0 is no integer, wraps integers from 2^63 on to
// negative ones, and copies both strings for every comparison. This one does not. The names in
// camelCase are those that valijson calls.

class ExactAdapter;

/// A constant of the schema. Refers to the document, compares by compare().
class ExactConstant : public valijson::adapters::FrozenValue {
 public:
  explicit ExactConstant(const Json& value) : value_(value) {}

  valijson::adapters::FrozenValue* clone() const override { return new ExactConstant(value_); }
  bool equalTo(const valijson::adapters::Adapter& other, bool strict) const override;

 private:
  const Json& value_;
};

/// Walks what `Iterator` walks and gives what `Element::of` makes of it.
template <class Iterator, class Element>
class ExactIterator {
 public:
  using iterator_category = std::bidirectional_iterator_tag;
  using value_type = typename Element::type;
  using difference_type = std::ptrdiff_t;
  using pointer = value_type*;
  using reference = value_type;

  explicit ExactIterator(Iterator at) : at_(at) {}

  value_type operator*() const { return Element::of(at_); }
  valijson::adapters::DerefProxy<value_type> operator->() const {
    return valijson::adapters::DerefProxy<value_type>(**this);
  }
  bool operator==(const ExactIterator& other) const { return at_ == other.at_; }
  ExactIterator& operator++() { return ++at_, *this; }
  ExactIterator operator++(int) { return ExactIterator(at_++); }
  ExactIterator& operator--() { return --at_, *this; }
  void advance(std::ptrdiff_t count) { std::advance(at_, count); }

 private:
  Iterator at_;
};

struct ItemElement {
  using type = ExactAdapter;
  static ExactAdapter of(Json::const_iterator at);
};

struct MemberElement {
  using type = std::pair<std::string, ExactAdapter>;
  static type of(Json::const_iterator at);
};

/// An array or an object as valijson iterates over it.
template <class Element>
class ExactContainer {
 public:
  using const_iterator = ExactIterator<Json::const_iterator, Element>;
  using iterator = const_iterator;

  ExactContainer() : value_(nothing()) {}
  explicit ExactContainer(const Json* value) : value_(value) {}

  const_iterator begin() const { return const_iterator(value_->begin()); }
  const_iterator end() const { return const_iterator(value_->end()); }
  const_iterator find(const std::string& name) const { return const_iterator(value_->find(name)); }
  std::size_t size() const { return value_->size(); }

 private:
  static const Json* nothing() {
    static const Json null;
    return &null;
  }

  const Json* value_;  // Not a reference: a constructor from Json would take part in copying.
};

using ExactArray = ExactContainer<ItemElement>;
using ExactObject = ExactContainer<MemberElement>;

/// The value under validation.
class ExactValue {
 public:
  ExactValue(const Json& value) : value_(value) {}

  const Json& json() const { return value_; }

  bool isNull() const { return value_.is_null(); }
  bool isBool() const { return value_.is_boolean(); }
  bool isString() const { return value_.is_string(); }
  bool isArray() const { return value_.is_array(); }
  bool isObject() const { return value_.is_object(); }
  bool isNumber() const { return value_.is_number(); }
  bool isInteger() const {
    if (value_.is_number_unsigned()) return value_.get<std::uint64_t>() <= max_integer;
    return value_.is_number_integer();
  }
  bool isDouble() const { return value_.is_number() && !isInteger(); }
  static bool hasStrictTypes() { return true; }

  bool getBool(bool& result) const { return isBool() && (result = value_.get<bool>(), true); }
  bool getInteger(std::int64_t& result) const {
    return isInteger() && (result = value_.get<std::int64_t>(), true);
  }
  bool getDouble(double& result) const {
    return isDouble() && (result = value_.get<double>(), true);
  }
  bool getString(std::string& result) const {
    return isString() && (result = value_.get_ref<const std::string&>(), true);
  }
  bool getArraySize(std::size_t& result) const {
    return isArray() && (result = value_.size(), true);
  }
  bool getObjectSize(std::size_t& result) const {
    return isObject() && (result = value_.size(), true);
  }
  opt::optional<ExactArray> getArrayOptional() const {
    return isArray() ? opt::make_optional(ExactArray(&value_)) : opt::optional<ExactArray>();
  }
  opt::optional<ExactObject> getObjectOptional() const {
    return isObject() ? opt::make_optional(ExactObject(&value_)) : opt::optional<ExactObject>();
  }
  valijson::adapters::FrozenValue* freeze() const { return new ExactConstant(value_); }

 private:
  static constexpr std::uint64_t max_integer = std::numeric_limits<std::int64_t>::max();

  const Json& value_;
};

class ExactAdapter
    : public valijson::adapters::BasicAdapter<ExactAdapter, ExactArray, MemberElement::type,
                                              ExactObject, ExactValue> {
 public:
  ExactAdapter(const Json& value) : BasicAdapter(ExactValue(value)), json_(value) {}

  const Json& json() const { return json_; }

 private:
  const Json& json_;
};

inline ExactAdapter ItemElement::of(Json::const_iterator at) {
  return ExactAdapter(*at);
}

inline MemberElement::type MemberElement::of(Json::const_iterator at) {
  return {at.key(), ExactAdapter(at.value())};
}

/// Every adapter here is an ExactAdapter: property names, the one exception, never come here.
inline bool ExactConstant::equalTo(const valijson::adapters::Adapter& other, bool) const {
  return compare(value_, static_cast<const ExactAdapter&>(other).json()) == 0;
}

}  // namespace mcp::schema
