#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "io/descriptor.hpp"

namespace mcp::files {

/// A name in a directory, with the type that readdir(3) gives (DT_UNKNOWN on some file systems).
struct NamedEntry {
  std::string name;
  unsigned char type = 0;
};

/// The names in a directory, in their order, without `.` and `..`. However many there are, at most
/// twice `largest_batch` are in memory: each batch reads the directory again, and selects the names
/// that follow the last one. The first batches are small, because most callers need few names.
/// Names that appear or vanish meanwhile may be missed. One thread.
class SortedNames {
 public:
  static constexpr std::size_t first_batch = 2048;
  static constexpr std::size_t largest_batch = 32'768;

  struct Options {
    std::string from = {};        ///< The first name of interest; "": all.
    bool without_stages = false;  ///< For a root: leaves out the stages in it.
    std::string shown = {};       ///< Names the directory in errors.
  };

  /// `directory` must outlive this object.
  SortedNames(const Descriptor& directory, Options options, std::stop_token stop)
      : directory_(directory), options_(std::move(options)), stop_(std::move(stop)) {}

  /// The next name, valid until the next call; null at the end. Throws FileError; E_CANCELLED when
  /// a stop is requested.
  const NamedEntry* next();

 private:
  void read_batch();
  void add(const char* name, unsigned char type);
  bool is_wanted(std::string_view name) const;
  void keep_first();

  const Descriptor& directory_;
  const Options options_;
  const std::stop_token stop_;
  std::vector<NamedEntry> batch_;
  std::size_t batch_size_ = first_batch;
  std::size_t given_ = 0;
  bool has_read_ = false;
  bool has_more_ = true;  // names after this batch
  std::string last_;      // of the batch before
  std::string bound_;     // names from here on are not in this batch; "": no bound
};

}  // namespace mcp::files
