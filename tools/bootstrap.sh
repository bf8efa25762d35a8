#!/bin/sh
# Make .venv with exactly the packages of requirements.txt ("bootstrap.sh dev": of requirements-dev.txt).
# Run again, it does nothing unless the requirements changed.
set -eu
umask 022
cd "$(dirname "$0")/.."

kind=${1:-run}
case $kind in
    run) requirements=requirements.txt ;;
    dev) requirements=requirements-dev.txt ;;
    *) echo "usage: tools/bootstrap.sh [run|dev]" >&2; exit 2 ;;
esac
python=.venv/bin/python

if ! "$python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then
    found=$(tools/find_python.sh)
    echo "Tạo .venv bằng $found … / Making .venv with $found …" >&2
    "$found" -m venv --clear .venv
fi

stamp() {
    cksum "$1"
    "$python" --version
}
wanted=$(stamp "$requirements")
if [ "$(cat ".venv/installed-$kind" 2>/dev/null)" != "$wanted" ]; then
    echo "Cài đặt các gói cần thiết, chỉ lần đầu … / Installing packages, the first time only …" >&2
    "$python" -m pip --disable-pip-version-check --no-input install --quiet --root-user-action=ignore \
        --require-hashes -r "$requirements"
    # The packages for development include those for running.
    [ "$kind" = run ] || stamp requirements.txt >.venv/installed-run
    echo "$wanted" >".venv/installed-$kind"
fi

# Chibo itself runs from its sources: a line that names them, and a command.
"$python" -c 'import pathlib, sysconfig
pathlib.Path(sysconfig.get_path("purelib"), "chibo.pth").write_text(f"{pathlib.Path("src").resolve()}\n")'
cat >.venv/bin/chibo <<'END'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/python" -c 'from chibo.config.command import main; main(prog_name="chibo")' "$@"
END
chmod 755 .venv/bin/chibo
