#!/bin/sh
# Every check of the sources, then every test. All are run; the last line is the tests' own.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=

check() {
    name=$1
    shift
    echo "== $name"
    "$@" || failed="$failed, $name"
}

templates=$(find src -path '*/templates/*' -name '*.html')

check "ruff check" $bin/ruff check --output-format concise .
check "ruff format" $bin/ruff format --check .
# shellcheck disable=SC2086  # one word per template
[ -z "$templates" ] || check "djade" $bin/djade --check --target-version 6.1 $templates
check "mypy" $bin/mypy src/chibo
check "import contracts" $bin/lint-imports
[ -z "$failed" ] || echo "== NOT CLEAN: ${failed#, }"

tests() {
    $bin/python tools/with_postgres.py $bin/pytest --create-db "$@"
}

echo "== pytest"
if [ "$#" -gt 0 ]; then
    tests "$@"
    status=$?
else
    # A submission meets one order of tests, the same on every machine; without -n and seed the order is random.
    tests -n 2 --ignore=tests/e2e --randomly-seed=2022
    status=$?
    echo "== pytest, in the browser"
    tests tests/e2e --randomly-seed=2022 || status=1
fi
[ -z "$failed" ] || [ "$status" -ne 0 ] || status=1
exit $status
