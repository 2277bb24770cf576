using VideoPipeline.Testing;

namespace VideoPipeline.Tests.Story;

internal static class Samples
{
    /// <summary>A story of some twenty seconds and two chunks, for what does not depend on the text.</summary>
    public const string Short =
        """
        The lighthouse at the end of the harbor had burned every night for ninety years. Nobody in the village could remember a dark night.
        Then, in the winter of 1921, the keeper was found asleep beside the cold lamp. A ship with forty people on board was already near the rocks.
        His daughter Anna carried a lantern up two hundred steps and swung it until the morning. Every one of the forty people came ashore alive.
        The village gave Anna a silver watch, and the watch still lies in the town hall today. On the back it bears only one word, and the word is light.
        Visitors who climb the tower are told her story on every step. The lamp is electric now, but a lantern stands ready beside it.
        """;

    public static string Read(string name) => name == "short" ? Short : File.ReadAllText(Path.Combine(RepositoryRoot.Path, "samples", name));
}
