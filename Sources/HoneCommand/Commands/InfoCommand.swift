#if CommandLineTool
  internal import ArgumentParser
  internal import Hone

  /// `hone info`.
  struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "info",
      abstract: "Shows the version, the machine, and which engines work here.",
      discussion: """
        EXAMPLES:
          hone info
          HONE_ONEDNN=/opt/libdnnl.so.3 hone info
        """)

    func run() throws {
      let machine = MachineDescription.current
      var rows = [
        ["hone", Version.text], ["system", machine.system], ["processor", machine.processor],
        ["processors", "\(machine.processorCount)"], ["memory", machine.memory],
      ]
      for name in BackendRegistry.standard.names {
        rows.append(["backend \(name)", Self.describe(name)])
      }
      Console.print(Console.table(rows))
    }

    private static func describe(_ name: String) -> String {
      do throws(HoneError) {
        let capabilities = try BackendRegistry.standard.makeBackend(name).capabilities
        return [capabilities.description, capabilities.warning].compactMap { $0 }
          .joined(separator: "; ")
      } catch {
        return ["missing:", error.message, error.help.map { "— " + $0 }].compactMap { $0 }
          .joined(separator: " ")
      }
    }
  }
#endif
