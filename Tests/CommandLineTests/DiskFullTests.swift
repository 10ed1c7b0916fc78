import Foundation
import Testing

@Suite("a full disk") struct DiskFullTests {
    @Test(
        "under the cache, at any level: the run goes on without it, says so, and a run with room is golden",
        arguments: [1, 2, 4, 7, 10, 13, 16, 19, 21, 23])
    func cache(pages: Int) throws {
        let project = try TrustProject()
        let full = try project.start(failpoint: "store.pages:\(pages)")
        #expect(full.status == 0, "\(full.errors)")
        #expect(full.errors.contains("disk is full") && full.errors.contains("not kept"), "\(full.errors)")
        try project.expectGolden("with \(pages) pages")
        project.expectNoLeftovers()
        try project.project.remove("results/shop")
        let roomy = try project.start()
        #expect(roomy.status == 0 && roomy.errors.isEmpty, "\(roomy.errors)")
        try project.expectGolden("with room")
        try project.project.succeed(["cache", "gc"])
        try project.expectSoundCache()
    }

    @Test("while a report is written: exit code 4, the reason, and no half of it", arguments: [1, 3, 7])
    func report(file: Int) throws {
        let project = try TrustProject()
        let full = try project.start(failpoint: "report.write:\(file)=full")
        #expect(full.status == 4 && full.errors.contains("No space left on device"), "\(full.errors)")
        #expect(!project.project.exists("results/shop/latest"))
        project.expectNoLeftovers()
        try project.expectRecovery("report.write:\(file)")
    }

    @Test("under everything, at ten levels")
    func everything() throws {
        let project = try TrustProject()
        let results = project.project.path("results")
        func mount(_ arguments: [String]) throws -> Int32 {
            try BuiltProgram.run(arguments, in: "/", program: "/bin/mount").status
        }
        let mounted = try? mount(["-t", "tmpfs", "-o", "size=64k", "tmpfs", results])
        guard getuid() == 0, mounted == 0 else {
            print("skipped: no file system can be mounted here")
            return
        }
        defer { _ = try? BuiltProgram.run([results], in: "/", program: "/bin/umount") }
        for level in 1...10 {
            for name in ["shop", ".store"] where project.project.exists("results/\(name)") {
                try project.project.remove("results/\(name)")
            }
            #expect(try mount(["-o", "remount,size=\(level * 640)k", results]) == 0)
            let full = try project.start()
            let note = "with \(level * 640) kB: \(full.status) \(full.errors)"
            #expect(full.status == 0 || full.status == 4, "\(note)")
            project.expectNoLeftovers(note)
            if full.status == 4 {
                #expect(full.errors.contains("No space left on device"), "\(note)")
                #expect(!project.project.exists("results/shop/latest"), "\(note)")
            } else {
                try project.expectGolden(note)
            }
            #expect(try mount(["-o", "remount,size=64m", results]) == 0)
            #expect(try project.start().status == 0)
            try project.expectGolden("with room, after \(level * 640) kB")
        }
    }
}
