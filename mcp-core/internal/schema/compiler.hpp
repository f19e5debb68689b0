#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "schema/document_index.hpp"
#include "schema/keyword_reader.hpp"
#include "schema/program.hpp"

namespace mcp::schema {

/// Compiles the document of a program into nodes. Throws Error when the schema is invalid. Iterates
/// over a list of places, without recursion.
class Compiler {
 public:
  explicit Compiler(Program& program);

  void run();

 private:
  void compile(const Place& place);
  void read_assertions(Node& node, const KeywordReader& keywords);
  void read_bounds(Node& node, const KeywordReader& keywords);
  void read_string_rules(Node& node, const KeywordReader& keywords);
  void read_array_rules(Node& node, const KeywordReader& keywords);
  void read_object_rules(Node& node, const KeywordReader& keywords);
  void read_properties(ObjectRules& rules, const KeywordReader& keywords);
  void read_dependents(ObjectRules& rules, const KeywordReader& keywords, std::string_view keyword);
  void read_references(Combinators& rules, const KeywordReader& keywords);
  void read_combinators(Node& node, const KeywordReader& keywords);
  void read_unevaluated(Node& node, const KeywordReader& keywords);

  static void assert_that(Node& node, Keyword keyword, const Json* expected);
  Pattern pattern(const Place& place, std::string_view keyword, const std::string& source);

  Node* node_of(const Place& place);
  const Node* node_of(const Json& schema) { return node_of(index_.place_of(schema)); }
  const Node* child(const KeywordReader& keywords, std::string_view keyword);
  std::vector<const Node*> children(const KeywordReader& keywords, std::string_view keyword);
  const ResourceScope* scope_of(const Resource& resource);
  void link_dynamic_anchors();
  void refuse_circles() const;

  Program& program_;
  DocumentIndex index_;
  std::unordered_map<const Place*, Node*> nodes_;
  std::unordered_map<const Resource*, ResourceScope*> scopes_;
  std::size_t pattern_bytes_ = 0;
};

}  // namespace mcp::schema
