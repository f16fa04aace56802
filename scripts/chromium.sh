#!/bin/sh
# See that there is a browser for the browser tests: Debian's chromium, installed where we may.
for name in "$CHROMIUM" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the browser tests (once)."
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null 2>&1
    command -v chromium >/dev/null 2>&1 && exit 0
fi
echo "The browser tests need chromium, which is not installed here: install it (Debian: apt-get install chromium fonts-noto-cjk)." >&2
[ "$CI" != true ]
