#!/bin/sh
# Install what the tests need from the system: a browser, a word processor, a reader of PDF, gettext, fonts.
set -u

missing=
need() {
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need chromium chromium
need soffice libreoffice-writer
need pdftotext poppler-utils
need xgettext gettext
fc-list 2>/dev/null | grep -q Liberation || missing="$missing fonts-liberation"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing from the system's packages:$missing" >&2
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086  # one word per package
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "Thiếu các gói sau, hãy cài rồi chạy lại:$missing" >&2
echo "These packages are missing; install them and run this again:$missing" >&2
exit 1
