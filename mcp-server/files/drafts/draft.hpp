#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "drafts/draft_record.hpp"
#include "drafts/piece_log.hpp"
#include "io/descriptor.hpp"
#include "stage_directory.hpp"

namespace mcp::files {

/// Where a draft is kept: a directory in the stage of its root, named by hashes of its owner and of
/// its handle, so that a list of names does not give handles away.
struct DraftHome {
  OpenStage stage;
  Descriptor owner;  ///< The directory of the owner's drafts.
  std::string id;    ///< The name of the draft's directory in it.
};

/// A draft in the stage, locked: no other call and no other process uses it meanwhile. Its lock
/// ends with the process. Methods throw FileError. One thread.
class Draft {
 public:
  /// Makes a draft without pieces. Reserves `record.total_size` bytes on the disk.
  static Draft make(DraftHome home, DraftRecord record);
  /// Empty: there is none, or what is there cannot be read. Throws E_BUSY when it is in use.
  static std::optional<Draft> open(DraftHome home);
  /// The record of a draft that is perhaps in use: only what never changes in it is certain. Empty:
  /// it cannot be read.
  static std::optional<DraftRecord> peek(const DraftHome& home);
  /// Removes a draft whose server ended before it had a record. The caller has the owner's lock.
  static void remove_unfinished(DraftHome home);

  const std::string& id() const { return home_.id; }
  PieceLog& pieces() { return *pieces_; }
  /// The file with the bytes.
  int data() const { return data_.get(); }
  std::string data_name() const { return home_.id + ".data"; }
  int directory() const { return directory_.get(); }
  /// The directory of the owner's drafts.
  int owner() const { return home_.owner.get(); }
  const OpenStage& stage() const { return home_.stage; }
  /// Seconds since 1970.
  std::int64_t last_used() const;
  /// A time of last use that is in the future, as after a wrong clock, becomes now.
  void correct_last_used(std::int64_t now) const;

  /// Written by `save`, as a whole or not at all.
  DraftRecord record;
  void save();

  /// Opens the bytes of a draft that is open again.
  void open_bytes();
  /// Replaces the file with the bytes by a copy of the open one, which has lost its name.
  void restore_data();
  /// Removes the bytes and the list of pieces; the record stays.
  void drop_bytes() noexcept;
  /// Removes the draft.
  void remove() noexcept;

 private:
  Draft(DraftHome home, Descriptor directory);
  bool load();
  void open_files(int create_flag);

  DraftHome home_;
  Descriptor directory_;
  Descriptor data_;
  Descriptor log_;
  std::unique_ptr<PieceLog> pieces_;
};

}  // namespace mcp::files
