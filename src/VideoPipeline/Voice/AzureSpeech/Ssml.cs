using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace VideoPipeline.Voice.AzureSpeech;

/// <summary>Writes what the service is to speak, in its Speech Synthesis Markup Language. A text is never markup.</summary>
internal static class Ssml
{
    private static readonly XNamespace Speech = "http://www.w3.org/2001/10/synthesis";
    private static readonly XNamespace Extensions = "https://www.w3.org/2001/mstts";

    /// <summary>One sentence, without silence before it and with the pause after it.</summary>
    public static string Of(string sentence, string voice, AzureSpeechOptions options)
    {
        var text = new XText(string.Concat(sentence.Where(XmlConvert.IsXmlChar)));
        return new XElement(
            Speech + "speak",
            new XAttribute("version", "1.0"),
            new XAttribute(XNamespace.Xml + "lang", LocaleOf(voice)),
            new XAttribute(XNamespace.Xmlns + "mstts", Extensions.NamespaceName),
            new XElement(
                Speech + "voice",
                new XAttribute("name", voice),
                Silence("Leading-exact", 0),
                Silence("Tailing-exact", options.PauseMs),
                new XElement(
                    Speech + "prosody", new XAttribute("rate", options.Rate), new XAttribute("pitch", options.Pitch), text)))
            .ToString(SaveOptions.DisableFormatting);
    }

    private static XElement Silence(string type, int milliseconds) => new(
        Extensions + "silence",
        new XAttribute("type", type),
        new XAttribute("value", string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms")));

    // en-US of en-US-AvaNeural
    private static string LocaleOf(string voice) => string.Join('-', voice.Split('-').Take(2));
}
