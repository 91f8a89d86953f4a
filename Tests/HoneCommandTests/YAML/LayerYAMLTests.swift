#if CommandLineTool
  import Hone
  import HoneTestSupport
  import Testing

  @testable import HoneCommand

  struct LayerYAMLTests {
    @Test(arguments: LayerCase.standard)
    func everyLayerReadsBackFromYAML(_ row: LayerCase) throws {
      let written = try row.layer.encoded()
      let read = try YAMLReader.read(ConfigurationValue.array([written]).yaml(), file: "")
      let copy = try Registry.standard.makeLayer(from: try read.array()[0])
      #expect(try copy.encoded() == written)
    }
  }
#endif
