/// The words by which people call the columns of a demand table: English, German, French, Spanish, Portuguese, Italian
/// and Dutch, without accents (see `plain`).
enum TableWords {
    static let series = [
        "unique_id", "item_id", "series", "series_id", "sku", "sku_id", "product", "product_id", "item",
        "article",
        "article_id", "item_name", "product_name", "sku_name", "article_name", "stockcode", "stock_code",
        "item_code", "product_code", "article_code", "item_no", "article_no",
        // de, nl
        "artikel", "artikelnummer", "artikelnr", "artikel_nr", "artikel_id", "artikelcode", "produkt",
        "produkt_id", "produktnummer", "warennummer",
        // fr
        "produit", "produit_id", "id_produit", "code_produit", "code_article", "ref_produit", "reference",
        // es
        "producto", "id_producto", "codigo_producto", "articulo", "codigo_articulo", "referencia",
        // pt
        "produto", "id_produto", "codigo_produto", "artigo", "codigo_artigo",
        // it
        "prodotto", "id_prodotto", "codice_prodotto", "articolo", "codice_articolo",
        "material", "upc", "ean", "id", "key",
    ]
    /// Where no product is named, a row per place and period is a series per place.
    static let places = [
        "store", "store_id", "store_nbr", "shop", "shop_id", "location", "warehouse", "branch", "outlet",
        "filiale", "markt", "laden", "magasin", "point_de_vente", "tienda", "sucursal", "loja", "filial",
        "negozio", "punto_vendita", "winkel", "filiaal", "vestiging",
    ]
    static let time = [
        "ds", "timestamp", "time", "date", "week", "week_start", "week_of", "period", "month", "day",
        "datetime",
        "datum", "tag", "woche", "kalenderwoche", "kw", "monat", "zeit", "zeitraum", "periode", "zeitpunkt",
        "semaine", "mois", "jour", "heure", "fecha", "semana", "mes", "dia", "periodo", "data", "settimana",
        "mese", "giorno", "dag", "maand",
    ]
    static let target = [
        "y", "target", "volume", "demand", "sales", "units", "quantity", "qty", "sold", "units_sold",
        "sales_qty", "unit_sales",
        // de
        "menge", "absatz", "absatzmenge", "verkaufsmenge", "nachfrage", "bedarf", "stuckzahl", "stueckzahl",
        "stuck", "stueck", "anzahl", "verkaufe", "verkaeufe", "verbrauch",
        // fr
        "quantite", "quantite_vendue", "qte", "ventes", "demande", "unites", "consommation",
        // es, pt
        "cantidad", "unidades", "ventas", "demanda", "consumo", "quantidade", "qtd", "qtde", "vendas",
        "procura",
        // it
        "quantita", "qta", "vendite", "domanda", "pezzi", "consumi",
        // nl
        "aantal", "hoeveelheid", "afzet", "verkoop", "verkopen", "vraag", "stuks", "verbruik",
        "amount", "value", "count", "consumption", "load", "kwh", "mwh",
        "revenue", "turnover", "umsatz", "omzet", "fatturato",
    ]
    /// Words that make a longer name one of what is sold, where no column has one of the names above:
    /// `Weekly_Sales`, `Menge (Stk)`, `cantidad vendida`.
    private static let targetParts: Set<String> = [
        "sales", "demand", "volume", "qty", "quantity", "sold", "menge", "absatz", "absatzmenge",
        "verkaufsmenge", "quantite", "ventes", "cantidad", "ventas", "quantidade", "vendas", "quantita",
        "vendite", "aantal", "hoeveelheid", "afzet", "consumption", "kwh", "mwh",
    ]
    /// Words that make it one of something else after all: `Sales Region`, `stock_qty`.
    private static let otherParts: Set<String> = [
        "stock", "inventory", "region", "channel", "area", "rep", "office", "organisation", "organization",
        "bestand", "lager", "lagerbestand", "inventar", "inventario", "existencias", "estoque", "voorraad",
        "giacenza", "id", "code", "name",
        "last", "previous", "prev", "lag", "forecast", "plan", "prognose", "prevision", "previsao",
        "previsione",
    ]
    static let price =
        ["price", "unit_price", "sell_price", "list_price", "sales_price"] + [
            "preis", "prix", "precio", "preco", "prezzo", "prijs",
        ]
    static let knownAhead =
        price + [
            "promotion", "promo", "promotions", "onpromotion", "on_promotion", "deal", "feat", "feature",
            "display",
            "holiday", "is_holiday", "event", "discount", "school_holiday", "state_holiday", "open",
            // de
            "aktion", "werbung", "rabatt", "angebot", "sonderangebot", "feiertag", "ferien", "schulferien",
            "geoffnet", "geoeffnet", "offen",
            // fr
            "remise", "offre", "solde", "soldes", "ferie", "jour_ferie", "vacances", "ouvert", "evenement",
            // es
            "promocion", "oferta", "descuento", "rebaja", "festivo", "feriado", "vacaciones", "abierto",
            "evento",
            // pt
            "promocao", "desconto", "ferias", "aberto",
            // it
            "promozione", "offerta", "sconto", "festivita", "vacanza", "aperto", "volantino",
            // nl
            "actie", "aanbieding", "korting", "promotie", "feestdag", "vakantie", "schoolvakantie", "geopend",
        ]

    /// Words that make a longer name one of a price or a promotion: `price_usd`, `Promo Flag`.
    private static let priceParts: Set<String> = [
        "price", "preis", "prix", "precio", "preco", "prezzo", "prijs",
    ]
    private static let aheadParts: Set<String> = priceParts.union([
        "promo", "promotion", "promotions", "deal", "discount", "holiday", "aktion", "werbung", "rabatt",
        "feiertag", "sonderangebot", "remise", "ferie", "promocion", "oferta", "descuento", "festivo",
        "feriado", "promocao", "desconto", "promozione", "offerta", "sconto", "actie", "aanbieding",
        "korting", "feestdag",
    ])
    /// German and Dutch write such names in one word: `Aktionspreis`, `verkoopprijs`.
    private static let priceEndings = ["preis", "prijs"]
    private static let aheadEndings = ["rabatt", "feiertag", "werbeaktion", "angebot", "korting", "feestdag"]
    private static let aheadBeginnings = ["aktions", "promo", "rabatt", "feiertag"]
    /// Words that say of anything that it was written down afterwards, or added up from what was sold:
    /// `price_observed`, `promo_units`, `discount_amount`, `prix moyen`.
    private static let afterwardsParts: Set<String> = [
        "observed", "actual", "actuals", "realised", "realized", "units", "sales", "sold", "qty", "quantity",
        "amount", "revenue", "turnover", "avg", "average", "mean",
        "umsatz", "menge", "absatz", "betrag", "erlos", "erloes", "tatsachlich", "tatsaechlich",
        "durchschnitt", "mittel", "durchschnittspreis", "mittlerer", "durchschnittlicher", "aktionsmenge",
        "aktionsabsatz", "aktionsumsatz", "promomenge", "promoabsatz", "promoumsatz",
        "reel", "realise", "moyen", "moyenne", "montant", "ventes", "quantite", "ca",
        "real", "medio", "media", "promedio", "importe", "ventas", "cantidad", "ingresos",
        "vendas", "quantidade", "receita", "effettivo", "importo", "vendite", "quantita", "ricavo", "ricavi",
        "werkelijk", "werkelijke", "gemiddeld", "gemiddelde", "omzet", "bedrag", "aantal", "afzet",
    ]

    /// Words that make a name one of a document or a person: a row is of one, and a series never is.
    private static let documentParts: Set<String> = [
        "invoice", "receipt", "order", "ticket", "basket", "transaction", "household", "customer", "client",
        "user",
        "member", "row", "line", "payment", "cashier", "user",
        "beleg", "bon", "rechnung", "rechnungsnummer", "belegnummer", "bestellung", "auftrag", "kunde",
        "kundennummer",
        "facture", "commande", "factura", "pedido", "cliente", "fattura", "scontrino", "ordine", "fatura",
        "klant",
        "factuur", "bestelling",
    ]
    private static let amountParts: Set<String> = [
        "amount", "revenue", "turnover", "total", "value", "umsatz", "betrag", "erlos", "erloes", "montant",
        "importe",
        "ingresos", "receita", "importo", "ricavo", "ricavi", "omzet", "bedrag", "fatturato",
    ]

    static func isDocument(_ name: String) -> Bool {
        let words = parts(name)
        return !documentParts.isDisjoint(with: words)
            || words.contains { word in
                ["invoice", "receipt", "beleg", "rechnungs", "kunden"].contains(where: word.hasPrefix)
            }
    }

    /// Whether the name is one of money or goods of a row that add up.
    static func isAmount(_ name: String) -> Bool {
        !amountParts.isDisjoint(with: parts(name)) && !isDocument(name)
    }

    /// Whether the name is one of a sum over the other columns.
    static func isTotal(_ name: String) -> Bool {
        !parts(name).allSatisfy {
            ![
                "total", "totals", "sum", "summe", "gesamt", "insgesamt", "totale", "totaal", "somme", "suma",
                "soma",
            ].contains($0)
        }
    }

    static func isPlace(_ name: String) -> Bool { places.contains(plain(name)) }

    static func isDemand(_ name: String) -> Bool { target.contains(plain(name)) }

    /// Whether a longer name is one of what is sold.
    static func isDemandAmong(_ name: String) -> Bool {
        let words = parts(name)
        return !targetParts.isDisjoint(with: words) && otherParts.isDisjoint(with: words)
            && !isKnownAhead(name)
    }

    static func isPrice(_ name: String) -> Bool {
        let words = parts(name)
        let isNamed =
            !priceParts.isDisjoint(with: words)
            || words.contains { word in priceEndings.contains(where: word.hasSuffix) }
        return price.contains(plain(name)) || isNamed && !isKnownAfterwards(name)
    }

    /// Whether the name is one of something that is planned; see `isKnownAfterwards`.
    static func isKnownAhead(_ name: String) -> Bool {
        let words = parts(name)
        return knownAhead.contains(plain(name)) || !aheadParts.isDisjoint(with: words)
            || words.contains { word in
                (priceEndings + aheadEndings).contains(where: word.hasSuffix)
                    || aheadBeginnings.contains(where: word.hasPrefix)
            }
    }

    static func isKnownAfterwards(_ name: String) -> Bool {
        !afterwardsParts.isDisjoint(with: parts(name)) && !knownAhead.contains(plain(name))
    }

    /// Lower case, without accents, with `_` between words: `Price (EUR)` is `price_eur`, `UnitPrice` is `unit_price`,
    /// `Quantité` is `quantite`.
    static func plain(_ name: String) -> String { parts(name).joined(separator: "_") }

    private static func parts(_ name: String) -> [String] {
        var words = [""]
        var previous: Character = " "
        var run = 0
        for character in name {
            guard character.isLetter || character.isNumber else {
                words.append("")
                (previous, run) = (" ", 0)
                continue
            }
            // `kWh` is one word, `UnitPrice` is two.
            if character.isUppercase, previous.isLowercase, run > 1 {
                words.append("")
                run = 0
            }
            words[words.count - 1] += accents[character] ?? character.lowercased()
            previous = character
            run += 1
        }
        return words.filter { !$0.isEmpty }.map { word in
            // What a capital with an accent became.
            word.map { accents[$0] ?? String($0) }.joined()
        }
    }

    /// A `Character` equals itself however Unicode composes it.
    private static let accents: [Character: String] = {
        let rows: [(String, String)] = [
            ("a", "àáâãäå"), ("c", "ç"), ("e", "èéêë"), ("i", "ìíîï"), ("n", "ñ"), ("o", "òóôõöø"),
            ("u", "ùúûü"), ("y", "ýÿ"), ("ss", "ß"), ("oe", "œ"), ("ae", "æ"),
        ]
        var accents: [Character: String] = [:]
        for (plain, letters) in rows { for letter in letters { accents[letter] = plain } }
        return accents
    }()
}
