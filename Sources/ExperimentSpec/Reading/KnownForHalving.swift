/// What `halving` may refer to.
struct KnownForHalving {
    let unrolled: UnrolledModels
    let models: [ModelDeclaration]
    let backtest: BacktestDeclaration
}
