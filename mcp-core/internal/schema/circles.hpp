#pragma once

#include "schema/program.hpp"

namespace mcp::schema {

/// A node that reaches itself on the same value, so that evaluating it need not end; nullptr when
/// there is none. `$dynamicRef` is left out, since where it leads depends on the way that led to
/// it: the depth limit of an evaluation ends those.
/// Spec: JSON Schema 2020-12 core, 9.4.1 Guarding Against Infinite Recursion.
const Node* find_circle(const Program& program);

}  // namespace mcp::schema
