#pragma once

#include <cstdlib>
#include <iostream>

/// Ends the program with 1 unless the condition holds.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::cerr << "failed: " << what << '\n';
  std::exit(1);
}
