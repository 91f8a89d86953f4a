// The Hone side of `make bench`: one process, one workload, driven by lines on standard input.
// The protocol stands in Benchmarks/README.md.

import Hone

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Prints one JSON line.
func say(_ members: [(String, ConfigurationValue)]) {
  print(ConfigurationValue.object(members).json(indent: nil))
  fflush(nil)
}

/// The peak resident memory of this process.
func peakMegabytes() -> Double {
  var usage = rusage()
  #if canImport(Darwin)
    getrusage(RUSAGE_SELF, &usage)
    return Double(usage.ru_maxrss) / 1_048_576
  #else
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1024
  #endif
}

/// Who answers.
func introduction(_ options: Options, parameters: Int?) -> [(String, ConfigurationValue)] {
  [("engine", "hone"), ("mode", ConfigurationValue(options.mode)), ("version", "development")]
    + (parameters.map { [("parameters", ConfigurationValue($0))] } ?? [])
}

/// Rounds on request, until it is told to quit.
func serve(_ options: Options) throws {
  let benchmark = try benchmark(options)
  try benchmark.step()
  say([("first_step", true)])
  if options.workload != "start" { try benchmark.warmUp() }
  say([("ready", true)] + introduction(options, parameters: benchmark.parameterCount))
  while let line = readLine() {
    let words = line.split(separator: " ")
    if words.first == "round", words.count == 2, let steps = Int(words[1]) {
      say([("round_ms_per_step", ConfigurationValue(try benchmark.time(steps: steps)))])
    } else if words.first == "quit" {
      let peak = peakMegabytes()
      let result = benchmark.result
      let rates = try benchmark.rates().map { [("rates", $0.json)] } ?? []
      say(
        [("peak_rss_mb", ConfigurationValue(peak)), ("last_loss", ConfigurationValue(result))]
          + rates)
      return
    }
  }
}

do {
  let options = try Options(CommandLine.arguments)
  setenv("OMP_NUM_THREADS", String(options.threads), 1)
  if options.isMicro {
    try MicroBenchmark(options).run()
  } else if options.workload == "end-to-end" {
    let (accuracy, parameters) = try await EndToEnd.run(options)
    say(
      [
        ("finished", true), ("accuracy", ConfigurationValue(accuracy)),
        ("peak_rss_mb", ConfigurationValue(peakMegabytes())),
      ] + introduction(options, parameters: parameters))
  } else if options.workload == "overhead" {
    say([("finished", true)] + (try await Overhead.run(options)))
  } else {
    try serve(options)
  }
} catch {
  say([("error", ConfigurationValue("\(error)".replacing("\n", with: " ")))])
}
