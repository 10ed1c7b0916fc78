internal import Files
internal import ForecastCore
internal import Glibc

/// Apache Spark by its script transform: a job of SQL, each partition of which starts this program and gives it a task as a
/// line. No Python, and no code of ours inside Spark.
package struct SparkEngine: TaskEngine {
    /// `spark://host:7077`
    private let master: String
    /// Spark's folder, with `bin/spark-sql` in it.
    private let home: String

    package var name: String { "Spark" }

    /// - Throws: `EngineFailure` where `SPARK_HOME` does not lead to Spark.
    package init(master: String) throws(EngineFailure) {
        guard let home = getenv("SPARK_HOME").map({ String(cString: $0) }), !home.isEmpty else {
            throw EngineFailure(
                engine: "Spark", reason: "SPARK_HOME is not set; it names the folder with bin/spark-sql")
        }
        guard FileSystem.exists("\(home)/bin/spark-sql") else {
            throw EngineFailure(engine: "Spark", reason: "there is no \(home)/bin/spark-sql (SPARK_HOME)")
        }
        self.master = master
        self.home = home
    }

    package func submit(_ attempt: EngineAttempt) throws -> any SubmittedTasks {
        let job = "\(attempt.folder)/job.sql"
        try AtomicFile.write(Self.query(for: attempt), to: job, steps: .blob)
        let log = "\(attempt.folder)/spark-sql.log"
        // Started from an own group: Ctrl-C is answered by this program, which then ends it.
        let child = try EngineCommand.start(
            ["\(home)/bin/spark-sql"] + arguments(for: attempt) + ["-f", job], log: log, inGroup: true)
        return SparkApplication(child, log: log)
    }

    private func arguments(for attempt: EngineAttempt) -> [String] {
        let settings = [
            // Without Hive; a partition stays one task, and no two attempts meet on a port.
            "spark.sql.catalogImplementation=in-memory", "spark.sql.adaptive.enabled=false",
            "spark.ui.enabled=false", "spark.app.name=forecast",
            "spark.sql.warehouse.dir=\(attempt.folder)/warehouse",
        ]
        return ["--master", master] + settings.flatMap { ["--conf", $0] }
            + (attempt.isOwnProgram
                ? ["--files", Self.bundle(of: attempt.program).joined(separator: ",")] : [])
    }

    /// The program, and the libraries that lie beside it where it is a bundle: executors get them all into one folder.
    private static func bundle(of program: String) -> [String] {
        let folder = FileSystem.split(program).folder
        let names = (try? FileSystem.names(in: folder)) ?? []
        return [program]
            + names.filter { $0.contains(".so") && $0.hasPrefix("lib") }.map { "\(folder)/\($0)" }
    }

    /// What a task fails of is said by its answer; a failed stage would end the tasks beside it as well, so the script
    /// always ends well, and this program asks again for what is missing.
    static func query(for attempt: EngineAttempt) -> String {
        let program = attempt.isOwnProgram ? "./\(FileSystem.split(attempt.program).name)" : attempt.program
        let words = [program] + attempt.arguments + ["--jobs", "1"]
        let command = EngineAttempt.commandLine(words) + "; exit 0"
        let lines = "(SELECT /*+ REPARTITION(\(attempt.lines.count)) */ value FROM tasks)"
        let transformed = "SELECT TRANSFORM(value) USING \(literal(command)) AS (line STRING)\nFROM \(lines)"
        guard attempt.isByBucket else {
            return """
                CREATE TEMPORARY VIEW tasks USING text OPTIONS (path \(literal("file://\(attempt.list)")));
                INSERT OVERWRITE DIRECTORY \(literal("file://\(attempt.folder)/answers")) USING text
                \(transformed);

                """
        }
        // Without a folder that executors see, the tasks are part of the query, and their answers are counted.
        let values = attempt.lines.map { "(\(literal($0)))" }.joined(separator: ",\n")
        return """
            CREATE TEMPORARY VIEW tasks AS SELECT * FROM VALUES
            \(values) AS tasks(value);
            SELECT count(line) FROM (\(transformed));

            """
    }

    /// A string of Spark's SQL.
    private static func literal(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}

/// One run of spark-sql.
private final class SparkApplication: SubmittedTasks {
    private let child: pid_t
    private let log: String
    private var code: Int32?

    init(_ child: pid_t, log: String) {
        self.child = child
        self.log = log
    }

    func ending() -> String? {
        code = code ?? EngineCommand.status(of: child)
        return code.map { "Spark's job ended (exit code \($0)) without it, see \(log)" }
    }

    func cancel() {
        guard ending() == nil else { return }
        kill(-child, SIGTERM)
        // The driver takes leave of its cluster, which takes some seconds.
        for _ in 0..<300 where ending() == nil { usleep(100_000) }
        if ending() == nil { kill(-child, SIGKILL) }
    }
}
