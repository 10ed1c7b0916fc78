#!/usr/bin/env python3
"""Does what the guides "add a ..." tell a reader to do, in a copy of the project, and fails where they fail.

Other pages are tried by DocumentationTests with the built program; these change the program. Fenced blocks say
what is to be done with them:

    ```files                            the files that the guide touches, a word or two behind each
    ```KIND PATH                        write the file
    ```KIND PATH at the end of NAME     insert before the line that closes the list NAME
    ```KIND PATH in place of NAME       replace the one line that declares NAME
    ```KIND PATH after TEXT             insert after the one line that holds TEXT
    ```sh builds                        run, with success
    ```sh fails                         run, with failure, printing what the page inserts next

A guide must touch the files that it lists and no other, be it by its edits or by what it runs.

The files of all guides but the first are written before anything is run: what they add is built once. Of the tests
only those are built that the guides add to (FORECAST_TESTS, see Package.swift), and those of the rooms, which run last.

The copy is kept in .build-guides, so that the next time only changes are built; nothing is done while neither the
guides nor the program have changed since they last passed. Where a namespace of mounts may be had, the copy begins with
what is built of the project, and lies over the project while it is changed: products hold absolute paths.
"""

import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEPT = ROOT / ".build-guides"
COPY = KEPT / "forecast-engine"
STAMP = KEPT / "passed"
# The copy lies where the project is.
IN_PLACE = "--in-place"
# Seconds between two lines of a long step.
TELL_EVERY = float(os.environ.get("GUIDES_TELL_EVERY", "20"))
# Seconds without any work after which a step stands still.
STILL_AFTER = float(os.environ.get("GUIDES_STILL_AFTER", "120"))
# The first has a test that fails until its last edit.
GUIDES = [
    "docs/add-a-model.md", "docs/add-a-global-model.md", "docs/add-a-combining-model.md", "docs/add-a-key.md",
]
# What the guides add must keep the plan of the house, and its style.
ROOM_TESTS = "ArchitectureTests"


class GuideFailed(Exception):
    pass


def project_files():
    """The project's files as they are in the working tree: tracked by git or new; without git all but what is hidden."""
    found = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True
    )
    if found.returncode == 0:
        names = found.stdout.decode().split("\0")
    else:
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*")]
        names = [name for name in names if not name.startswith((".", "results/")) or name.startswith(".ci/")]
    return sorted(name for name in names if name and (ROOT / name).is_file())


def digest(names):
    total = hashlib.sha256()
    for name in names:
        total.update(f"{name}\0{hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def write(path, content):
    """Leaves a file alone that is right already: what is older than its products is not built again. Whether it wrote."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def namespace():
    """The command before others that gives them mounts of their own; nothing where that is not allowed."""
    for command in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
        try:
            if subprocess.run([*command, "true"], capture_output=True).returncode == 0:
                return command
        except OSError:
            break
    return None


def seed():
    """Gives a new copy what is built of the project."""
    if (COPY / ".build").exists() or not (ROOT / ".build/release").exists():
        return
    subprocess.run(["cp", "-a", str(ROOT / ".build"), str(COPY / ".build")], check=True)


def copy_project(names):
    wanted = set(names)
    for folder in ["Sources", "Tests", "docs", "experiments", "datasets"]:
        for path in (COPY / folder).rglob("*"):
            if path.is_file() and str(path.relative_to(COPY)) not in wanted:
                path.unlink()
    for name in names:
        # With its time: what the products of the project were built from.
        if write(COPY / name, (ROOT / name).read_bytes()):
            shutil.copystat(ROOT / name, COPY / name)


def blocks(guide):
    """(line, info, text) of every fenced block."""
    info, start, lines = None, 0, []
    for number, line in enumerate((ROOT / guide).read_text().splitlines(), 1):
        if not line.startswith("```"):
            lines.append(line)
        elif info is None:
            info, start, lines = line[3:].strip(), number, []
        else:
            yield start, info, "\n".join(lines) + "\n"
            info = None


def insert(path, name, text):
    lines = path.read_text().splitlines(keepends=True)
    declarations = [i for i, line in enumerate(lines) if re.search(rf"\blet {re.escape(name)}\b.*\[$", line.rstrip())]
    if len(declarations) != 1:
        raise GuideFailed(f"{path} declares no list {name}, or several")
    indent = re.match(r" *", lines[declarations[0]]).group()
    end = next(i for i in range(declarations[0], len(lines)) if lines[i].rstrip() == indent + "]")
    if end > declarations[0] + 1:
        lines[end - 1] = re.sub(r"([^,])\n$", r"\1,\n", lines[end - 1])
    write(path, "".join(lines[:end] + [text] + lines[end:]).encode())


def insert_after(path, wanted, text):
    lines = path.read_text().splitlines(keepends=True)
    places = [i for i, line in enumerate(lines) if wanted in line]
    if len(places) != 1:
        raise GuideFailed(f"{path} has {len(places)} lines with '{wanted}'")
    write(path, "".join(lines[: places[0] + 1] + [text] + lines[places[0] + 1 :]).encode())


def replace(path, name, text):
    lines = path.read_text().splitlines(keepends=True)
    places = [i for i, line in enumerate(lines) if re.search(rf"\blet {re.escape(name)}\b", line)]
    if len(places) != 1 or not lines[places[0]].rstrip().endswith("]"):
        raise GuideFailed(f"{path} declares no {name} on one line")
    lines[places[0]] = text
    write(path, "".join(lines).encode())


def test_targets():
    """The targets whose tests the guides write or change."""
    found = (re.match(r"swift Tests/(\w+)/", info) for guide in GUIDES for _, info, _ in blocks(guide))
    return sorted({match.group(1) for match in found if match} | {ROOM_TESTS})


def shell(script, expects_failure):
    """Runs a block as one script that stops at the first failure; returns what it printed."""
    code, printed = run(script)
    if code is None:
        print("    SwiftPM stands still; once more", flush=True)
        code, printed = run(script)
    if (code != 0) != expects_failure or code is None:
        tail = "\n".join(printed.splitlines()[-60:])
        raise GuideFailed(f"{'stands still' if code is None else f'exit code {code}'}:\n{script}\n{tail}")
    return printed


def run(script):
    """(exit code, what was printed); no exit code where the script stood still."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", script], cwd=COPY, stdout=output, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, env={**os.environ, "FORECAST_TESTS": ",".join(test_targets())},
            start_new_session=True,
        )
        try:
            ended = wait(process, output)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        return process.returncode if ended else None, content(output)


def wait(process, output):
    """Until the process ends, or has stood still (False). The first build takes minutes: where it is, is told meanwhile.

    `swift test` of 6.3 was seen to wait for a thread of its own pool, all of which wait (PackageStructureCommand, on two
    cores): it never ends and uses no processor.
    """
    begin = moved = time.monotonic()
    used = None
    while True:
        try:
            process.wait(timeout=TELL_EVERY)
            return True
        except subprocess.TimeoutExpired:
            now = time.monotonic()
            if (latest := processor_time(process.pid)) != used:
                used, moved = latest, now
            elif now - moved > STILL_AFTER:
                return False
            last = (content(output).strip().splitlines() or [""])[-1]
            print(f"    {now - begin:.0f} s: {last[:100]}", flush=True)


def processor_time(session):
    """Of each process of a session, in ticks: (its number, user and system time)."""
    times = []
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            number, _, rest = path.read_text().partition(" (")
        except OSError:
            continue
        fields = rest.rpartition(") ")[2].split()  # from the state on: session is the 4th, times the 12th and 13th
        if int(fields[3]) == session:
            times.append((int(number), int(fields[11]) + int(fields[12])))
    return sorted(times)


def content(file):
    """What another process has written so far: read by offset, since both share the position of the file."""
    return os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0).decode(errors="replace")


def edit(info, text):
    """Does what a block says that names a file, and returns the file; None for other blocks."""
    match = re.fullmatch(r"\w+ (\S+/\S+|\S+\.\w+)(?: (at the end of|in place of|after) (.+))?", info)
    if not match:
        return None
    name, place, what = match.groups()
    path = COPY / name
    if place is None:
        write(path, text.encode())
    else:
        {"at the end of": insert, "in place of": replace, "after": insert_after}[place](path, what, text)
    return name


def files(guide):
    """The files that a guide says it touches."""
    lists = [text for _, info, text in blocks(guide) if info == "files"]
    if len(lists) != 1:
        raise GuideFailed(f"{guide} has {len(lists)} lists of its files")
    return {line.split()[0] for line in lists[0].splitlines()}


# In the copy: what a build or a run of the program leaves, and no guide names.
PRODUCTS = [".build", ".deps", "results", "datasets/synthetic", "Package.resolved"]


def state_of_copy():
    """The digest of every file of the copy that is no product."""
    state = {}
    for folder, folders, names in os.walk(COPY):
        inside = os.path.relpath(folder, COPY)
        folders[:] = [name for name in folders if os.path.normpath(f"{inside}/{name}") not in PRODUCTS]
        for name in (os.path.normpath(f"{inside}/{name}") for name in names):
            if name not in PRODUCTS and (COPY / name).is_file():
                state[name] = hashlib.sha256((COPY / name).read_bytes()).hexdigest()
    return state


def follow(guide, edits, runs):
    """Does what the guide says, its edits or its runs or both; returns the files that it touched."""
    touched, printed = set(), None
    for line, info, text in blocks(guide):
        try:
            if printed is not None:
                # What the page says a failing test prints is what it prints.
                told = text.strip().replace('"', "").rstrip(",")
                if told not in printed:
                    tail = "\n".join(printed.splitlines()[-60:])
                    raise GuideFailed(f"the failing test does not print '{told}':\n{tail}")
                printed = None
            if info in ("sh builds", "sh fails"):
                if not runs:
                    continue
                print(f"  {guide}:{line}  {text.splitlines()[-1]}", flush=True)
                before = state_of_copy()
                output = shell(text, expects_failure=info == "sh fails")
                after = state_of_copy()
                touched |= {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
                # Another guide may have had the program write the same before.
                touched |= set(re.findall(r" > (\S+)", text))
                printed = output if info == "sh fails" else None
            elif info != "files" and edits:
                if not (name := edit(info, text)):
                    raise GuideFailed(f"nothing is known to be done with a block '{info}'")
                touched.add(name)
        except (GuideFailed, OSError, StopIteration) as problem:
            raise GuideFailed(f"{guide}:{line}: {problem}") from None
    return touched


def check(guide, touched):
    listed = files(guide)
    if touched - listed:
        raise GuideFailed(f"{guide} touches files that it does not list: {', '.join(sorted(touched - listed))}")
    if listed - touched:
        raise GuideFailed(f"{guide} lists files that it does not touch: {', '.join(sorted(listed - touched))}")


def follow_all():
    touched = {guide: follow(guide, edits=True, runs=False) for guide in GUIDES[1:]}
    check(GUIDES[0], follow(GUIDES[0], edits=True, runs=True))
    for guide in GUIDES[1:]:
        check(guide, touched[guide] | follow(guide, edits=False, runs=True))
    print(f"  {ROOM_TESTS}, lint", flush=True)
    shell(f"swift test -c release --skip-build --filter {ROOM_TESTS}", expects_failure=False)
    shell("swift format lint --recursive --strict --parallel Sources Tests", expects_failure=False)


def main():
    if sys.argv[1:] == [IN_PLACE]:
        global COPY
        COPY = ROOT
        follow_all()
        return
    names = project_files()
    state = digest(names)
    if STAMP.is_file() and STAMP.read_text() == state:
        print("guides: unchanged since they last passed")
        return
    print("guides: adding models and a key in a copy of the project, as docs/add-a-*.md tell", flush=True)
    copy_project(names)
    # The data that `make demo` generates, smaller.
    data = COPY / "datasets" / "synthetic"
    if not (data / "snapshot.lock").is_file():
        program = ROOT / ".build/release/forecast"
        for arguments in (
            ["data", "generate", "--series", "16", "--weeks", "156", "--seed", "7", "--output", str(data), "--replace"],
            ["data", "snapshot", "synthetic"],
        ):
            subprocess.run([program, *arguments], cwd=COPY, check=True, stdout=subprocess.DEVNULL)
    libraries = COPY / ".deps"
    if command := namespace():
        seed()
        if libraries.is_symlink():
            libraries.unlink()
        libraries.mkdir(exist_ok=True)
        script = (
            f'set -eu; mount --bind "{ROOT}/.deps" "{libraries}"; mount --rbind "{COPY}" "{ROOT}"; cd "{ROOT}"; '
            f'exec "{sys.executable}" Tests/Guides/try_guides.py {IN_PLACE}'
        )
        code = subprocess.run([*command, "bash", "-c", script]).returncode
        if code:
            sys.exit(code)
    else:
        if libraries.is_dir() and not libraries.is_symlink():
            libraries.rmdir()
        if not libraries.exists():
            libraries.symlink_to(ROOT / ".deps")
        follow_all()
    STAMP.write_text(state)
    print("guides: passed")


if __name__ == "__main__":
    try:
        main()
    except GuideFailed as problem:
        sys.exit(f"guides: FAILED\n{problem}")
