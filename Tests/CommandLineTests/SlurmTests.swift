import Foundation
import Testing

@Suite(
    "tasks on Slurm", .serialized,
    .enabled(if: SlurmCluster.obstacle == nil, Comment(rawValue: SlurmCluster.obstacle ?? "")))
struct SlurmTests {
    @Test("give the bytes of a run alone, on nodes of which one has nothing but the store")
    func clean() throws {
        let project = try SharedProject()
        let cluster = try SlurmCluster(hiding: project.apart.root)
        try project.apart.succeed(project.arguments(on: "slurm"), environment: cluster.environment)
        #expect(try project.isEqual())
        #expect(try project.apart.computedForecasts() == project.alone.computedForecasts())
        let logs = project.files(in: "attempts").filter { $0.hasSuffix(".log") && $0.contains("_") }
        #expect(logs.count == 5)
        #expect(
            try logs.allSatisfy {
                try String(contentsOfFile: $0, encoding: .utf8).contains("\"status\":\"done\"")
            })
        let nodes = try project.shell(
            "scontrol show job | grep -o 'NodeList=w[12]' | sort -u", environment: cluster.environment)
        #expect(nodes.output == "NodeList=w1\nNodeList=w2\n")
        // Once more with a cache that is gone: the store has it all, and Slurm is not asked.
        try project.apart.remove("results")
        try project.apart.succeed(project.arguments(on: "slurm"))
        #expect(try project.isEqual() && project.apart.computedForecasts() == 0)
    }
}
