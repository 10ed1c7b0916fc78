#!/usr/bin/env python3
"""How long a run takes with more workers than this machine has: a simulation from what is measured here.

    Tests/Measurements/workers.py PROGRAM PROJECT experiments/NAME.yaml SHARED [--series-per-task N] [--times FACTOR ...]

PROJECT loses its results/, and SHARED, a folder, what is in it. Measured are, in seconds of processor time and each in a process
of its own on one thread:

- reading the data, and putting shards and list into the store (`forecast task --list`, without the run's cache and with it:
  the difference is the store's part)
- every task (`forecast task --from LIST --index I`), one after the other
- the rest of the run, which takes results in, scores and reports; and the same with its own cache full: the difference, less the
  store's part, is what taking in costs

Simulated is a queue of N workers, each on a processor of its own that is as fast as this one. They begin when the list is there,
take tasks in its order, and wait START seconds with each for a process. The run looks for results every POLL seconds and takes
them in one by one, as it does; scores and report follow the last. Left out are disks, networks, and what engines take themselves.

--times makes tasks so many times as long as they are: models that cost more.
"""
import argparse
import heapq
import os
import shutil
import subprocess
import sys

START = 0.05
POLL = 0.2
WORKERS = [1, 2, 5, 10, 20, 50, 100, 200]


def processor_time(words, **options):
    """Seconds that a program takes, and the peak of its memory in MiB."""
    process = subprocess.Popen(words, **options)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(words)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


class Measured:
    def __init__(self, arguments):
        program, spec, project = os.path.abspath(arguments.program), arguments.spec, arguments.project
        shared = os.path.abspath(arguments.shared)
        size = ["--series-per-task", str(arguments.series_per_task)]
        shutil.rmtree(shared, ignore_errors=True)
        shutil.rmtree(f"{project}/results", ignore_errors=True)
        os.makedirs(shared)
        path = f"{shared}/tasks.jsonl"

        def listed():
            with open(path, "w") as file:
                words = [program, "task", "--list", spec, "--shared", shared, "--jobs", "1", *size]
                return processor_time(words, stdout=file, cwd=project)[0]

        def run():
            words = [program, "run", spec, "--quiet", "--jobs", "1", "--on", "processes:1", "--shared", shared, *size]
            return processor_time(words, stdout=subprocess.DEVNULL, cwd=project)

        before = listed()
        with open(path) as file:
            count = sum(1 for _ in file)
        tasks = []
        for index in range(count):
            words = [program, "task", "--shared", shared, "--from", path, "--index", str(index), "--jobs", "1"]
            tasks.append(processor_time(words, stdout=subprocess.DEVNULL))
        taking, self.memory = run()
        name = os.path.splitext(os.path.basename(spec))[0]
        shutil.rmtree(f"{project}/results/{name}")
        rest, _ = run()
        self.reading = listed()
        self.tasks = [seconds for seconds, _ in tasks]
        self.worker_memory = max(memory for _, memory in tasks)
        self.storing = before - self.reading
        self.intake = max(0, taking - rest - self.storing)
        self.scoring = rest - self.reading

    def print(self):
        print(f"reading {self.reading:.1f} s, shards and list {self.storing:.1f} s, {len(self.tasks)} tasks "
              f"{sum(self.tasks):.1f} s ({min(self.tasks):.2f} to {max(self.tasks):.2f} s each), taking in {self.intake:.1f} s, "
              f"scores and report {self.scoring:.1f} s")
        print(f"peak of memory: run {self.memory} MiB, worker {self.worker_memory} MiB")

    def simulate(self, workers, times):
        """Seconds until the run ends, and the share of them in which the workers work."""
        begin = self.reading + self.storing
        free = [begin] * workers
        ends = []
        for seconds in self.tasks:
            end = heapq.heappop(free) + START + seconds * times
            heapq.heappush(free, end)
            ends.append(end)
        intake = self.intake / len(self.tasks)
        now = begin
        for end in sorted(ends):
            # Found at the first look behind its end, or once the one before it is taken in.
            now = max(now, begin + -(-(end - begin) // POLL) * POLL) + intake
        now += self.scoring
        return now, sum(self.tasks) * times / workers / now


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ["program", "project", "spec", "shared"]:
        parser.add_argument(name)
    parser.add_argument("--series-per-task", type=int, default=10_000)
    parser.add_argument("--times", type=float, nargs="+", default=[1.0, 100.0])
    arguments = parser.parse_args()
    measured = Measured(arguments)
    measured.print()
    for times in arguments.times:
        print(f"\ntasks {times:g} times as long\n\n| workers | seconds | times as fast | busy |\n|---:|---:|---:|---:|")
        alone, _ = measured.simulate(1, times)
        for workers in WORKERS:
            seconds, busy = measured.simulate(workers, times)
            print(f"| {workers} | {seconds:,.0f} | {alone / seconds:.1f} | {busy * 100:.0f} % |")


if __name__ == "__main__":
    main()
