using System.IO.Compression;
using System.Text.Json;

namespace VideoPipeline.Voice;

/// <summary>
/// A chunk's speech as the one blob <c>parts/chunk-0000.zip</c>: <c>audio.wav</c> or <c>audio.mp3</c>, and <c>sentences.json</c> in one file, so that a sound and
/// its timing are never of two attempts.
/// </summary>
internal static class SpokenChunk
{
    private const string WavName = "audio.wav";
    private const string Mp3Name = "audio.mp3";
    private const string SentencesName = "sentences.json";

    // the earliest time that a zip can hold: when a chunk was spoken is no part of what was
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<BinaryData> PackAsync(Speech speech, CancellationToken cancellationToken)
    {
        using var file = new MemoryStream();
        await using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using (Stream audio = await OpenAsync(zip, speech.Audio is PcmAudio ? WavName : Mp3Name, cancellationToken))
            {
                await (speech.Audio is PcmAudio pcm
                    ? WavFile.WriteAsync(audio, pcm, cancellationToken)
                    : audio.WriteAsync(((Mp3Audio)speech.Audio).Data, cancellationToken).AsTask());
            }

            await using Stream sentences = await OpenAsync(zip, SentencesName, cancellationToken);
            await JsonSerializer.SerializeAsync(sentences, speech.Sentences, cancellationToken: cancellationToken);
        }

        return BinaryData.FromBytes(file.ToArray());
    }

    /// <exception cref="InvalidDataException">The file is not such a zip, or its sentences are not as long as its audio.</exception>
    public static async Task<Speech> UnpackAsync(BinaryData content, CancellationToken cancellationToken)
    {
        using Stream file = content.ToStream();
        await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: false, entryNameEncoding: null, cancellationToken);
        SpokenAudio audio = zip.GetEntry(WavName) is null
            ? Mp3Audio.Read(await ReadAsync(zip, Mp3Name, cancellationToken))
            : WavFile.Read(await ReadAsync(zip, WavName, cancellationToken));
        SpokenSentence[] sentences = JsonSerializer.Deserialize<SpokenSentence[]>(await ReadAsync(zip, SentencesName, cancellationToken)) ?? [];
        return sentences.Sum(s => s.Samples) == audio.Samples
            ? new Speech(audio, sentences)
            : throw new InvalidDataException("A chunk's sentences are not as long as its audio.");
    }

    private static Task<Stream> OpenAsync(ZipArchive zip, string name, CancellationToken cancellationToken)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = EntryTime;
        return entry.OpenAsync(cancellationToken);
    }

    private static async Task<byte[]> ReadAsync(ZipArchive zip, string name, CancellationToken cancellationToken)
    {
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new InvalidDataException($"A chunk has no {name}.");
        using var content = new MemoryStream();
        await using Stream stream = await entry.OpenAsync(cancellationToken);
        await stream.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }
}
