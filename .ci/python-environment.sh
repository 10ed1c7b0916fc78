# For scripts that put Python packages for tests into an environment of their own: sourced, not run.
#
# They set `folder`, where it is to be; `contents`, by which is known whether it is there; and `failed` and `skipped`, what is said
# where it cannot be had.
is_there() { [ "$(cat "$folder/installed" 2>/dev/null)" = "$contents" ]; }
give_up() { echo "$failed: $1. $skipped" >&2; exit 0; }

# Makes it anew, without packages.
make_environment() { # words that tell of it
    local python
    python=$(command -v "${PYTHON:-python3}") || give_up "python3 is needed"
    rm -rf "$folder"
    mkdir -p .deps
    "$python" -m venv "$folder" >/dev/null 2>&1 ||
        { rm -rf "$folder"; give_up "venv is needed (apt-get install python3-venv)"; }
    echo "$1 ..."
}

install() { # arguments of pip
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@" >>"$folder/log" 2>&1 && return
    local why
    why=$(grep -i error "$folder/log" | tail -n 1) || true
    rm -rf "$folder"
    give_up "pip could not install it: $why"
}

finish_environment() { echo "$contents" >"$folder/installed"; }
