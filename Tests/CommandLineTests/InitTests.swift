import Foundation
import Testing

@Suite("forecast init") struct InitTests {
    @Test("makes a data set and an experiment that runs as it is, and says what it guessed")
    func firstExperiment() throws {
        let project = try ScratchProject(spec: nil)
        try project.write(try project.read("datasets/shop/demand.csv"), to: "Till Export.csv")
        let result = try project.succeed(["init", "Till Export.csv"])
        try expectGolden(result.output, "init.txt")
        try expectGolden(try project.read("datasets/till-export/dataset.yaml"), "init.dataset.yaml")
        let spec = try project.read("experiments/till-export.yaml")
        // LightGBM is there or not: the rest is the same.
        try expectGolden(
            spec.replacingOccurrences(of: "\n  lgbm:", with: "\n  # lgbm:")
                .replacingOccurrences(of: ", lgbm]", with: "]")
                .replacingOccurrences(
                    of: "  # LightGBM needs its library: `make deps` fetches it.\n", with: ""
                )
                .replacing(#/# What LightGBM looks at(.|\n)*?\n\n/#, with: ""),
            "init.spec.yaml")
        try project.succeed(["run", "experiments/till-export.yaml"])
        #expect(try project.read("results/till-export/latest/report.md").contains("till-export"))
    }

    @Test("works in an empty folder and asks before it replaces")
    func emptyFolder() throws {
        let project = try ScratchProject(spec: nil)
        try project.write(
            "ds,unique_id,y\n2024-01-01,a,1\n2024-01-08,a,2\n2024-01-15,a,3\n2024-01-22,a,2\n",
            to: "results/y.csv")
        let folder = project.path("results/new")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try project.succeed(["init", "../y.csv", "--project", "."], in: folder)
        try project.succeed(["run", "experiments/y.yaml"], in: folder)
        let again = try project.run(["init", "../y.csv", "--project", "."], in: folder)
        #expect(again.status == 2 && again.errors.contains("--replace"))
        try project.succeed(["init", "../y.csv", "--project", ".", "--replace"], in: folder)
    }

    @Test("what is wrong with a file is said with its place, and nothing is left behind")
    func badFile() throws {
        let project = try ScratchProject(spec: nil)
        try project.write("ds,id,y\n2024-01-01,a,1\n2024-01-08,a\n", to: "bad.csv")
        let result = try project.run(["init", "bad.csv"])
        #expect(result.status == 3 && result.errors.contains("bad.csv:3:1"))
        #expect(!project.exists("datasets/bad"))
        #expect(try project.run(["init", "absent.csv"]).status == 3)
        #expect(try project.run(["init", "bad.csv", "--name", "Two Words"]).status == 2)
    }
}
