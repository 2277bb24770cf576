using System.Text.RegularExpressions;

namespace VideoPipeline.Story.Extractive;

/// <summary>What the wording of a sentence tells about whether it can stand without the one before, or belongs in a story at all.</summary>
internal static partial class Phrasing
{
    /// <summary>Whether the sentence leans on the one before: it begins with a connective, or has a pronoun near its beginning.</summary>
    public static bool LeansBack(string sentence) => LeaningStart().IsMatch(sentence) || EarlyPronoun().IsMatch(sentence);

    /// <summary>Whether the sentence announces the one after: a question, or a colon at its end.</summary>
    public static bool LeansForward(string sentence) => LeaningEnd().IsMatch(sentence);

    /// <summary>Whether the sentence speaks to a channel's viewers rather than of the subject.</summary>
    public static bool IsChannelTalk(string sentence) => ChannelTalk().IsMatch(sentence);

    /// <summary>Whether the sentence has a pull of its own: a question, a number, a superlative or a word of drama.</summary>
    public static bool IsStriking(string sentence) => Striking().IsMatch(sentence);

    /// <summary>Whether the sentence begins with something that the listener is taken to know, as "The tank".</summary>
    public static bool PresumesItsSubject(string sentence) => DefiniteStart().IsMatch(sentence);

    [GeneratedRegex(@"^[""“‘']*The\s+\p{Ll}", RegexOptions.CultureInvariant)]
    private static partial Regex DefiniteStart();

    [GeneratedRegex(
        "^[\"“‘'(「『]*(?:(?:It|Its|It's|They|Them|Their|Theirs|He|Him|His|She|Her|Hers|This|That|That's|These|Those|Such|But|And|So|Or|Nor|Yet|However|"
        + "Then|Therefore|Thus|Hence|Also|Still|Instead|Meanwhile|Otherwise|Similarly|Likewise|Besides|Moreover|Furthermore|Nevertheless|Nonetheless|"
        + "Because|Which|Who|Both|Neither|Either|Another|Others|Each|Afterwards|Later|Eventually|Soon|Even|Only|None|Here|There|Today's|Again|Inside|Nearby)\\b"
        + "|(?:For (?:example|instance)|As a result|In (?:fact|turn|short|other words|contrast|addition|response|the end)|On the other hand|At (?:that|the same) "
        + "(?:time|moment)|After (?:that|this)|Because of (?:this|that)|The (?:same|latter|former|rest|other|others|second|third|result|answer|reason)|"
        + "One of (?:them|these|those)|Some of (?:them|these|those)|Most of (?:them|these|those)|By then|Of course|To (?:this|that) end)\\b"
        + "|[它他她这那此其但而也又还并却]|所以|因此|于是|然而|可是|不过|同时|后来|接着|然后|例如|比如|由此|从此|随后|结果|另外|另一|之后|只是|原来|因为|"
        + "正因|有的|还有|与此|除此|相反|反而|甚至|虽然如此|尽管如此|据此|当时|最后|终于|再|就)",
        RegexOptions.CultureInvariant)]
    private static partial Regex LeaningStart();

    // a subject that only the sentence before can explain
    [GeneratedRegex(@"^(?:[^\s.;:]+\s+){1,7}(?:it|they|he|she)\b|^[^。；]{0,15}(?:(?<!其)[他它她]|[这那](?!么))", RegexOptions.CultureInvariant)]
    private static partial Regex EarlyPronoun();

    [GeneratedRegex("[?？:：][\"”’」』)）]*$", RegexOptions.CultureInvariant)]
    private static partial Regex LeaningEnd();

    [GeneratedRegex(
        @"\bsubscri(?:be|bing)\b.*\b(?:channel|video|bell|button|more)\b|\b(?:like|comment|share) and subscribe\b|\bthank(?:s| you)(?: so much| all)? for (?:watching|listening|tuning)\b"
        + @"|\bwelcome back to\b|\bhit (?:the|that) (?:bell|like)\b|\bsmash (?:the|that) like\b|\b(?:in|on) the comments?\b(?: section| below)|\blinks? (?:is |are )?in the description\b"
        + @"|\bthis (?:video|episode) (?:is|was) sponsored\b|\bsee you (?:in the )?next (?:time|video|one|week)\b"
        + "|点赞|三连|订阅(?:我|本|频道)|关注(?:我们|本频道|我的频道)|下期(?:节目|视频)?(?:再见|见)|(?:感谢|谢谢)(?:大家|您|你)?的?(?:收看|观看|收听)|欢迎(?:收看|来到本|回到)|评论区|弹幕",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ChannelTalk();

    [GeneratedRegex(
        @"[?？]|\d|\b(?:never|nobody|only|first|last|biggest|largest|greatest|longest|deadliest|worst|strangest|most|secret|mystery|impossible|killed|died|death|lost|"
        + @"destroyed|vanished|disappeared|million|billion|hundred|thousand|forever|no one)\b|最|从未|没有人|唯一|秘密|奇迹|第一|消失|死|万|亿|竟|谜",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Striking();
}
