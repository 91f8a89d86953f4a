/// Words that hold an English sentence together: replacing them changes what it says, or nothing.
enum StopWords {
  static func contains(_ word: String) -> Bool { english.contains(word) }

  private static let english = Set(
    ("a an the this that these those some any each every all both either neither such same other "
      + "another i me my mine myself we us our ours ourselves you your yours yourself yourselves he "
      + "him his himself she her hers herself it its itself they them their theirs themselves one "
      + "ones who whom whose which what where when why how there here then than and or but nor so "
      + "yet if unless because since although though while whereas until till as of in on at by to "
      + "into onto from with without within about above below over under between among through "
      + "during before after against toward towards upon off out up down again further along across "
      + "behind beside besides near for per via be am is are was were been being have has had having "
      + "do does did doing done will would shall should can could may might must ought not no never "
      + "none nobody nothing nowhere hardly barely scarcely cannot can't couldn't don't doesn't "
      + "didn't won't wouldn't shan't shouldn't isn't aren't wasn't weren't hasn't haven't hadn't "
      + "mustn't ain't i'm i've i'll i'd you're you've you'll you'd he's he'll he'd she's she'll "
      + "she'd it's it'll we're we've we'll we'd they're they've they'll they'd that's there's "
      + "here's what's who's let's too very just only also even still ever more most less least much "
      + "many few own once yes ok mr mrs ms dr").split(separator: " ").map { String($0) })
}
