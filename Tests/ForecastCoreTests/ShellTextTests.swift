import ForecastCore
import Testing

@Suite("Words of a shell") struct ShellTextTests {
    @Test(
        "are quoted where a shell would read more into them",
        arguments: [
            ("sales.csv", "sales.csv"), ("../a/b-1.csv.gz", "../a/b-1.csv.gz"),
            ("my sales.csv", "'my sales.csv'"),
            ("it's.csv", "'it'\\''s.csv'"), ("$HOME", "'$HOME'"), ("", "''"), ("-x.csv", "./-x.csv"),
            ("ver\u{E4}ufe", "'ver\u{E4}ufe'"),
        ])
    func quoting(text: String, word: String) { #expect(ShellText.word(text) == word) }
}
