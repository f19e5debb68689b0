#include "schema/circles.hpp"

#include <cstddef>
#include <unordered_map>
#include <vector>

namespace mcp::schema {
namespace {

/// The nodes that a node applies to the same value (in-place applicators).
std::vector<const Node*> in_place(const Node& node) {
  std::vector<const Node*> next;
  const auto add = [&next](const Node* target) {
    if (target != nullptr) next.push_back(target);
  };
  if (const Combinators* rules = node.combinators.get()) {
    for (const auto* list : {&rules->all_of, &rules->any_of, &rules->one_of}) {
      next.insert(next.end(), list->begin(), list->end());
    }
    for (const Node* target :
         {rules->ref, rules->negated, rules->condition, rules->consequence, rules->alternative}) {
      add(target);
    }
  }
  if (node.object) {
    for (const auto& dependent : node.object->dependents) add(dependent.node);
  }
  return next;
}

struct Visit {
  const Node* node;
  std::vector<const Node*> next;
  std::size_t position = 0;
};

enum class State { unseen, open, done };

}  // namespace

const Node* find_circle(const Program& program) {
  std::unordered_map<const Node*, State> states;
  for (const Node& start : program.nodes) {
    if (states[&start] != State::unseen) continue;
    states[&start] = State::open;
    std::vector<Visit> way{{&start, in_place(start)}};
    while (!way.empty()) {
      Visit& visit = way.back();
      if (visit.position == visit.next.size()) {
        states[visit.node] = State::done;
        way.pop_back();
        continue;
      }
      const Node* target = visit.next[visit.position++];
      State& state = states[target];
      if (state == State::open) return target;
      if (state == State::done) continue;
      state = State::open;
      way.push_back({target, in_place(*target)});
    }
  }
  return nullptr;
}

}  // namespace mcp::schema
