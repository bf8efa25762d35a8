#!/bin/sh
# Print a Python that Chibo can run on: 3.12 or later, able to make a virtual environment.
set -u

fits() {
    "$1" -c 'import sys, venv, ensurepip, ssl; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

# Where Python lies besides PATH; patterns, the last resort.
places=${PYTHON_PLACES-"${PYENV_ROOT:-${HOME:-/}/.pyenv}/versions/3.*/bin/python3 ${HOME:-/}/.local/share/uv/python/*/bin/python3 \
/usr/local/bin/python3 /opt/python*/bin/python3 /opt/homebrew/bin/python3"}

for candidate in \
    "${PYTHON:-}" python3.13 python3.12 python3.14 python3 python \
    $places; do
    if [ -n "$candidate" ] && fits "$candidate"; then
        "$candidate" -c "import sys; print(sys.executable)"
        exit 0
    fi
done

cat >&2 <<'END'
Chibo cần Python 3.12 trở lên (kèm mô-đun venv), nhưng máy này chưa có.
  Trên Debian hoặc Ubuntu: apt install python3 python3-venv
  Nếu Python nằm ở chỗ khác: make demo PYTHON=/duong/dan/python3
Chibo needs Python 3.12 or later (with its venv module), and none was found here.
  On Debian or Ubuntu: apt install python3 python3-venv
  If Python lies elsewhere: make demo PYTHON=/path/to/python3
END
exit 1
