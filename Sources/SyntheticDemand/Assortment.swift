/// What a shop sells: eight categories with their product types, price ranges and yearly rhythm.
///
/// The numbers are round figures chosen to look like a grocer's: drinks peak in July, toys before
/// Christmas, soup and bread in winter. They are no measurement.
enum Assortment {
    struct Category: Sendable {
        let name: String
        let productTypes: [String]
        /// Median regular price.
        let medianPrice: Double
        /// Log amplitude of the yearly wave: 0.3 is 35 % above the year's level at the peak.
        let yearlyAmplitude: Double
        /// The day of the year, from 0, on which the yearly wave peaks.
        let peakDay: Double
        /// Log amplitude of the half-yearly wave, which peaks on the same day.
        let halfYearlyAmplitude: Double
        /// Log lift of the seven shopping days that end with the holiday.
        let holidayLift: [HolidayCalendar.Feast: Double]
    }

    static let categories: [Category] = [
        Category(
            name: "bakery", productTypes: ["bread", "cake", "pastry"], medianPrice: 3.5,
            yearlyAmplitude: 0.08, peakDay: 350, halfYearlyAmplitude: 0.03,
            holidayLift: [
                .easter: 0.25, .thanksgiving: 0.40, .christmas: 0.35, .memorialDay: 0.15,
                .independenceDay: 0.20,
            ]),
        Category(
            name: "dairy", productTypes: ["cheese", "milk", "yoghurt"], medianPrice: 4,
            yearlyAmplitude: 0.05, peakDay: 20, halfYearlyAmplitude: 0.02,
            holidayLift: [.easter: 0.15, .thanksgiving: 0.25, .christmas: 0.25]),
        Category(
            name: "drinks", productTypes: ["beer", "juice", "soda", "water"], medianPrice: 5,
            yearlyAmplitude: 0.25, peakDay: 200, halfYearlyAmplitude: 0.04,
            holidayLift: [
                .newYear: 0.35, .memorialDay: 0.30, .independenceDay: 0.45, .laborDay: 0.30,
                .thanksgiving: 0.20, .christmas: 0.30,
            ]),
        Category(
            name: "frozen", productTypes: ["ice cream", "pizza", "ready meals"], medianPrice: 6,
            yearlyAmplitude: 0.20, peakDay: 205, halfYearlyAmplitude: 0.05,
            holidayLift: [.independenceDay: 0.20, .thanksgiving: 0.30, .christmas: 0.15]),
        Category(
            name: "household", productTypes: ["cleaning", "laundry", "paper"], medianPrice: 9,
            yearlyAmplitude: 0.06, peakDay: 95, halfYearlyAmplitude: 0.02,
            holidayLift: [.thanksgiving: 0.10, .christmas: -0.10]),
        Category(
            name: "produce", productTypes: ["fruit", "salad", "vegetables"], medianPrice: 3,
            yearlyAmplitude: 0.15, peakDay: 170, halfYearlyAmplitude: 0.05,
            holidayLift: [
                .easter: 0.15, .independenceDay: 0.25, .laborDay: 0.10, .thanksgiving: 0.35, .christmas: 0.20,
            ]),
        Category(
            name: "snacks", productTypes: ["chips", "chocolate", "nuts"], medianPrice: 4,
            yearlyAmplitude: 0.10, peakDay: 345, halfYearlyAmplitude: 0.06,
            holidayLift: [
                .newYear: 0.25, .valentinesDay: 0.20, .easter: 0.35, .memorialDay: 0.20,
                .independenceDay: 0.30,
                .laborDay: 0.20, .halloween: 0.40, .christmas: 0.30,
            ]),
        Category(
            name: "toys", productTypes: ["games", "outdoor", "puzzles"], medianPrice: 15,
            yearlyAmplitude: 0.30, peakDay: 340, halfYearlyAmplitude: 0.08,
            holidayLift: [.easter: 0.10, .thanksgiving: 0.35, .christmas: 0.60, .newYear: -0.30]),
    ]
}
