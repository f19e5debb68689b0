#include "io/key_file.hpp"

#include <stdexcept>

#include "io/trusted_file.hpp"

namespace mcp {

void require_private(const std::string& key_file) {
  try {
    require_trusted_file(key_file, {.readers = Readers::owner_and_group});
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string("--tls-key: ") + error.what());
  }
}

void require_own(const std::string& certificate_file) {
  try {
    require_trusted_file(certificate_file);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string("--tls-cert: ") + error.what());
  }
}

}  // namespace mcp
