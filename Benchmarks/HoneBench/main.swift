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

func argument(_ name: String, default value: String) -> String {
  guard let index = CommandLine.arguments.firstIndex(of: name),
    index + 1 < CommandLine.arguments.count
  else { return value }
  return CommandLine.arguments[index + 1]
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

do {
  let name = argument("--workload", default: "mlp")
  setenv("OMP_NUM_THREADS", argument("--threads", default: "2"), 1)
  let worker = try Worker(workload: name)
  try worker.run(steps: 1)
  say([("first_step", true)])
  if name != "start" { try worker.warmUp() }
  say([
    ("ready", true), ("engine", "hone"),
    ("mode", ConfigurationValue(argument("--mode", default: "default"))),
    ("version", "development"), ("parameters", ConfigurationValue(worker.parameterCount)),
  ])
  while let line = readLine() {
    let words = line.split(separator: " ")
    if words.first == "round", words.count == 2, let steps = Int(words[1]) {
      say([("round_ms_per_step", ConfigurationValue(try worker.time(steps: steps)))])
    } else if words.first == "quit" {
      say([
        ("peak_rss_mb", ConfigurationValue(peakMegabytes())),
        ("last_loss", ConfigurationValue(worker.loss)),
      ])
      break
    }
  }
} catch {
  say([("error", ConfigurationValue("\(error)".replacing("\n", with: " ")))])
}
