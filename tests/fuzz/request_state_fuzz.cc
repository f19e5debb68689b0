// Only a text that was sealed can be opened as a sealed state.

#include "fuzz.hpp"
#include "seal/state_seal.hpp"

void fuzz(std::string_view input) {
  static const mcp::StateSeal seal({mcp::SealKey{1, 2, 3}});
  const mcp::StateSeal::Time now{std::chrono::seconds(1000)};
  const auto later = now + std::chrono::seconds(1);
  require(!seal.open(input, "binding", now));

  // A sealed input opens; with a part of the text replaced by the input, it does not.
  std::string sealed = seal.seal(input, "binding", later);
  require(seal.open(sealed, "binding", now).value() == input);
  require(!seal.open(sealed, "another", now));
  if (input.empty()) return;
  const std::size_t at = static_cast<unsigned char>(input[0]) % sealed.size();
  const std::string before = sealed;
  sealed.replace(at, input.size(), input);
  if (sealed != before) require(!seal.open(sealed, "binding", now));
}
