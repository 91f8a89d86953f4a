// The umbrella: `import Hone` brings every public module.
@_exported public import HoneBackend
@_exported public import HoneCore
@_exported public import HoneGraph
@_exported public import HoneReference
