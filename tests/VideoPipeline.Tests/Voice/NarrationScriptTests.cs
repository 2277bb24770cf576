using CsCheck;
using VideoPipeline.Artifacts;
using VideoPipeline.Story;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Voice;

public sealed class NarrationScriptTests
{
    private static readonly Gen<string> Sentence = Gen.Int[1, 60].Select(words => $"S{string.Concat(Enumerable.Repeat(" word", words))}.");

    [Fact]
    public void Create_AnyChapter_IsSpokenWholeInChunksThatFit() => Sentence.List[1, 40].Sample(sentences =>
    {
        NarrationScript script = Script(string.Join(' ', sentences));

        script.Chunks.Should().OnlyContain(c => string.Join(' ', c.Sentences).Length <= NarrationScript.MostCharacters);
        script.Chunks.SelectMany(c => c.Sentences).Should().Equal(sentences);
    });

    [Fact]
    public void Create_LeftoverOfAFewWords_IsSharedWithTheChunkBefore()
    {
        string filler = string.Concat(Enumerable.Repeat(" word", 18));
        string[] sentences = [.. Enumerable.Range(1, 5).Select(i => $"Sentence {i}{filler}.")];

        NarrationScript script = Script(string.Join(' ', [.. sentences, "The end."]));

        script.Chunks.Select(c => c.Sentences.Count).Should().Equal(3, 3);
    }

    private static NarrationScript Script(string story)
    {
        var blob = new ArtifactReference("container", "name", 0);
        var manifest = new StoryManifest("Title", "en", [new StoryChapter("Chapter", 0, story.Length)], blob, blob, blob);
        return NarrationScript.Create(manifest, story);
    }
}
