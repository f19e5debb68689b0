#include "program/key_file.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace mcp::program {

void require_private(const std::string& key_file) {
  struct stat status {};
  if (::stat(key_file.c_str(), &status) != 0) {
    throw std::runtime_error("--tls-key: `" + key_file +
                             "` cannot be read: " + std::strerror(errno));
  }
  if ((status.st_mode & (S_IRWXO | S_IWGRP)) == 0) return;
  throw std::runtime_error("--tls-key: other users can read or write `" + key_file +
                           "`; run: chmod 600 " + key_file);
}

}  // namespace mcp::program
