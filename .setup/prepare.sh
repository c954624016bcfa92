# Sourced by ./run and ./check, which set top: installs what is missing, configures and builds.

say() { printf '\033[1m%s\033[0m\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

missing_packages() {
    local package
    while read -r package; do
        case "$package" in '' | '#'*) continue ;; esac
        dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || printf '%s ' "$package"
    done <"$top/.setup/debian-packages.txt"
}

install_packages() {
    command -v dpkg-query >/dev/null ||
        fail "This script installs Debian packages. Elsewhere, install what .setup/debian-packages.txt names and use cmake --preset release."
    local packages as_root=()
    packages=$(missing_packages)
    [ -n "$packages" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            fail "These packages are missing, and there is no sudo to install them: $packages"
        as_root=(sudo)
    fi
    say "Installing $packages"
    "${as_root[@]}" apt-get update -q
    # Unquoted: the list is words. </dev/null: a question would wait for ever in CI.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $packages </dev/null ||
        fail "apt-get could not install: $packages"
}

# build [TARGET...]: everything where no target is named.
build() {
    cd "$top"
    if [ ! -f build/release/build.ninja ]; then
        say "Configuring"
        cmake --preset release || fail "The configuration failed; the reason is above."
    fi
    say "Building (some minutes the first time)"
    cmake --build build/release ${1:+--target "$@"} || fail "The build failed; the reason is above."
}
