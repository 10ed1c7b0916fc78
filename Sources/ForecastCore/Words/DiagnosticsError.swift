/// Thrown when the user's own files are at fault; the category decides the exit code.
package struct DiagnosticsError: Error {
    package enum Category: Sendable { case spec, data }

    package let category: Category
    package let diagnostics: [Diagnostic]
    /// How many errors there are, told or not: a wrong column has one in every row.
    package let errorCount: Int

    package init(_ category: Category, _ diagnostics: [Diagnostic], errorCount: Int? = nil) {
        self.category = category
        self.diagnostics = diagnostics
        self.errorCount = errorCount ?? diagnostics.count { $0.severity == .error }
    }
}
