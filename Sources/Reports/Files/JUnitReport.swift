/// Test results as build servers read them: the JUnit XML of the strictest schema (junit-10.xsd of Jenkins
/// xUnit plugin), which GitLab and the report actions of GitHub read too. Times are 0, so that the same results
/// are the same bytes.
package struct JUnitReport {
    package enum Outcome: Equatable, Sendable {
        case passed
        /// What was tested does not hold.
        case failed
        /// It could not be tested: never a pass.
        case error
        /// There was nothing to test.
        case skipped
    }

    package struct TestCase: Sendable {
        package var name: String
        package var outcome: Outcome
        /// One line, with the numbers.
        package var message: String
        /// More lines, for those who open the failure.
        package var details: String

        package init(name: String, outcome: Outcome, message: String, details: String = "") {
            self.name = name
            self.outcome = outcome
            self.message = message
            self.details = details
        }
    }

    package struct TestSuite: Sendable {
        package var name: String
        /// The dotted name under which servers file the cases.
        package var className: String
        /// Where the cases come from, so that a server can link to it.
        package var file: String
        package var properties: [(name: String, value: String)]
        package var cases: [TestCase]

        package init(
            name: String, className: String, file: String, properties: [(name: String, value: String)],
            cases: [TestCase]
        ) {
            self.name = name
            self.className = className
            self.file = file
            self.properties = properties
            self.cases = cases
        }
    }

    package let name: String
    package let suites: [TestSuite]

    package init(name: String, suites: [TestSuite]) {
        self.name = name
        self.suites = suites
    }

    package var text: String {
        let cases = suites.flatMap(\.cases)
        return XMLElement(
            "testsuites",
            [
                "name": name, "tests": String(cases.count), "failures": Self.count(.failed, in: cases),
                "errors": Self.count(.error, in: cases), "time": "0",
            ], children: suites.map(Self.element)
        ).document()
    }

    private static func element(_ suite: TestSuite) -> XMLElement {
        let properties = suite.properties.map {
            XMLElement("property", ["name": $0.name, "value": $0.value])
        }
        return XMLElement(
            "testsuite",
            [
                "name": suite.name, "file": suite.file, "tests": String(suite.cases.count),
                "failures": count(.failed, in: suite.cases), "errors": count(.error, in: suite.cases),
                "skipped": count(.skipped, in: suite.cases), "time": "0",
            ],
            children: (properties.isEmpty ? [] : [XMLElement("properties", children: properties)])
                + suite.cases.map { element($0, in: suite) })
    }

    private static func element(_ test: TestCase, in suite: TestSuite) -> XMLElement {
        XMLElement(
            "testcase",
            ["classname": suite.className, "name": test.name, "time": "0"],
            children: [result(of: test)])
    }

    private static func result(of test: TestCase) -> XMLElement {
        let text = test.details.isEmpty ? test.message : test.details
        return switch test.outcome {
        case .passed: XMLElement("system-out", text: text)
        case .failed: XMLElement("failure", ["message": test.message, "type": "regression"], text: text)
        case .error: XMLElement("error", ["message": test.message, "type": "impossible"], text: text)
        case .skipped: XMLElement("skipped", ["message": test.message])
        }
    }

    private static func count(_ outcome: Outcome, in cases: [TestCase]) -> String {
        String(cases.count { $0.outcome == outcome })
    }
}
