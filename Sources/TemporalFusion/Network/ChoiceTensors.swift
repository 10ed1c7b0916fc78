internal import NetworkTape

/// `[row, variable]`: how much of each variable was taken.
struct ChoiceTensors: Sendable {
    var fixed = Tensor(offset: 0, rows: 0, columns: 0)
    var encoder = Tensor(offset: 0, rows: 0, columns: 0)
    var decoder = Tensor(offset: 0, rows: 0, columns: 0)
    var attention = Tensor(offset: 0, rows: 0, columns: 0)

    var all: [Tensor] { [fixed, encoder, decoder, attention] }
}
