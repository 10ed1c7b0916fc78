#!/usr/bin/env python3
"""Does what the guides "add a model" tell a reader to do, in a copy of the project, and fails where they fail.

Other pages are tried by DocumentationTests with the built program; these two change the program. Fenced blocks say
what is to be done with them:

    ```swift PATH                      write the file
    ```swift PATH at the end of NAME   insert before the line that closes the list NAME
    ```swift PATH in place of NAME     replace the one line that declares NAME
    ```sh builds                       run, with success
    ```sh fails                        run, with failure, printing what the page inserts next

The last guide's files are written first: what both add is built once, which halves the time. Of the tests only
those are built that the guides add to (FORECAST_TESTS, see Package.swift).

The copy is kept in .build-guides, so that the next time only changes are built; nothing is done while neither the
guides nor the program have changed since they last passed.
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
# Seconds between two lines of a long step.
TELL_EVERY = float(os.environ.get("GUIDES_TELL_EVERY", "20"))
# Seconds without any work after which a step stands still.
STILL_AFTER = float(os.environ.get("GUIDES_STILL_AFTER", "120"))
GUIDES = ["docs/add-a-model.md", "docs/add-a-global-model.md"]


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
    """Leaves a file alone that is right already: what is older than its products is not built again."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def copy_project(names):
    wanted = set(names)
    for folder in ["Sources", "Tests", "docs", "experiments", "datasets"]:
        for path in (COPY / folder).rglob("*"):
            if path.is_file() and str(path.relative_to(COPY)) not in wanted:
                path.unlink()
    for name in names:
        write(COPY / name, (ROOT / name).read_bytes())
        shutil.copymode(ROOT / name, COPY / name)
    libraries = ROOT / ".deps"
    if libraries.is_dir() and not (COPY / ".deps").exists():
        (COPY / ".deps").symlink_to(libraries)


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
    write(path, "".join(lines[:end] + [text] + lines[end:]).encode())


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
    return sorted({match.group(1) for match in found if match})


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
    """Does what a block of Swift says; False for other blocks."""
    if match := re.fullmatch(r"swift (\S+)", info):
        write(COPY / match.group(1), text.encode())
    elif match := re.fullmatch(r"swift (\S+) at the end of (\w+)", info):
        insert(COPY / match.group(1), match.group(2), text)
    elif match := re.fullmatch(r"swift (\S+) in place of (\w+)", info):
        replace(COPY / match.group(1), match.group(2), text)
    else:
        return False
    return True


def follow(guide, edits, runs):
    printed = None
    for line, info, text in blocks(guide):
        try:
            if printed is not None:
                # What the page says a failing test prints is what it prints.
                told = text.strip().replace('"', "").rstrip(",")
                if told not in printed:
                    raise GuideFailed(f"the failing test does not print '{told}'")
                printed = None
            if info in ("sh builds", "sh fails"):
                if not runs:
                    continue
                print(f"  {guide}:{line}  {text.splitlines()[-1]}", flush=True)
                output = shell(text, expects_failure=info == "sh fails")
                printed = output if info == "sh fails" else None
            elif not info.startswith("swift "):
                raise GuideFailed(f"nothing is known to be done with a block '{info}'")
            elif edits and not edit(info, text):
                raise GuideFailed(f"nothing is known to be done with a block '{info}'")
        except (GuideFailed, OSError, StopIteration) as problem:
            raise GuideFailed(f"{guide}:{line}: {problem}") from None


def main():
    names = project_files()
    state = digest(names)
    if STAMP.is_file() and STAMP.read_text() == state:
        print("guides: unchanged since they last passed")
        return
    print("guides: adding models in a copy of the project, as docs/add-a-model.md tells", flush=True)
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
    follow(GUIDES[1], edits=True, runs=False)
    follow(GUIDES[0], edits=True, runs=True)
    follow(GUIDES[1], edits=False, runs=True)
    STAMP.write_text(state)
    print("guides: passed")


if __name__ == "__main__":
    try:
        main()
    except GuideFailed as problem:
        sys.exit(f"guides: FAILED\n{problem}")
