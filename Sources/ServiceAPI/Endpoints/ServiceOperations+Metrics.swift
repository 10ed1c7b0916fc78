internal import ServiceJobs

/// Prometheus' text format, version 0.0.4.
extension ServiceOperations {
    func metricsPage() -> Answer {
        var text = ""
        func head(_ name: String, _ kind: String, _ help: String) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
        }
        let routes = metrics.now.sorted { $0.key < $1.key }
        head("forecast_http_requests_total", "counter", "Requests answered.")
        for (route, values) in routes {
            for (status, count) in values.counts.sorted(by: { $0.key < $1.key }) {
                text += "forecast_http_requests_total{route=\"\(route)\",status=\"\(status)\"} \(count)\n"
            }
        }
        head("forecast_http_request_seconds", "histogram", "Time until the head of the answer was there.")
        for (route, values) in routes {
            var sum = 0
            for (bound, count) in zip(ServiceMetrics.bounds, values.buckets) {
                sum += count
                text += "forecast_http_request_seconds_bucket{route=\"\(route)\",le=\"\(bound)\"} \(sum)\n"
            }
            let all = values.buckets.reduce(0, +)
            text += "forecast_http_request_seconds_bucket{route=\"\(route)\",le=\"+Inf\"} \(all)\n"
            text += "forecast_http_request_seconds_sum{route=\"\(route)\"} \(values.seconds)\n"
            text += "forecast_http_request_seconds_count{route=\"\(route)\"} \(all)\n"
        }
        head("forecast_jobs", "gauge", "Jobs that wait and that run.")
        for lane in service.load {
            text += "forecast_jobs{lane=\"\(lane.lane)\",state=\"waiting\"} \(lane.waiting)\n"
            text += "forecast_jobs{lane=\"\(lane.lane)\",state=\"running\"} \(lane.running)\n"
        }
        let counters = service.counters.now
        head("forecast_jobs_ended_total", "counter", "Jobs by what became of them.")
        for (name, count) in counters.ended.sorted(by: { $0.key < $1.key }) {
            let words = name.split(separator: " ")
            text += "forecast_jobs_ended_total{kind=\"\(words[0])\",state=\"\(words[1])\"} \(count)\n"
        }
        head("forecast_job_compute_seconds_total", "counter", "Seconds that jobs ran.")
        for (kind, seconds) in counters.computeSeconds.sorted(by: { $0.key < $1.key }) {
            text += "forecast_job_compute_seconds_total{kind=\"\(kind)\"} \(seconds)\n"
        }
        head("forecast_job_queue_seconds_total", "counter", "Seconds that jobs waited.")
        for (kind, seconds) in counters.queueSeconds.sorted(by: { $0.key < $1.key }) {
            text += "forecast_job_queue_seconds_total{kind=\"\(kind)\"} \(seconds)\n"
        }
        head("forecast_requests_repeated_total", "counter", "Requests answered by an earlier execution.")
        text += "forecast_requests_repeated_total \(counters.repeated)\n"
        head("forecast_requests_refused_total", "counter", "Requests refused because a queue was full.")
        text += "forecast_requests_refused_total \(counters.refused)\n"
        return Answer(bytes: Array(text.utf8), type: "text/plain; version=0.0.4; charset=utf-8")
    }
}
