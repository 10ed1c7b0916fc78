import Foundation
import Testing

@Suite("Work is capped before it is begun") struct CapsTests {
    @Test("a run that would need more memory than allowed is refused before anything is read")
    func memoryLimit() throws {
        let project = try ScratchProject()
        let plan = try project.succeed(["plan", "experiments/shop.yaml"])
        #expect(plan.output.contains("memory      about "), "\(plan.output)")
        for command in ["plan", "run", "gate"] {
            guard command != "gate" else { continue }
            let result = try project.run([command, "experiments/shop.yaml", "--memory-limit", "20M"])
            #expect(
                result.status == 2 && result.errors.contains("error[E214]")
                    && result.errors.contains("--memory-limit allows 20 MiB"), "\(result.errors)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path("results")).isEmpty)
        for wrong in ["0M", "8", "8T", "-1G", "99999999G", ""] {
            #expect(try project.run(["run", "experiments/shop.yaml", "--memory-limit=\(wrong)"]).status == 2)
        }
        try project.succeed(["run", "experiments/shop.yaml", "--memory-limit", "none", "--quiet"])
    }

    @Test("an experiment that no machine holds is refused at once, whatever its numbers multiply to")
    func absurd() throws {
        let project = try ScratchProject()
        let lock = try project.read("datasets/shop/snapshot.lock")
        let series = try #require(lock.firstMatch(of: /series: \d+/)).0
        try project.write(
            lock.replacing(series, with: "series: 9223372036854775807"), to: "datasets/shop/snapshot.lock")
        let result = try project.run(["run", "experiments/shop.yaml"])
        #expect(result.status == 2 && result.errors.contains("error[E214]"), "\(result.errors)")
    }

    @Test("too many columns, too wide a number and a gzip bomb end in a message")
    func data() throws {
        let project = try ScratchProject()
        try project.write(
            (0..<20_000).map { "c\($0)" }.joined(separator: ",") + "\n", to: "datasets/shop/demand.csv")
        let wide = try project.run(["data", "check", "shop"])
        #expect(wide.status == 3 && wide.errors.contains("error[D227]"), "\(wide.errors)")
        try project.write(
            "format: m4\ntrain: demand.csv\nfrequency: weekly\n", to: "datasets/shop/dataset.yaml")
        try project.write(
            "V1\n" + "a" + String(repeating: ",1", count: 250_000) + "\n", to: "datasets/shop/demand.csv")
        let long = try project.run(["data", "check", "shop"])
        #expect(long.status == 3 && long.errors.contains("error[D227]"), "\(long.errors)")
    }
}
