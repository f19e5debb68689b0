#include "seal/state_seal.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"

// A sealed state is the base64url text of
//
//     format (1 byte) | key id (4) | nonce (12) | ciphertext | tag (16)
//
// where the plaintext is the expiry (8 bytes, milliseconds since the epoch, big endian) followed by
// the state, and the additional data is format, key id and the binding.

namespace mcp {
namespace {

constexpr char format = 1;
constexpr std::size_t key_id_bytes = 4;
constexpr std::size_t head_bytes = 1 + key_id_bytes;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t expiry_bytes = 8;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
int size_of(std::string_view text) {
  return static_cast<int>(text.size());
}

std::string key_id(const SealKey& key) {
  Sha256 sha;
  sha.update({reinterpret_cast<const char*>(key.data()), key.size()});
  const auto digest = sha.finish();
  return {reinterpret_cast<const char*>(digest.data()), key_id_bytes};
}

void require(bool succeeded) {
  if (!succeeded) throw std::runtime_error("AES-256-GCM failed");
}

// Returns ciphertext followed by the tag.
std::string encrypt(const SealKey& key, std::string_view nonce, std::string_view extra,
                    std::string_view plain) {
  Context context(EVP_CIPHER_CTX_new());
  std::string out(plain.size() + tag_bytes, '\0');
  int written = 0;
  require(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(),
                             bytes_of(nonce)) == 1);
  require(EVP_EncryptUpdate(context.get(), nullptr, &written, bytes_of(extra), size_of(extra)) ==
          1);
  require(EVP_EncryptUpdate(context.get(), bytes_of(out), &written, bytes_of(plain),
                            size_of(plain)) == 1);
  require(EVP_EncryptFinal_ex(context.get(), bytes_of(out) + written, &written) == 1);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes,
                              bytes_of(out) + plain.size()) == 1);
  return out;
}

std::optional<std::string> decrypt(const SealKey& key, std::string_view nonce,
                                   std::string_view extra, std::string_view sealed) {
  const auto cipher = sealed.substr(0, sealed.size() - tag_bytes);
  std::string tag(sealed.substr(cipher.size()));
  std::string plain(cipher.size(), '\0');
  Context context(EVP_CIPHER_CTX_new());
  int written = 0;
  require(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(),
                             bytes_of(nonce)) == 1);
  require(EVP_DecryptUpdate(context.get(), nullptr, &written, bytes_of(extra), size_of(extra)) ==
          1);
  require(EVP_DecryptUpdate(context.get(), bytes_of(plain), &written, bytes_of(cipher),
                            size_of(cipher)) == 1);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1);
  if (EVP_DecryptFinal_ex(context.get(), bytes_of(plain) + written, &written) != 1) {
    return std::nullopt;
  }
  return plain;
}

std::string put_expiry(StateSeal::Time expiry) {
  const auto ms = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(expiry.time_since_epoch()).count());
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(ms >> shift);
  return bytes;
}

StateSeal::Time get_expiry(std::string_view bytes) {
  std::uint64_t ms = 0;
  for (const char byte : bytes) ms = ms << 8 | static_cast<unsigned char>(byte);
  return StateSeal::Time(std::chrono::milliseconds(ms));
}

Error refused() {
  return Error(ErrorCode::invalid_params,
               "`requestState` is not valid for this request: repeat the request without it");
}

}  // namespace

SealKey random_seal_key() {
  const std::string bytes = random_bytes(SealKey().size());
  SealKey key;
  std::ranges::copy(bytes, key.begin());
  return key;
}

StateSeal::StateSeal(std::vector<SealKey> ring) : ring_(std::move(ring)) {
  if (ring_.empty()) throw std::invalid_argument("a seal needs at least one key");
}

std::string StateSeal::seal(std::string_view state, std::string_view binding, Time expiry) const {
  const SealKey& key = ring_.front();
  const std::string head = format + key_id(key);
  const std::string nonce = random_bytes(nonce_bytes);
  const std::string extra = head + std::string(binding);
  return to_base64url(head + nonce +
                      encrypt(key, nonce, extra, put_expiry(expiry) + std::string(state)));
}

Result<std::string> StateSeal::open(std::string_view sealed, std::string_view binding,
                                    Time now) const {
  const auto bytes = from_base64url(sealed);
  if (!bytes || bytes->size() < head_bytes + nonce_bytes + expiry_bytes + tag_bytes) {
    return refused();
  }
  const std::string_view all = *bytes;
  const auto head = all.substr(0, head_bytes);
  const auto nonce = all.substr(head_bytes, nonce_bytes);
  const std::string extra = std::string(head) + std::string(binding);
  for (const auto& key : ring_) {
    if (head != format + key_id(key)) continue;
    auto plain = decrypt(key, nonce, extra, all.substr(head_bytes + nonce_bytes));
    if (!plain) continue;
    if (get_expiry(std::string_view(*plain).substr(0, expiry_bytes)) <= now) return refused();
    return plain->substr(expiry_bytes);
  }
  return refused();
}

std::string Binding::text() const {
  std::string out;
  for (const auto* part : {&principal, &method, &name, &arguments}) {
    out += std::to_string(part->size()) + ':' + *part;
  }
  return out;
}

}  // namespace mcp
