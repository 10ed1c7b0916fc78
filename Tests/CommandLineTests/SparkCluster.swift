import Foundation

/// A standalone Spark of two workers on loopback, the second of which does not see a folder. Ends with its last user.
final class SparkCluster {
    let folder: String
    private static let home = "\(packageRoot)/.deps/spark/home"

    /// Why there is none on this machine; nil where there may be one.
    static var obstacle: String? {
        if getuid() != 0 { return "hiding a folder from a worker needs root" }
        if !FileManager.default.isExecutableFile(atPath: "\(home)/bin/spark-sql") {
            return "Spark is not there (.ci/fetch-spark.sh)"
        }
        let java = ["/usr/bin/java", "/opt/java/bin/java"].contains {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        return java ? nil : "Java is not installed (apt-get install default-jre-headless)"
    }

    init(hiding hidden: String) throws {
        folder =
            FileManager.default.temporaryDirectory.appendingPathComponent("spark-\(UUID().uuidString)").path
        let started = try Self.script(["start", folder, hidden])
        guard started.status == 0 else { throw Failure(words: started.errors) }
    }

    /// Gives executors these variables, as a user does.
    func hand(_ environment: [String: String]) throws {
        let path = "\(folder)/conf/spark-defaults.conf"
        let lines = environment.filter { !$0.value.isEmpty }.map { "spark.executorEnv.\($0) \($1)\n" }
        let text = try String(contentsOfFile: path, encoding: .utf8) + lines.joined()
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Kills the second worker, with its executor and all that this has started.
    func killWorker() throws {
        let killed = try Self.script(["kill", folder, "worker2"])
        guard killed.status == 0 else { throw Failure(words: killed.errors) }
    }

    private static func script(_ arguments: [String]) throws -> BuiltProgram.Result {
        try BuiltProgram.run(
            arguments, in: "/", environment: ["SPARK_HOME": home], program: "\(packageRoot)/.ci/spark.sh")
    }

    struct Failure: Error { let words: String }

    /// `spark://127.0.0.1:23483`
    func master() throws -> String {
        try String(contentsOfFile: "\(folder)/master", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    var environment: [String: String] {
        ["SPARK_HOME": Self.home, "SPARK_CONF_DIR": "\(folder)/conf", "SPARK_LOCAL_IP": "127.0.0.1"]
    }

    /// How many tasks a worker's executors began.
    func taskCount(ofWorker number: Int) -> Int {
        let folder = "\(folder)/worker\(number)"
        let files = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
        return files.filter { $0.hasSuffix("/stderr") }.reduce(0) { sum, path in
            let text = (try? String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)) ?? ""
            return sum + text.components(separatedBy: "Got assigned task").count - 1
        }
    }

    deinit {
        _ = try? Self.script(["stop", folder])
        try? FileManager.default.removeItem(atPath: folder)
    }
}
