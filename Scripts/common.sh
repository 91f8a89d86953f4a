# What the scripts share. Sourced, not run.

set -euo pipefail

say() { printf '%s\n' "hone: $*" >&2; }

fail() {
  say "$*"
  exit 1
}

# Runs a command as root; fails with status 77 where that isn't possible.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif ! command -v sudo >/dev/null; then
    return 77
  elif [ -n "${CI:-}" ] || [ ! -t 0 ]; then
    sudo -n "$@"
  else
    sudo "$@"
  fi
}

# Whether a Debian package is installed.
has_package() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

# Installs Debian packages that are missing; quiet where nothing is to be done.
install_packages() {
  local missing=() package
  for package in "$@"; do
    has_package "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  local log
  log=$(mktemp)
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet
    --no-install-recommends "${missing[@]}")
  # The lists of packages are fetched only if those that are there don't do.
  if as_root "${install[@]}" >"$log" 2>&1 ||
    { as_root apt-get update --quiet >>"$log" 2>&1 && as_root "${install[@]}" >>"$log" 2>&1; }; then
    rm -f "$log"
    return 0
  fi
  tail -n 3 "$log" >&2
  rm -f "$log"
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    say "neither root nor sudo here; ask an administrator to run: apt-get install ${missing[*]}"
  else
    say "could not install ${missing[*]}; check the network, then run: apt-get install ${missing[*]}"
  fi
  return 1
}
