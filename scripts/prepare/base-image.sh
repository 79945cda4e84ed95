#!/bin/sh
# Writes the image debian:bookworm-slim, made from Debian's packages, as a tar to standard output. For an engine that
# can't pull it; as root, on Debian, with debootstrap:
#   scripts/prepare/base-image.sh | docker import - debian:bookworm-slim
# The mirror is the one this machine's apt uses, and stays set in the image, so that a build on top finds it too.
set -eu

mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null | grep -m1 '/debian/*$' || true)
mirror=${mirror:-http://deb.debian.org/debian}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/etc/dpkg/dpkg.cfg.d"
# What makes the official image slim: no manuals, no translations, for packages that are added later too.
printf 'path-exclude /usr/share/%s\n' 'doc/*' 'man/*' 'locale/*' 'info/*' 'lintian/*' \
  > "$work/etc/dpkg/dpkg.cfg.d/slim"
printf 'path-include /usr/share/doc/*/copyright\n' >> "$work/etc/dpkg/dpkg.cfg.d/slim"

debootstrap --variant=minbase bookworm "$work" "$mirror" >&2
rm -rf "$work"/var/cache/apt/* "$work"/var/lib/apt/lists/* "$work"/usr/share/man "$work"/usr/share/locale
# A proxy that apt needs here, it needs in the image as well.
apt-config dump --format '%f "%v";%n' Acquire::http::Proxy Acquire::https::Proxy > "$work/etc/apt/apt.conf.d/proxy"
tar -C "$work" --numeric-owner --create .
