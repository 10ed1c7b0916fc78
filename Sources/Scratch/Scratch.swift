package import Files
package import ForecastCore
internal import Glibc

/// Where numbers go that are too many for memory.
package struct Scratch: Sendable {
    package let folder: String
    /// A space of fewer bytes is on the heap.
    package let leastBytes: Int

    package init(folder: String, leastBytes: Int) {
        self.folder = folder
        self.leastBytes = leastBytes
    }

    /// `TMPDIR`, or `/var/tmp`, which is on a disk where `/tmp` is not; from 64 MiB on, or from as many bytes as
    /// `FORECAST_SCRATCH` says, which is for tests.
    package static var standard: Scratch {
        Scratch(
            folder: getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp",
            leastBytes: getenv("FORECAST_SCRATCH").flatMap { Int(String(cString: $0)) } ?? 64 << 20)
    }

    /// Of so many bytes of numbers those that a process has in memory: all, or what a pass has not let go of yet.
    package func residentBytes(of bytes: Double) -> Double {
        bytes < Double(leastBytes) ? bytes : Double(NumberSpace.passSize * 8)
    }

    /// - Throws: where the disk has no room.
    package func space(count: Int) throws(FileError) -> NumberSpace {
        guard count * 8 >= max(1, leastBytes) else { return NumberSpace(count: count) }
        let memory = try ScratchMemory(byteCount: count * 8, in: folder)
        return NumberSpace(memory.bytes.bindMemory(to: Double.self), keptBy: memory) { memory.letGo() }
    }
}
