#if !CommandLineTool
  import Testing

  struct StubTests {
    @Test(.disabled("the tool is built with `--traits CommandLineTool`; `make test` does"))
    func theToolIsTestedWithItsTrait() {}
  }
#endif
