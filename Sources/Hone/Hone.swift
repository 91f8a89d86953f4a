// The umbrella: `import Hone` brings every public module.
@_exported public import HoneBackend
@_exported public import HoneCPU
@_exported public import HoneCore
@_exported public import HoneData
@_exported public import HoneGraph
@_exported public import HoneIO
@_exported public import HoneNN
@_exported public import HoneReference
@_exported public import HoneTrain
