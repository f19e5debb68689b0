#include "completion/shell_scripts.hpp"

#include <map>

#include "mcp/never_destroyed.hpp"

namespace mcp::cli {
namespace {

// bash splits words at `=` and `:`, too, which the names and options of mcp-client do not have.
constexpr const char* bash_script = R"script(# bash completion for mcp-client
_mcp_client() {
  local current="${COMP_WORDS[COMP_CWORD]}" lines word
  lines="$("${COMP_WORDS[0]}" --complete-words "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" ||
    return
  COMPREPLY=()
  case "$lines" in
    :files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    :directories)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      ;;
    :commands) mapfile -t COMPREPLY < <(compgen -c -- "$current") ;;
    *)
      while IFS= read -r word; do
        word="${word%%$'\t'*}"
        [[ -n $word && $word == "$current"* ]] && COMPREPLY+=("$(printf '%q' "$word")")
      done <<<"$lines"
      ;;
  esac
}
complete -F _mcp_client mcp-client
)script";

constexpr const char* zsh_script = R"script(#compdef mcp-client
_mcp_client() {
  local -a lines described
  local line
  lines=("${(@f)$("${words[1]}" --complete-words "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  case "${lines[1]}" in
    '') return 1 ;;
    :files) _files ;;
    :directories) _files -/ ;;
    :commands) _command_names -e ;;
    *)
      for line in "${lines[@]}"; do
        described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
      done
      _describe 'mcp-client' described
      ;;
  esac
}
if [ "$funcstack[1]" = "_mcp-client" ]; then
  _mcp_client "$@"
else
  compdef _mcp_client mcp-client
fi
)script";

constexpr const char* fish_script = R"script(# fish completion for mcp-client
function __mcp_client_complete
    set -l tokens (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($tokens[1] --complete-words $tokens[2..-1] "$current" 2>/dev/null)
    switch "$lines[1]"
        case ':files'
            __fish_complete_path "$current"
        case ':directories'
            __fish_complete_directories "$current"
        case ':commands'
            __fish_complete_command
        case '*'
            printf '%s\n' $lines
    end
end
complete -c mcp-client -f -a '(__mcp_client_complete)'
)script";

const std::map<std::string, const char*>& scripts() {
  static const auto& all = never_destroyed(std::map<std::string, const char*>{
      {"bash", bash_script}, {"fish", fish_script}, {"zsh", zsh_script}});
  return all;
}

}  // namespace

std::vector<std::string> completion_shells() {
  std::vector<std::string> names;
  for (const auto& [name, script] : scripts()) names.push_back(name);
  return names;
}

std::string completion_script(const std::string& shell) {
  return scripts().at(shell);
}

}  // namespace mcp::cli
