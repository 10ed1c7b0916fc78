#ifndef FORECAST_CONFINED_PROCESS_H
#define FORECAST_CONFINED_PROCESS_H

// Starts a program that may do little: between fork and exec nothing but system calls, which Swift cannot promise.
//
// What the kernel is told, where it has it:
// - the process ends with the thread that started it (PR_SET_PDEATHSIG), so a killed parent leaves none behind;
// - limits of processor time, memory and file size (setrlimit);
// - Landlock: only the named paths can be read (and one be written), nothing else of the file system, and no TCP. Older kernels
//   have no Landlock; then the program's own locks are the only ones.

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#pragma clang assume_nonnull begin

struct confined_process {
    /// An open descriptor of the program: what was hashed is what runs.
    int program;
    /// Each ends with a null pointer.
    char *_Nullable const *_Nonnull arguments;
    char *_Nullable const *_Nonnull environment;
    /// Where it works.
    const char *folder;
    /// Become 0, 1 and 2.
    int input, output, errors;
    uint64_t processor_seconds, address_bytes, file_bytes;
    /// Files and folders that it may read, and the folder that it may write in; each ends with a null pointer.
    char *_Nullable const *_Nonnull readable;
    char *_Nullable const *_Nonnull writable;
};

// <linux/landlock.h>, which the headers of older distributions lack; ABI 4.
struct confined_ruleset {
    uint64_t files, network;
};
struct confined_path {
    uint64_t access;
    int32_t parent;
} __attribute__((packed));

enum {
    confined_execute = 1 << 0, confined_write_file = 1 << 1, confined_read_file = 1 << 2, confined_read_folder = 1 << 3,
    confined_truncate = 1 << 14,
};

// O_PATH and AT_EMPTY_PATH of Linux, which glibc hides without _GNU_SOURCE.
enum { confined_path_only = 010000000, confined_empty_path = 0x1000 };

static inline void confined_allow(int ruleset, const char *path, uint64_t access) {
    const int descriptor = open(path, confined_path_only | O_CLOEXEC);
    if (descriptor < 0) return;
    struct stat status;
    // Of a plain file, only what files have can be allowed.
    if (fstat(descriptor, &status) == 0 && !S_ISDIR(status.st_mode))
        access &= confined_execute | confined_write_file | confined_read_file | confined_truncate;
    struct confined_path rule = {access, descriptor};
    syscall(445, ruleset, 1, &rule, 0);
    close(descriptor);
}

/// The version of Landlock that the kernel has; below 1 where it has none.
static inline long confined_landlock_version(void) { return syscall(444, NULL, 0, 1); }

/// Whether the kernel now holds the process to its paths.
static inline int confined_restrict(const struct confined_process *process) {
    const long version = confined_landlock_version();
    if (version < 1) return 0;
    uint64_t files = (1 << 13) - 1;
    if (version >= 2) files |= 1 << 13;
    if (version >= 3) files |= 1 << 14;
    struct confined_ruleset rules = {files, version >= 4 ? 3 : 0};
    const int ruleset = (int)syscall(444, &rules, version >= 4 ? sizeof rules : sizeof rules.files, 0);
    if (ruleset < 0) return 0;
    for (char *_Nullable const *path = process->readable; *path; path++)
        confined_allow(ruleset, *path, confined_execute | confined_read_file | confined_read_folder);
    for (char *_Nullable const *path = process->writable; *path; path++) confined_allow(ruleset, *path, files);
    return syscall(446, ruleset, 0) == 0;
}

static inline void confined_limit(int resource, uint64_t most, uint64_t beyond) {
    const struct rlimit limit = {most, most + beyond};
    setrlimit(resource, &limit);
}

/// What the new process does until it is the program; never returns.
static inline void confined_begin(const struct confined_process *process, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (dup2(process->input, 0) < 0 || dup2(process->output, 1) < 0 || dup2(process->errors, 2) < 0) _exit(127);
    if (chdir(process->folder) != 0) _exit(127);
    // SIGXCPU first, which says why; SIGKILL a moment later.
    confined_limit(RLIMIT_CPU, process->processor_seconds, 2);
    confined_limit(RLIMIT_AS, process->address_bytes, 0);
    confined_limit(RLIMIT_FSIZE, process->file_bytes, 0);
    confined_limit(RLIMIT_CORE, 0, 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(127);
    confined_restrict(process);
    syscall(SYS_execveat, process->program, "", process->arguments, process->environment,
            confined_empty_path);
    _exit(127);
}

/// Two ends that no other program gets; 0, or -1 and errno. pipe2, which glibc hides without _GNU_SOURCE.
static inline int confined_pipe(int *ends) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }

/// The process; below 0 the error number that kept it from starting. 127 is the exit code of one that never became the program.
static inline pid_t confined_start(const struct confined_process *process) {
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child == 0) confined_begin(process, parent);
    return child < 0 ? -errno : child;
}

#pragma clang assume_nonnull end

#endif
