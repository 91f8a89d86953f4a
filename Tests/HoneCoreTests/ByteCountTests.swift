import HoneCore
import Testing

/// Numbers of bytes as people write them.
@Suite struct ByteCountTests {
  @Test(arguments: [
    ("200MB", 200_000_000), ("64 MiB", 67_108_864), ("1.5gb", 1_500_000_000), ("10", 10),
    ("3kB", 3000), ("7 B", 7), ("2GiB", 2_147_483_648),
  ])
  func readsNumbersWithUnits(_ text: String, _ bytes: Int) throws {
    #expect(try #require(ByteCount(text)).bytes == bytes)
  }

  @Test(arguments: ["", "MB", "12 parsecs", "-3MB", "1.2.3MB", "9999999999999GB"])
  func refusesWhatIsNoSize(_ text: String) { #expect(ByteCount(text) == nil) }

  @Test(arguments: [
    (0, "0 bytes"), (999, "999 bytes"), (1000, "1.00 kB"), (12_345, "12.3 kB"),
    (999_499, "999 kB"), (999_600, "1.00 MB"), (181_400_000, "181 MB"),
    (1_256_000_000, "1.26 GB"), (20_050_000, "20.1 MB"),
  ])
  func showsThreeDigits(_ bytes: Int, _ text: String) {
    #expect(ByteCount(bytes).description == text)
  }
}
