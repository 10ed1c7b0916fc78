package struct Holiday: Hashable, Sendable {
    package let date: CivilDate
    package let name: String

    package init(date: CivilDate, name: String) {
        self.date = date
        self.name = name
    }
}
